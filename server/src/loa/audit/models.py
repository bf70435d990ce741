"""Keep who did what, so that nobody can change it later without being seen.

Triggers refuse to alter or remove what was written (migration 0001). Whoever
gets past them breaks the chain of digests, and `loa.audit.verify` names the place.
"""

from django.db import models
from django.db.models import F, Q

from loa.audit import chain


class Chain(models.Model):
    """The newest link of one unit's chain. Its row is the only lock that `record` takes."""

    unit = models.CharField(max_length=48, primary_key=True)
    n = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=chain.BEGINNING)


class Entry(models.Model):
    """One thing that somebody did. Text, not foreign keys: it outlives what it names."""

    unit = models.CharField(max_length=48)
    n = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=36)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    urgent_id = models.PositiveBigIntegerField(null=True, unique=True)
    """The urgent entry that this link took in, if it came that way."""

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint("unit", "n", name="one_entry_a_link"),
            models.CheckConstraint(name="links_count_from_one", condition=Q(n__gte=1)),
        ]
        indexes = [
            models.Index(name="entries_by_unit_and_time", fields=["unit", "at"]),
            models.Index(name="entries_by_action", fields=["action", "at"]),
        ]

    def as_link(self) -> chain.Link:
        """Hand the entry to the arithmetic of the chain."""
        return chain.Link(
            unit=self.unit,
            n=self.n,
            at=self.at,
            actor_id=self.actor_id,
            action=self.action,
            subject=self.subject,
            facts=self.facts,
            previous=self.previous,
        )


class UrgentEntry(models.Model):
    """An entry written where nothing may wait. A job links it into its chain afterwards."""

    unit = models.CharField(max_length=48)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=36)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)


class Anchor(models.Model):
    """What every chain had come to, once a day. Anchors are themselves a chain."""

    n = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    heads = models.JSONField(default=dict)
    """Unit → [n, digest], of the chains that moved since the anchor before."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class Check(models.Model):
    """What one verification found."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    entries = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.CheckConstraint(
                name="a_check_ends_after_it_starts", condition=Q(ended_at__gte=F("started_at"))
            ),
        ]
