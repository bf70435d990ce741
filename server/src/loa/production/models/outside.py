"""Keep the links that let people outside in, and what they and contributors by name gave."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from loa.bulletins.models import Bulletin, Topic
from loa.domain import contributions as rules
from loa.domain.areas import path_of
from loa.media.models import Sound
from loa.orgs.models import AdminUnit


class GivingLink(models.Model):
    """A way in for one unit. Its token is known to whoever was given it; here is its digest."""

    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=48)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.CharField(max_length=rules.LONGEST_NAME, blank=True, default="")
    """For whom it was made; givers may say something else."""
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_link_is_kept_as_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
        ]

    def as_link(self) -> rules.Link:
        """Hand it to the rules."""
        return rules.Link(
            unit=path_of(self.unit_path),
            until=self.until,
            is_withdrawn=self.withdrawn_at is not None,
        )


class Contribution(models.Model):
    """Something that somebody outside gave. It is never heard by itself."""

    key = models.UUIDField(unique=True, default=uuid4)
    """Names the draft that is made of it, so that taking it over twice writes one."""
    link = models.ForeignKey(GivingLink, models.PROTECT, null=True, related_name="+")
    """By which it came; none: by an account."""
    giver = models.UUIDField(null=True, db_index=True)
    """Who gave it in their account; none: somebody with a link."""
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=48)
    name = models.CharField(max_length=rules.LONGEST_NAME)
    organisation = models.CharField(max_length=rules.LONGEST_NAME, blank=True, default="")
    language = models.CharField(max_length=16)
    text = models.TextField(blank=True, default="")
    sound = models.OneToOneField(Sound, models.PROTECT, null=True, related_name="+")
    consent_version = models.CharField(max_length=16)
    consent_words = models.TextField()
    """The very sentence that stood beside the tick."""
    given_at = models.DateTimeField(db_index=True)
    bulletin = models.OneToOneField(Bulletin, models.PROTECT, null=True, related_name="+")
    declined_by = models.UUIDField(null=True)
    declined_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=rules.LONGEST_REASON, blank=True, default="")

    class Meta:
        ordering = ("-given_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="it_came_by_a_link_or_an_account",
                condition=Q(link__isnull=True, giver__isnull=False)
                | Q(link__isnull=False, giver__isnull=True),
            ),
            models.CheckConstraint(
                name="something_was_given", condition=~Q(text="") | Q(sound__isnull=False)
            ),
            models.CheckConstraint(
                name="whoever_gave_agreed_and_said_who",
                condition=~Q(name="") & ~Q(consent_version="") & ~Q(consent_words=""),
            ),
            models.CheckConstraint(
                name="whoever_declines_says_why",
                condition=Q(declined_at__isnull=True, declined_by__isnull=True, reason="")
                | Q(declined_at__isnull=False, declined_by__isnull=False, bulletin__isnull=True)
                & ~Q(reason=""),
            ),
        ]

    @property
    def topic(self) -> Topic | None:
        """Return what its link asked for."""
        return self.link.topic if self.link else None

    @property
    def fate(self) -> rules.Fate:
        """Say what became of it."""
        if self.bulletin_id is not None:
            return rules.Fate.TAKEN
        return rules.Fate.DECLINED if self.declined_at else rules.Fate.WAITING

    def as_gift(self) -> rules.Gift:
        """Hand it to the rules."""
        return rules.Gift(
            name=self.name,
            organisation=self.organisation,
            language=self.language,
            text=self.text,
            has_sound=self.sound_id is not None,
            agrees=True,
        )
