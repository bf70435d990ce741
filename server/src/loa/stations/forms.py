"""What a technician fills in, on a phone, beside a pole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.orgs import queries as orgs
from loa.stations import actions, queries
from loa.web import actor

FULL = 100
STEP = 5


class Percent(forms.IntegerField):
    """A whole number from 0 to 100, with the right keyboard."""

    def __init__(self, **options: Any) -> None:
        """Let the browser help: nothing below 0 or above 100."""
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "step": STEP})
        super().__init__(min_value=0, max_value=FULL, widget=widget, **options)


class StationForm(forms.Form):
    """Which commune gets a station."""

    unit = forms.ChoiceField(label=_("Xã, phường, đặc khu"))

    def __init__(self, request: Any, *args: Any) -> None:
        """Offer the technician's communes that have none."""
        super().__init__(*args)
        units = queries.units_without_station(actor(request))
        self.fields["unit"].choices = [(u.code, u.full_name) for u in units]  # type: ignore[attr-defined]

    @property
    def has_choice(self) -> bool:
        """Say whether there is any commune left."""
        return bool(self.fields["unit"].choices)  # type: ignore[attr-defined]


class VolumeForm(forms.Form):
    """How loud."""

    percent = Percent(
        label=_("Âm lượng (%)"),
        help_text=_("100% là mức gốc của âm thanh; mỗi 10% chênh nhau 5 dB."),
    )
    ceiling = Percent(
        label=_("Mức trần (%)"),
        help_text=_("Không ai đặt được âm lượng cao hơn mức này, kể cả từ xa."),
    )

    def as_volume(self) -> actions.Volume:
        """Return what was chosen.

        Raises:
            TooLoud: above its own ceiling.
        """
        told = self.cleaned_data
        return actions.Volume(percent=told["percent"], ceiling=told["ceiling"])


class FilesForm(forms.Form):
    """From which files a cluster plays."""

    is_metered = forms.BooleanField(
        required=False,
        label=_("Trả tiền theo dung lượng"),
        help_text=_("Thiết bị chỉ tải bản nhẹ: khoảng 7 MB cho một giờ phát."),
    )
    is_noisy = forms.BooleanField(
        required=False,
        label=_("Nơi ồn: chợ, đường lớn"),
        help_text=_("Thiết bị phát bản to hơn 2 dB."),
    )


class ClusterForm(VolumeForm):
    """Where a new cluster stands, what it is called, how loud it is."""

    name = forms.CharField(
        label=_("Tên cụm loa"), max_length=120, help_text=_("Ví dụ: Cổng làng Thượng.")
    )
    area = forms.ChoiceField(label=_("Thôn hoặc tổ dân phố"))
    lat = forms.FloatField(
        label=_("Vĩ độ"), required=False, min_value=-90, max_value=90, help_text="20.71234"
    )
    lng = forms.FloatField(
        label=_("Kinh độ"), required=False, min_value=-180, max_value=180, help_text="106.47123"
    )

    field_order = ("name", "area", "percent", "ceiling", "lat", "lng")

    def __init__(self, unit: Any, *args: Any, **options: Any) -> None:
        """Offer the villages of the station's commune."""
        super().__init__(*args, **options)
        villages = [(v.path, v.full_name) for v in orgs.villages_of(unit.code)]
        whole = (unit.path, _("Cả %(unit)s") % {"unit": unit.full_name})
        self.fields["area"].choices = [whole, *villages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for both coordinates or for none."""
        told = super().clean() or {}
        if (told.get("lat") is None) != (told.get("lng") is None):
            self.add_error("lng", _("Hãy nhập cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."))
        return told

    @property
    def point(self) -> tuple[float, float] | None:
        """Return the coordinates, if they were given."""
        lat, lng = self.cleaned_data["lat"], self.cleaned_data["lng"]
        return None if lat is None else (lat, lng)


class MoveForm(forms.Form):
    """Which cluster a box goes to."""

    to = forms.ChoiceField(label=_("Chuyển đến cụm loa"), widget=forms.RadioSelect)

    def __init__(self, request: Any, *args: Any) -> None:
        """Offer the technician's clusters that have no box."""
        super().__init__(*args)
        free = queries.clusters_without_box(actor(request))
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.name} – {one.station.unit.full_name}") for one in free
        ]

    @property
    def has_choice(self) -> bool:
        """Say whether there is any cluster without a box."""
        return bool(self.fields["to"].choices)  # type: ignore[attr-defined]
