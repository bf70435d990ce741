"""Who takes part in the demo: one person for each thing that people do."""

from dataclasses import dataclass
from typing import Final

from loa.config.demo.places import PROVINCE
from loa.domain.permissions import Duty

PASSWORD: Final = "loa-dien-thu"  # noqa: S105 - a demo's, on a site that listens to itself alone
GIA_VIEN, NHO_QUAN = "14464", "14428"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One person of the demo."""

    username: str
    name: str
    unit: str
    duties: tuple[Duty, ...]
    does: str
    """What they do, in the words of the list that `loa demo` prints."""


CAST: Final = (
    Part(
        username="nam", name="Nguyễn Văn Nam", unit=GIA_VIEN,
        duties=(Duty.WRITE, Duty.PROGRAMME),
        does="writes bulletins of Gia Viễn and places them",
    ),
    Part(
        username="hoa", name="Trần Thị Hoa", unit=GIA_VIEN,
        duties=(Duty.APPROVE, Duty.RELEASE),
        does="approves and releases in Gia Viễn",
    ),
    Part(
        username="lan", name="Lê Thị Lan", unit=NHO_QUAN,
        duties=(Duty.WRITE, Duty.PROGRAMME, Duty.APPROVE, Duty.RELEASE),
        does="does the same in Nho Quan, another commune",
    ),
    Part(
        username="minh", name="Phạm Quang Minh", unit=PROVINCE,
        duties=(Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME),
        does="leads the province of Ninh Bình",
    ),
    Part(
        username="tuan", name="Đỗ Anh Tuấn", unit=PROVINCE,
        duties=(Duty.TECHNICIAN,),
        does="looks after the boxes",
    ),
    Part(
        username="an", name="Vũ Bình An", unit=PROVINCE,
        duties=(Duty.ADMINISTRATOR, Duty.INSPECT),
        does="looks after units, people and duties; reads the log",
    ),
    Part(
        username="binh", name="Bùi Thanh Bình", unit=PROVINCE,
        duties=(Duty.WRITE, Duty.APPROVE, Duty.RELEASE),
        does="is Minh's deputy: wide releases need two",
    ),
    Part(
        username="mai", name="Hoàng Thị Mai", unit=GIA_VIEN,
        duties=(Duty.CONTRIBUTE,),
        does="teaches in Gia Viễn, and gives news from the school",
    ),
)  # fmt: skip
