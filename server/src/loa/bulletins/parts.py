"""Keep what the programme of one language is put together from, in the order it is heard.

It only names sounds; trims, fades and levels lie beside them. A part that was
taken out keeps all that, so it can be put back.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from loa.domain import arrangement as rules
from loa.media.models import Sound


class Arrangement(models.Model):
    """The parts of one language of a version, and the music under them."""

    text = models.OneToOneField("bulletins.VersionText", models.PROTECT, related_name="+")
    made = models.ForeignKey(Sound, models.PROTECT, null=True, related_name="+")
    """The sound that was last put together from it."""
    music = models.ForeignKey(Sound, models.PROTECT, null=True, related_name="+")
    music_title = models.CharField(max_length=120, blank=True, default="")
    alone_db = models.SmallIntegerField(default=-6)
    under_db = models.SmallIntegerField(default=-20)
    lead_in_ms = models.PositiveIntegerField(default=3000)
    lead_out_ms = models.PositiveIntegerField(default=3000)
    music_fade_ms = models.PositiveIntegerField(default=1000)
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()

    def parts(self) -> "models.QuerySet[ArrangementPart]":
        """Return every part: those that are heard, in order, and then those taken out."""
        found = ArrangementPart.objects.filter(arrangement=self).select_related("sound")
        return found.order_by(F("position").asc(nulls_last=True), "-pk")

    def heard(self) -> list["ArrangementPart"]:
        """List the parts that are heard, in order."""
        return list(self.parts().filter(position__isnull=False))

    def as_arrangement(self) -> rules.Arrangement:
        """Hand it to the rules; a sound that is not made yet has no master to name."""
        parts = tuple(part.as_part() for part in self.heard())
        return rules.Arrangement(parts=parts, music=self.as_music())

    def as_music(self) -> rules.Music | None:
        """Hand the music to the rules, if there is any."""
        if self.music is None:
            return None
        return rules.Music(
            master=self.music.master_id or "",
            alone_db=self.alone_db,
            under_db=self.under_db,
            lead_in_ms=self.lead_in_ms,
            lead_out_ms=self.lead_out_ms,
            fade_ms=self.music_fade_ms,
        )


class ArrangementPart(models.Model):
    """A stretch of one sound, and the pause after it."""

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid4)
    """Made with the page: a second tap adds nothing."""
    position = models.PositiveSmallIntegerField(null=True)
    """Counts from 1; none: taken out, and kept aside."""
    title = models.CharField(max_length=120)
    sound = models.ForeignKey(Sound, models.PROTECT, related_name="+")
    from_ms = models.PositiveIntegerField(default=0)
    to_ms = models.PositiveIntegerField(null=True)
    """None: to the end of the sound, however long it turns out."""
    fade_in_ms = models.PositiveIntegerField(default=0)
    fade_out_ms = models.PositiveIntegerField(default=0)
    gap_ms = models.PositiveIntegerField(default=0)
    level_db = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "position"],
                name="one_part_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="a_part_ends_after_it_begins",
                condition=Q(to_ms__isnull=True) | Q(to_ms__gt=F("from_ms")),
            ),
            models.CheckConstraint(name="a_part_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def as_part(self) -> rules.Part:
        """Hand it to the rules."""
        return rules.Part(
            master=self.sound.master_id or "",
            from_ms=self.from_ms,
            to_ms=self.sound.duration_ms if self.to_ms is None else self.to_ms,
            fade_in_ms=self.fade_in_ms,
            fade_out_ms=self.fade_out_ms,
            gap_ms=self.gap_ms,
            level_db=self.level_db,
        )

    @property
    def lasts_ms(self) -> int:
        """Return how much of its sound is heard; nothing while that is being made."""
        return max(0, self.as_part().lasts_ms)
