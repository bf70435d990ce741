"""Keep the sessions of each day, and the approved items placed in them, in order."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from loa.bulletins.models import Version
from loa.domain import sessions as rules
from loa.domain.sessions import Slot
from loa.orgs.models import AdminUnit

if TYPE_CHECKING:
    from collections.abc import Iterable


class Session(models.Model):
    """A window of one day in which a commune's loudspeakers play a row of items."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=48)
    name = models.CharField(max_length=80)
    date = models.DateField()
    """The day in Vietnam."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                name="a_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="a_session_has_a_name", condition=~Q(name="")),
            ExclusionConstraint(
                name="sessions_of_a_commune_never_overlap",
                expressions=[
                    ("unit_path", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(name="sessions_by_day", fields=["unit_path", "date"])]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def items(self) -> "models.QuerySet[SessionItem]":
        """Return what plays in it, in order."""
        return (
            SessionItem.objects.filter(session=self)
            .select_related("version__bulletin__unit")
            .order_by("position")
        )

    def as_session(
        self, *, unit_is_in_force: bool = True, items: "Iterable[SessionItem] | None" = None
    ) -> rules.Session:
        """Hand the session to the rules, with its items: those given, where they were read."""
        items = self.items() if items is None else items
        return rules.Session(
            unit=self.unit.as_path(),
            unit_is_in_force=unit_is_in_force,
            name=self.name,
            starts=self.starts_at,
            ends=self.ends_at,
            slots=tuple(item.as_slot() for item in items),
        )

    def keep(self, answer: rules.Session) -> None:
        """Store the order of the items, and when each starts."""
        rows = {item.as_slot().id: item for item in self.items()}
        for place, slot in enumerate(answer.slots):
            rows[slot.id].position = place
        kept = [rows[slot.id] for slot in answer.slots]
        gone = [item.pk for item in rows.values() if item not in kept]
        SessionItem.objects.filter(pk__in=gone).delete()
        SessionItem.objects.bulk_update(kept, ["position"])


class SessionItem(models.Model):
    """An approved version, placed in a session."""

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    """Names the occurrence that the boxes play and report on."""
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    duration_ms = models.PositiveIntegerField()
    clusters = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    """Where it plays; none: everywhere in the commune."""
    placed_by = models.UUIDField()
    placed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"],
                name="one_item_a_place",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="an_item_lasts", condition=Q(duration_ms__gt=0)),
        ]

    def as_slot(self) -> Slot:
        """Hand the item to the rules."""
        return Slot(id=str(self.uid), duration_ms=self.duration_ms, clusters=tuple(self.clusters))
