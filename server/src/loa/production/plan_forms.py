"""What people fill in about the production plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin, Topic
from loa.domain import plan as rules
from loa.domain.areas import path_of
from loa.domain.permissions import Actor, ActorId, Duty
from loa.domain.products import ProductKind
from loa.orgs import queries as orgs
from loa.production.planned import Shown
from loa.web.forms import DayField

Choices = list[tuple[str, str]]


class PlanForm(forms.Form):
    """One thing that is to be made."""

    title = forms.CharField(label=_("Tên việc"), max_length=rules.LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("Thể loại"), choices=Bulletin.Kind.choices)
    topic = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Chưa chọn"),
    )
    maker = forms.ChoiceField(label=_("Người làm"), required=False)
    due = DayField(label=_("Hạn xong"))
    occasion = forms.CharField(
        label=_("Cho buổi phát hoặc đợt tuyên truyền nào"), required=False, max_length=120
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit = forms.ChoiceField(label=_("Đơn vị"))

    def __init__(
        self, *args: Any, units: Choices, makers: Choices, topics: QuerySet[Topic], **told: Any
    ) -> None:
        """Offer the units the person plans for, and those who write there."""
        super().__init__(*args, **told)
        self._offer("unit", units)
        self._offer("maker", [("", str(_("Chưa giao"))), *makers])
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = topics
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]

    def item(self) -> rules.Item:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return rules.Item(
            unit=path_of(given["unit"]),
            title=given["title"],
            kind=ProductKind(given["kind"]),
            topic=given["topic"].code if given["topic"] else "",
            maker=ActorId(given["maker"]) if given["maker"] else None,
            due=given["due"],
            occasion=given["occasion"],
            note=given["note"],
        )

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ReasonForm(forms.Form):
    """Why something is not gone on with."""

    reason = forms.CharField(
        label=_("Lý do"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def units_of(person: Actor) -> Choices:
    """Offer the units that the person plans for."""
    found = {
        unit.path: unit.full_name
        for duty in (Duty.WRITE, Duty.APPROVE)
        for unit in orgs.units_for(person, duty)
    }
    return list(found.items())


def blank_form(given: Any, units: Choices) -> PlanForm:
    """Ask for something new, due today unless the person says otherwise."""
    return PlanForm(
        given,
        units=units,
        makers=list(_makers(units).items()),
        topics=bulletins.topics(),
        initial={"due": timezone.localdate()},
    )


def filled_form(given: Any, row: Shown) -> PlanForm:
    """Show what stands in the plan; whoever is named, and its topic, may stay."""
    item = row.item
    units = [(item.unit_path, row.unit)]
    makers = _makers(units)
    if item.maker:
        makers.setdefault(str(item.maker), row.maker or str(item.maker))
    return PlanForm(
        given,
        units=units,
        makers=list(makers.items()),
        topics=bulletins.topics() | Topic.objects.filter(pk__in=[item.topic_id or 0]),
        initial={
            "title": item.title,
            "kind": item.kind,
            "topic": item.topic.code if item.topic else "",
            "maker": str(item.maker or ""),
            "due": item.due,
            "occasion": item.occasion,
            "note": item.note,
        },
    )


def _makers(units: Choices) -> dict[str, str]:
    """Name those who write in these units."""
    return {
        str(maker.actor_id): str(maker)
        for path, _name in units
        for maker in orgs.holders_of(Duty.WRITE, path_of(path))
    }
