"""Where the demo takes place: three communes of the province of Ninh Bình."""

from dataclasses import dataclass
from typing import Final

PROVINCE: Final = "37"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cluster of loudspeakers on its pole."""

    name: str
    village: str
    lat: float
    lng: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune by its official code, and where its loudspeakers stand."""

    code: str
    spots: tuple[Spot, ...]


COMMUNES: Final = (
    Commune(
        code="14464",  # Gia Viễn
        spots=(
            Spot(name="Ủy ban xã", village="", lat=20.374, lng=105.850),
            Spot(name="Nhà văn hóa Vân Thị", village="Vân Thị", lat=20.381, lng=105.843),
            Spot(name="Chợ Me", village="Tiến Yết", lat=20.369, lng=105.858),
            Spot(name="Đình Vân Hà", village="Vân Hà", lat=20.364, lng=105.846),
        ),
    ),
    Commune(
        code="14428",  # Nho Quan
        spots=(
            Spot(name="Ủy ban xã", village="", lat=20.309, lng=105.735),
            Spot(name="Trường tiểu học", village="Phong Lạc", lat=20.316, lng=105.741),
            Spot(name="Bến xe", village="Tân Nhất", lat=20.303, lng=105.729),
            Spot(name="Trạm y tế", village="Phong Nhất", lat=20.312, lng=105.727),
        ),
    ),
    Commune(
        code="14620",  # Phát Diệm
        spots=(
            Spot(name="Ủy ban xã", village="", lat=20.083, lng=106.090),
            Spot(name="Chợ Nam Dân", village="Nam Dân", lat=20.089, lng=106.084),
            Spot(name="Cầu Ngói", village="Phú Vinh", lat=20.078, lng=106.096),
            Spot(name="Nhà văn hóa Phát Diệm", village="Phát Diệm Đông", lat=20.086, lng=106.099),
        ),
    ),
)
