"""Keep what is known of every sound: where it came from, its master, what was derived from it.

    StoredFile ◀── Sound ──▶ Rendition ──▶ StoredFile
                   its source and its master

The bytes are in the store; a file's key here is their digest. A sound is made
once and never changes: other words are another sound.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.domain.areas import UnitPath, path_of
from loa.domain.phrases import Recorded
from loa.domain.reading.entries import LONGEST_SPOKEN, LONGEST_WRITTEN
from loa.media import transcripts  # noqa: F401 - its table is this app's

DIGEST_LENGTH = 64


class StoredFile(models.Model):
    """A file in the store, named by its digest."""

    digest = models.CharField(primary_key=True, max_length=DIGEST_LENGTH)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    """Since when nobody needs its bytes any more."""
    erased_at = models.DateTimeField(null=True)
    """Set once they are gone."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="files_to_erase",
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False, erased_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_is_erased_was_removed",
                condition=Q(erased_at__isnull=True) | Q(removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="file_is_named_by_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
        ]


class Sound(models.Model):
    """One recording, upload or reading of a text, on its way to be heard."""

    class Kind(models.TextChoices):
        """How it came to be."""

        RECORDING = "recording", _("Ghi âm")
        UPLOAD = "upload", _("Tệp âm thanh")
        SPEECH = "speech", _("Giọng máy đọc")
        JOINED = "joined", _("Ghép từ nhiều đoạn")

    class State(models.TextChoices):
        """How far it came."""

        PENDING = "pending", _("Đang xử lý")
        READY = "ready", _("Nghe được")
        REFUSED = "refused", _("Không dùng được")

    unit_code = models.CharField(max_length=16)
    unit_path = models.CharField(max_length=48)
    """Where the unit lay on the day the sound was made."""
    language = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    refusal_code = models.CharField(max_length=64, blank=True, default="")
    refusal_facts = models.JSONField(default=dict)
    recipe = models.CharField(max_length=DIGEST_LENGTH)
    """Digest over everything the master follows from. The same recipe is not cooked twice."""

    source_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    """What was recorded or uploaded."""
    text = models.TextField(blank=True, default="")
    """What is read aloud, as it is written."""
    spoken = models.TextField(blank=True, default="")
    """The same in words, as the voice gets it (`loa.domain.reading`), or as phrases say it."""
    text_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True, default="")
    engine = models.CharField(max_length=32, blank=True, default="")
    voice = models.CharField(max_length=64, blank=True, default="")
    voice_version = models.CharField(max_length=64, blank=True, default="")
    """What of its voice reads it; a sound made by an older release does not say."""
    is_robot = models.BooleanField(default=False)
    is_music = models.BooleanField(default=False)
    """Somebody said so, or most of its parts are: its files are coded for music."""
    arrangement = models.JSONField(null=True)
    """What it is put together from (`loa.domain.arrangement.Arrangement`)."""
    percent = models.PositiveSmallIntegerField(default=0)
    """How far the making came, while it is pending."""

    master = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    master_samples = models.PositiveBigIntegerField(null=True)
    lufs_centi = models.SmallIntegerField(null=True)
    true_peak_centi = models.SmallIntegerField(null=True)
    leading_ms = models.PositiveIntegerField(null=True)
    trailing_ms = models.PositiveIntegerField(null=True)

    created_by = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    """When its time was over (`loa.domain.retention`). It still names its files."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_is_ready_has_a_master",
                condition=Q(
                    state="ready",
                    master__isnull=False,
                    master_samples__gt=0,
                    lufs_centi__isnull=False,
                    true_peak_centi__isnull=False,
                )
                | (~Q(state="ready") & Q(master__isnull=True)),
            ),
            models.CheckConstraint(
                name="what_is_refused_says_why",
                condition=(Q(state="refused") & ~Q(refusal_code=""))
                | (~Q(state="refused") & Q(refusal_code="")),
            ),
            models.CheckConstraint(
                name="speech_has_words_and_the_rest_a_file",
                condition=(Q(kind="speech", source_file__isnull=True) & ~Q(text="") & ~Q(engine=""))
                | Q(kind="joined", source_file__isnull=True, text="", engine="")
                | (
                    ~Q(kind__in=["speech", "joined"])
                    & Q(source_file__isnull=False, text="", engine="")
                ),
            ),
            models.CheckConstraint(
                name="what_is_joined_says_from_what",
                condition=Q(kind="joined", arrangement__isnull=False)
                | (~Q(kind="joined") & Q(arrangement__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="sounds_by_recipe", fields=["recipe", "state"]),
        ]

    @property
    def is_to_hear(self) -> bool:
        """Say whether it is made, and its files are here."""
        return self.state == self.State.READY and self.removed_at is None

    @property
    def unit(self) -> UnitPath:
        """Return where its unit lies."""
        return path_of(self.unit_path)

    @property
    def words_for_voice(self) -> str:
        """Return what the voice gets; a sound asked for by an older release has its text alone."""
        return self.spoken or self.text

    @property
    def voice_key(self) -> str:
        """Return the name of its voice, `espeak:vi`."""
        return f"{self.engine}:{self.voice}"

    @property
    def duration_ms(self) -> int:
        """Return how long the master plays, rounded down; 0 while there is none."""
        return (self.master_samples or 0) // 48

    @property
    def lufs(self) -> float | None:
        """Return how loud the master is."""
        return None if self.lufs_centi is None else self.lufs_centi / 100


class SoundMarks(models.Model):
    """By which a recording is known again (`loa.media.audio.marks`)."""

    sound = models.OneToOneField(Sound, models.PROTECT, primary_key=True, related_name="+")
    marks = ArrayField(models.IntegerField())
    twins = ArrayField(models.BigIntegerField(), default=list)
    """Sounds from before that are the same recording, the likest first."""

    class Meta:
        indexes: ClassVar = [GinIndex(name="sounds_by_their_marks", fields=["marks"])]


class Rendition(models.Model):
    """One encoded file derived from a sound's master."""

    class Role(models.TextChoices):
        """What it is for."""

        HORN = "horn", _("Phát ra loa")
        LISTEN = "listen", _("Nghe trên trang")
        LOW = "low", _("Mạng yếu")
        LOUD = "loud", _("Nơi ồn")

    sound = models.ForeignKey(Sound, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=Role)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    codec = models.CharField(max_length=8)
    bitrate = models.PositiveIntegerField()
    samples = models.PositiveBigIntegerField()
    lufs_centi = models.SmallIntegerField()
    true_peak_centi = models.SmallIntegerField()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "sound", "role", "codec", name="one_rendition_per_role_and_codec"
            ),
            models.CheckConstraint(
                name="rendition_role_is_known",
                condition=Q(role__in=["horn", "listen", "low", "loud"]),
            ),
        ]


