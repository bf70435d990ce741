"""Keep what the door needs: used codes, spare codes, and how often somebody knocks.

These are the only tables of this app (docs/adr/0061): they belong to signing in
and to nothing that pages are about.
"""

from django.db import models

from loa.orgs.models import Person


class SecondStep(models.Model):
    """The last code a person used, so that none opens the door twice."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    last_counter = models.BigIntegerField(default=0)
    """Number of the thirty seconds whose code was used last."""


class SpareCode(models.Model):
    """One code for the day the phone is lost. Only its keyed digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "digest", name="a_spare_code_is_given_once")
        ]


class Knock(models.Model):
    """How often something was tried within one stretch of time."""

    who = models.CharField(max_length=80)
    since = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("who", "since", name="one_count_a_stretch")]
