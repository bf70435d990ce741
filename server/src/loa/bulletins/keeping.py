"""Keep how long each unit keeps sounds, and what somebody holds back from that."""

from django.db import models
from django.db.models import Q

from loa.domain import retention as rules
from loa.domain.areas import path_of
from loa.domain.products import ProductKind


class RetentionRule(models.Model):
    """How long a unit keeps the sounds of a kind of product, since when, until when."""

    unit_path = models.CharField(max_length=48)
    kind = models.CharField(max_length=12, blank=True, default="")
    """Empty: all of which the unit says nothing else."""
    years = models.PositiveSmallIntegerField(null=True)
    """None: for ever."""
    since = models.DateTimeField()
    set_by = models.UUIDField()
    until = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("unit_path", "kind")
        constraints = [
            models.UniqueConstraint(
                "unit_path",
                "kind",
                name="one_rule_for_a_kind_per_unit",
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(
                name="sounds_are_kept_for_years",
                condition=Q(years__isnull=True) | Q(years__range=(1, rules.MOST_YEARS)),
            ),
            models.CheckConstraint(
                name="whoever_ends_a_rule_is_named",
                condition=Q(until__isnull=True, ended_by__isnull=True)
                | Q(until__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Say whose it is, and for how many years."""
        return f"{self.unit_path} {self.kind} {self.years}"

    def as_rule(self) -> rules.Rule:
        """Hand it to the rules."""
        return rules.Rule(
            unit=path_of(self.unit_path),
            kind=ProductKind(self.kind) if self.kind else None,
            years=self.years,
        )


class Hold(models.Model):
    """Somebody's word that the sounds of a bulletin stay, and why."""

    bulletin = models.ForeignKey("bulletins.Bulletin", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=48)
    """For which it is held: who lets go has the right there."""
    reason = models.CharField(max_length=rules.LONGEST_REASON)
    placed_by = models.UUIDField()
    placed_at = models.DateTimeField()
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-placed_at",)
        constraints = [
            models.UniqueConstraint(
                "bulletin", name="one_open_hold_a_bulletin", condition=Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(name="a_hold_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="whoever_lifts_a_hold_is_named",
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason
