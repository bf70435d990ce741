"""Keep what a unit means to make, and which bulletin came of it."""

from django.db import models
from django.db.models import Q

from loa.bulletins.models import Bulletin, Topic
from loa.domain import plan as rules
from loa.domain.areas import path_of
from loa.domain.permissions import ActorId
from loa.domain.products import ProductKind


class PlanItem(models.Model):
    """One thing to be made. How far it came follows from what stands here (`domain.plan`)."""

    unit_path = models.CharField(max_length=48)
    title = models.CharField(max_length=rules.LONGEST_TITLE)
    kind = models.CharField(max_length=12, choices=Bulletin.Kind, default=Bulletin.Kind.NOTICE)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    maker = models.UUIDField(null=True)
    due = models.DateField()
    occasion = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=1000, blank=True, default="")
    bulletin = models.OneToOneField(Bulletin, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=rules.LONGEST_REASON, blank=True, default="")
    """Why it was dropped."""
    dropped_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("due", "pk")
        constraints = [
            models.CheckConstraint(name="a_planned_item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="whoever_drops_an_item_says_why",
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, reason="")
                | Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                name="plan_by_unit",
                fields=["unit_path", "due"],
                opclasses=["text_pattern_ops", "date_ops"],
            ),
            models.Index(name="plan_by_maker", fields=["maker", "due"]),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def as_item(self) -> rules.Item:
        """Hand it to the rules."""
        return rules.Item(
            unit=path_of(self.unit_path),
            title=self.title,
            due=self.due,
            kind=ProductKind(self.kind),
            topic=self.topic.code if self.topic else "",
            maker=ActorId(str(self.maker)) if self.maker else None,
            occasion=self.occasion,
            note=self.note,
            has_bulletin=self.bulletin is not None,
            is_approved=bool(self.bulletin and self.bulletin.first_approved_at),
            is_dropped=self.dropped_at is not None,
        )