class Export(models.Model):
    """A sound as another house wants it, made because somebody asked."""

    class Kind(models.TextChoices):
        """For whom."""

        BROADCAST = "broadcast", _("Cho đài phát thanh (BWF, −23 LUFS)")
        PODCAST = "podcast", _("Podcast (MP3)")

    sound = models.ForeignKey(Sound, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    tags = models.JSONField()
    """What the file says of itself."""
    name = models.CharField(max_length=120)
    """What the file is called when it is saved."""
    recipe = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    state = models.CharField(max_length=8, choices=Sound.State, default=Sound.State.PENDING)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    lufs_centi = models.SmallIntegerField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("asked_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_export_that_is_ready_has_its_file",
                condition=Q(state="ready", file__isnull=False)
                | (~Q(state="ready") & Q(file__isnull=True)),
            ),
        ]

    @property
    def lufs(self) -> float | None:
        """Return how loud it is."""
        return None if self.lufs_centi is None else self.lufs_centi / 100


class Phrase(models.Model):
    """Some words that the announcer of a unit recorded once, to be joined into announcements."""

    class Kind(models.TextChoices):
        """What it is for, to find it in the list."""

        SENTENCE = "sentence", _("Câu cố định")
        NUMBER = "number", _("Số")
        HOUR = "hour", _("Giờ, ngày")
        PLACE = "place", _("Thôn, địa điểm")

    unit_path = models.CharField(max_length=48)
    language = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=300)
    words = models.CharField(max_length=300)
    """The same words as they are compared (`loa.domain.phrases.words_of`), parted by spaces."""
    sound = models.ForeignKey(Sound, models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    """Recorded again, or taken out: announcements that were made with it stay as they are."""

    class Meta:
        ordering = ("kind", "words")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit_path",
                "language",
                "words",
                name="one_recording_for_the_same_words",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="a_phrase_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        """Return its words."""
        return self.text

    def as_recorded(self) -> Recorded:
        """Hand over where in its sound the voice is."""
        return Recorded(
            master=self.sound.master_id or "",
            duration_ms=self.sound.duration_ms,
            leading_ms=self.sound.leading_ms or 0,
            trailing_ms=self.sound.trailing_ms or 0,
        )


class InstalledVoice(models.Model):
    """A voice pack that somebody brought. It reads once its licence is accepted, until removed."""

    IN_USE: ClassVar = Q(accepted_at__isnull=False, removed_at__isnull=True)

    name = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    licence = models.CharField(max_length=64)
    licence_text = models.TextField()
    source = models.CharField(max_length=300)
    """Where it comes from, in its maker's words."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    """The pack as it was brought; its digest is the voice's version."""
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.UUIDField(null=True)
    """Who read the licence and accepted it."""
    accepted_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "name", name="one_voice_of_a_name", condition=Q(removed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="whoever_accepts_a_licence_is_named",
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="whoever_removes_a_voice_is_named",
                condition=Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_voice_comes_with_its_licence",
                condition=~Q(licence="") & ~Q(licence_text=""),
            ),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def version(self) -> str:
        """Return what tells it from others of its name."""
        return self.file_id[:16]


class DictionaryEntry(models.Model):
    """How a unit has a word read aloud; the units inside it inherit it."""

    unit_path = models.CharField(max_length=48)
    written = models.CharField(max_length=LONGEST_WRITTEN)
    spoken = models.CharField(max_length=LONGEST_SPOKEN)
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("written",)
        constraints: ClassVar = [
            models.UniqueConstraint("unit_path", "written", name="one_reading_of_a_word_per_unit"),
            models.CheckConstraint(name="an_entry_has_a_word", condition=~Q(written="")),
            models.CheckConstraint(
                name="an_entry_is_said_in_words",
                condition=~Q(spoken="") & ~Q(spoken__regex="[0-9]"),
            ),
        ]

    def __str__(self) -> str:
        """Return the word."""
        return self.written


class Hearing(models.Model):
    """Somebody heard a sound from its beginning to its end."""

    class How(models.TextChoices):
        """How we know."""

        PLAYER = "player", _("Trình phát báo đã nghe hết")
        WORD = "word", _("Người nghe xác nhận")

    sound = models.ForeignKey(Sound, models.PROTECT, related_name="+")
    person = models.UUIDField()
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("sound", "person", name="one_hearing_a_person_and_sound"),
        ]
