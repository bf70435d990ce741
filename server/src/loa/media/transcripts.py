"""Keep what is written of each recording: a machine's draft, and the words a person confirmed."""

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loa.domain.transcripts import Confirmation

if TYPE_CHECKING:
    from loa.domain.permissions import Actor


class Transcript(models.Model):
    """The words of one sound. What a machine wrote is a draft until a person confirms it."""

    class State(models.TextChoices):
        """How far it came."""

        PENDING = "pending", _("Máy đang chép")
        DRAFT = "draft", _("Máy chép, chưa ai xác nhận")
        FAILED = "failed", _("Máy không chép được")
        CONFIRMED = "confirmed", _("Đã xác nhận")

    sound = models.OneToOneField("media.Sound", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    percent = models.PositiveSmallIntegerField(default=0)
    """How far the machine came, while it writes."""
    working_at = models.DateTimeField(null=True)
    """When the machine last said that it is at it; nothing: it is not."""
    draft = models.TextField(blank=True, default="")
    """What the machine wrote; nothing once a person confirmed words."""
    refusal_code = models.CharField(max_length=64, blank=True, default="")
    asked_by = models.UUIDField(null=True)
    """Who asked the machine; nobody, where all was written by hand."""
    asked_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")
    """What a person confirmed."""
    edition = models.PositiveIntegerField(default=0)
    """How often somebody did."""
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_confirmed_transcript_names_its_words_and_who",
                condition=Q(
                    state="confirmed",
                    edition__gt=0,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                )
                & ~Q(words="")
                | ~Q(state="confirmed")
                & Q(words="", edition=0, confirmed_by__isnull=True, confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_draft_has_words", condition=~Q(state="draft") | ~Q(draft="")
            ),
            models.CheckConstraint(
                name="a_failed_transcript_says_why",
                condition=Q(state="failed") & ~Q(refusal_code="")
                | ~Q(state="failed") & Q(refusal_code=""),
            ),
            models.CheckConstraint(
                name="whoever_asks_the_machine_is_named",
                condition=Q(state="confirmed") | Q(asked_by__isnull=False, asked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return its words, or the draft of them."""
        return self.words or self.draft

    def wait(self, actor: "Actor") -> None:
        """Note that the machine was asked, for the first time or again."""
        self.state, self.percent = self.State.PENDING, 0
        self.draft = self.refusal_code = ""
        self.asked_by, self.asked_at = actor.actor_id, timezone.now()
        self._store("state", "percent", "draft", "refusal_code", "asked_by", "asked_at")

    def keep(self, answer: Confirmation) -> None:
        """Store what a person confirmed; the draft has done its work."""
        self.state, self.draft, self.refusal_code = self.State.CONFIRMED, "", ""
        self.words, self.edition = answer.words, answer.edition
        self.confirmed_by, self.confirmed_at = UUID(answer.by), answer.at
        self._store(
            *("state", "draft", "refusal_code"),
            *("words", "edition", "confirmed_by", "confirmed_at"),
        )

    def end(self, *, draft: str = "", refusal_code: str = "") -> None:
        """Store how the machine ended: with a draft, or with why there is none."""
        self.state = self.State.DRAFT if draft else self.State.FAILED
        self.draft, self.refusal_code = draft, refusal_code
        self._store("state", "draft", "refusal_code")

    def _store(self, *changed: str) -> None:
        is_new = self.pk is None
        self.save(force_insert=is_new, update_fields=None if is_new else changed)


def of_sound(sound_id: int) -> Transcript | None:
    """Return what is written of a sound, if anything is."""
    return Transcript.objects.filter(sound=sound_id).first()


def of_sounds(sounds: Collection[int]) -> dict[int, Transcript]:
    """Return what is written of these sounds, by their numbers."""
    return {one.sound_id: one for one in Transcript.objects.filter(sound__in=sounds)}
