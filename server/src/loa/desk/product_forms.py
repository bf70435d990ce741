"""What officers fill in to say what a bulletin is, and to find it again."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries
from loa.bulletins.archive import Wanted
from loa.bulletins.figures import Counted
from loa.bulletins.models import Bulletin, Topic
from loa.desk.forms import LANGUAGES, Choices
from loa.domain import days
from loa.domain.products import Audience, Origin, Product, ProductKind
from loa.web.forms import DayField

ANY = ("", _("Tất cả"))
COUNTED = [(Counted.MADE.value, _("Đã làm xong")), (Counted.HEARD.value, _("Đã phát"))]
KINDS = dict(Bulletin.Kind.choices)


class ProductForm(forms.Form):
    """What a bulletin is: counted for the year, and found in the archive."""

    kind = forms.ChoiceField(label=_("Thể loại"), choices=Bulletin.Kind.choices)
    topic = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Chưa chọn"),
    )
    audiences = forms.MultipleChoiceField(
        label=_("Dành cho"),
        choices=Bulletin.ForWhom.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn ai nghĩa là cho mọi người."),
    )
    origin = forms.ChoiceField(label=_("Nguồn"), choices=Bulletin.From.choices)

    def __init__(self, *args: Any, topics: QuerySet[Topic], **told: Any) -> None:
        """Offer the topics in force, and the one it has."""
        super().__init__(*args, **told)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = topics

    def product(self) -> Product:
        """Hand over what was chosen."""
        given = self.cleaned_data
        return Product(
            kind=ProductKind(given["kind"]),
            topic=given["topic"].code if given["topic"] else "",
            audiences=frozenset(Audience(audience) for audience in given["audiences"]),
            origin=Origin(given["origin"]),
        )


class ArchiveForm(forms.Form):
    """What somebody looks for."""

    words = forms.CharField(
        label=_("Từ cần tìm"),
        required=False,
        max_length=200,
        help_text=_("Gõ không dấu cũng tìm được."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("Thể loại"), required=False, choices=[ANY, *Bulletin.Kind.choices]
    )
    topic = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        required=False,
        queryset=Topic.objects.all(),
        to_field_name="code",
        empty_label=ANY[1],
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), required=False, choices=[ANY, *LANGUAGES])
    speaker = forms.CharField(label=_("Người đọc"), required=False, max_length=80)
    first_day = DayField(label=_("Từ ngày"), required=False)
    last_day = DayField(label=_("Đến ngày"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)

    def __init__(self, *args: Any, units: Choices, **told: Any) -> None:
        """Offer the units in which the person handles words."""
        super().__init__(*args, **told)
        _offer_units(self, units)

    def wanted(self) -> Wanted:
        """Hand over what was filled in; what is wrong narrows nothing, and says so at its field."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if topic := given.pop("topic", None):
            given["topic"] = topic.code
        return Wanted(**given)


class FiguresForm(forms.Form):
    """Which year, whose, and what counts."""

    year = forms.IntegerField(label=_("Năm"), min_value=days.FIRST.year, max_value=days.LAST.year)
    counted = forms.ChoiceField(label=_("Tính theo"), choices=COUNTED)
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)

    def __init__(self, *args: Any, units: Choices, today: date, **told: Any) -> None:
        """Begin with this year, and with what was made."""
        super().__init__(*args, **told)
        self.today = today
        _offer_units(self, units)

    def asked(self) -> tuple[int, Counted, str]:
        """Return what was chosen; this year's made products where nothing was, or nonsense."""
        self.is_valid()
        given = self.cleaned_data
        return (
            given.get("year") or self.today.year,
            Counted(given.get("counted") or Counted.MADE.value),
            given.get("unit") or "",
        )


def topics_for(bulletin: Bulletin) -> QuerySet[Topic]:
    """Find the topics to offer: those in force, and the one that the bulletin has."""
    return queries.topics() | Topic.objects.filter(pk__in=[bulletin.topic_id or 0])


def _offer_units(form: forms.Form, units: Choices) -> None:
    field = form.fields["unit"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [ANY, *units]
    if len(units) <= 1:
        field.widget = forms.HiddenInput()
