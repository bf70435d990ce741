"""What administrators fill in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.domain.areas import sort_key
from loa.domain.languages import NAMES
from loa.domain.permissions import Duty
from loa.office.log_words import SAID
from loa.orgs.models import DutyGrant, Kind, Person
from loa.web.forms import DayField

VILLAGES = [
    Kind.VILLAGE,
    Kind.HAMLET,
    Kind.MOUNTAIN_VILLAGE,
    Kind.HIGHLAND_VILLAGE,
    Kind.UPLAND_VILLAGE,
    Kind.LITTLE_VILLAGE,
    Kind.QUARTER,
    Kind.RESIDENTIAL_GROUP,
]
LANGUAGES = [("", _("Không ghi")), *NAMES.items()]
USERNAME = RegexValidator(
    r"^[a-z][a-z0-9._-]{1,63}$",
    _("Dùng chữ thường không dấu, số, dấu chấm hoặc gạch nối; bắt đầu bằng chữ."),
)


class SearchForm(forms.Form):
    """A name or code of a unit."""

    q = forms.CharField(
        label=_("Tên hoặc mã đơn vị"),
        help_text=_("Gõ không dấu cũng được, như “hai phong”."),
        max_length=80,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class VillageForm(forms.Form):
    """A new village of a commune."""

    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(kind.value, kind.label) for kind in VILLAGES]
    )
    name = forms.CharField(
        label=_("Tên"), help_text=_("Chỉ tên riêng hoặc số, như “Thượng” hay “3”."), max_length=120
    )


class LanguagesForm(forms.Form):
    """In which languages people listen, the first one first; the rules take out what is twice."""

    first = forms.ChoiceField(label=_("Ngôn ngữ thứ nhất"), choices=LANGUAGES, required=False)
    second = forms.ChoiceField(label=_("Ngôn ngữ thứ hai"), choices=LANGUAGES, required=False)
    third = forms.ChoiceField(label=_("Ngôn ngữ thứ ba"), choices=LANGUAGES, required=False)

    @classmethod
    def showing(cls, languages: Sequence[str]) -> Self:
        """Show what was set."""
        return cls(initial=dict(zip(cls.base_fields, languages, strict=False)))

    def languages(self) -> list[str]:
        """Hand over what was chosen."""
        return [language for language in self.cleaned_data.values() if language]


class PersonForm(forms.Form):
    """A new account."""

    display_name = forms.CharField(
        label=_("Họ và tên"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        help_text=_("Chữ thường không dấu, như “nam” hay “hoa.tran”. Không đổi được về sau."),
        max_length=64,
        validators=[USERNAME],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    unit = forms.CharField(
        label=_("Mã đơn vị công tác"),
        help_text=_("Mã của xã, phường hoặc tỉnh; xem ở trang Đơn vị."),
        max_length=16,
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=Person.Language.choices)


class GrantForm(forms.Form):
    """A duty for somebody."""

    duty = forms.ChoiceField(label=_("Nhiệm vụ"), choices=DutyGrant.DUTIES)
    unit = forms.CharField(
        label=_("Mã đơn vị"),
        help_text=_("Nhiệm vụ có hiệu lực ở đơn vị này và mọi nơi thuộc nó."),
        max_length=16,
    )
    valid_from = DayField(label=_("Từ ngày"))
    last_day = DayField(
        label=_("Đến hết ngày"),
        help_text=_("Bỏ trống khi chưa biết."),
        required=False,
    )

    def as_arguments(self) -> dict[str, Any]:
        """Return what the action asks for; people name the last day, rules the first without."""
        filled = self.cleaned_data
        last: date | None = filled["last_day"]
        return {
            "duty": Duty(filled["duty"]),
            "unit_code": filled["unit"].strip(),
            "valid_from": filled["valid_from"],
            "valid_to": last + timedelta(days=1) if last else None,
        }

    @classmethod
    def for_person(cls, person: Person) -> "GrantForm":
        """Begin with what is most likely: their own unit, from today."""
        return cls(initial={"unit": person.unit.code, "valid_from": timezone.localdate()})


def _actions() -> list[tuple[str, str]]:
    """Offer every action that there are words for, in the order of the words."""
    titles = [(action, str(said.title)) for action, said in SAID.items()]
    return [("", str(_("Tất cả"))), *sorted(titles, key=lambda pair: sort_key(pair[1]))]


class LogForm(forms.Form):
    """Which entries of the log to show."""

    unit = forms.CharField(label=_("Mã đơn vị"), required=False, max_length=16)
    action = forms.ChoiceField(label=_("Việc"), required=False, choices=_actions)
    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến hết ngày"), required=False)
