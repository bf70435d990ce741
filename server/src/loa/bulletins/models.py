"""Keep bulletins, each wording they ever had, and who approved which.

    Bulletin ──▶ Version ──▶ VersionText ──▶ media.Sound
                 one per wording   one per language
                                        ▲
                               Arrangement ◀── ArrangementPart (`parts.py`)

What was approved is never edited: the database refuses it, whoever asks.
"""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, IntegerField, Q
from django.db.models.lookups import IsNull
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from loa_protocol.priority import Klass

from loa.bulletins import keeping, parts  # noqa: F401 - their tables are this app's
from loa.domain import bulletins as rules
from loa.domain.bulletins import CLEARED, OPEN, Approval, Item, Step
from loa.domain.bulletins import State as RuleState
from loa.domain.permissions import ActorId
from loa.domain.products import Audience, Origin, Product, ProductKind
from loa.media.models import Sound
from loa.media.refusals import SoundRemoved
from loa.orgs.models import AdminUnit

AT_FIRST_NUMBER = 1


class Topic(models.Model):
    """What a bulletin may be about. The list is data: a site imports the one in force."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    english = models.CharField(max_length=200, blank=True, default="")
    legal_basis = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_in_force = models.BooleanField(default=True)
    """What is no longer in the list is not offered any more; what has it keeps it."""

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.CheckConstraint(name="topic_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        """Return its name in the language of the page."""
        is_english = (get_language() or "").startswith("en")
        return self.english if is_english and self.english else self.name


class Bulletin(models.Model):
    """Something an authority has to say, in whatever wordings it went through."""

    KLASSES = [
        (Klass.ORDINARY.value, _("Thông thường")),
        (Klass.PRIORITY.value, _("Ưu tiên")),
        (Klass.EMERGENCY.value, _("Khẩn cấp")),
    ]

    class Kind(models.TextChoices):
        """What sort of product it is (`loa.domain.products.ProductKind`, with its words)."""

        NOTICE = ProductKind.NOTICE.value, _("Thông báo")
        NEWS = ProductKind.NEWS.value, _("Tin")
        REPORT = ProductKind.REPORT.value, _("Phóng sự")
        ESSAY = ProductKind.ESSAY.value, _("Bài viết")
        SKETCH = ProductKind.SKETCH.value, _("Tiểu phẩm, câu chuyện truyền thanh")
        SPOT = ProductKind.SPOT.value, _("Thông điệp ngắn (spot)")
        PROGRAMME = ProductKind.PROGRAMME.value, _("Chương trình truyền thanh")
        VIDEO = ProductKind.VIDEO.value, _("Truyền hình, video clip")
        INTERVIEW = ProductKind.INTERVIEW.value, _("Phỏng vấn")
        TALK = ProductKind.TALK.value, _("Tọa đàm")

    class ForWhom(models.TextChoices):
        """For whom it is made (`loa.domain.products.Audience`, with its words)."""

        FARMERS = Audience.FARMERS.value, _("Nông dân")
        WORKERS = Audience.WORKERS.value, _("Công nhân, người lao động")
        YOUTH = Audience.YOUTH.value, _("Thanh niên")
        PUPILS = Audience.PUPILS.value, _("Học sinh, thiếu nhi")
        WOMEN = Audience.WOMEN.value, _("Phụ nữ")
        ELDERLY = Audience.ELDERLY.value, _("Người cao tuổi")
        VETERANS = Audience.VETERANS.value, _("Cựu chiến binh")
        MINORITIES = Audience.MINORITIES.value, _("Đồng bào dân tộc thiểu số")
        TRADERS = Audience.TRADERS.value, _("Hộ kinh doanh")

    class From(models.TextChoices):
        """Where it came from (`loa.domain.products.Origin`, with its words)."""

        OWN = Origin.OWN.value, _("Đơn vị tự làm")
        ABOVE = Origin.ABOVE.value, _("Cấp trên gửi về")
        CONTRIBUTED = Origin.CONTRIBUTED.value, _("Cộng tác viên đóng góp")

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    """Names it in approvals, manifests and orders."""
    key = models.UUIDField(unique=True)
    """Made with the empty form: sending the form twice writes one bulletin."""
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=48)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """Counts from 1 within the unit and year: what people call it."""
    title = models.CharField(max_length=120)
    klass = models.CharField(max_length=12, choices=KLASSES, default=Klass.ORDINARY.value)
    clusters = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    """Where the writer wants it heard; none: everywhere in the unit."""
    author = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NOTICE)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    audiences = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    origin = models.CharField(max_length=12, choices=From, default=From.OWN)

    first_approved_at = models.DateTimeField(null=True)
    """When a wording of it was first approved: it is in the archive, and counted, from then on."""
    first_heard_at = models.DateTimeField(null=True)
    """When it sounded first, or is to sound."""
    last_heard_at = models.DateTimeField(null=True)
    """When it sounded last, or is to sound."""
    sounds_removed_at = models.DateTimeField(null=True)
    """When its sounds had been kept for their time (`loa.domain.retention`)."""
    languages = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """The languages of its newest wording."""
    words = SearchVectorField(null=True)
    """Folded words of title, text and speakers of its newest wording, to search by."""
    speakers = SearchVectorField(null=True)
    """Folded names of who is heard in it; they are among the words, whose index finds them."""

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                "unit_path", "year", "number", name="one_number_a_year_per_unit"
            ),
            models.CheckConstraint(
                name="bulletin_class_is_known",
                condition=Q(klass__in=[klass.value for klass in Klass]),
            ),
            models.CheckConstraint(name="bulletin_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="product_kind_is_known", condition=Q(kind__in=[k.value for k in ProductKind])
            ),
            models.CheckConstraint(
                name="origin_is_known", condition=Q(origin__in=[o.value for o in Origin])
            ),
        ]
        indexes = [
            models.Index(
                name="bulletins_by_unit",
                fields=["unit_path", "-created_at"],
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                name="archive_by_day",
                fields=["-first_approved_at", "-id"],
                condition=Q(first_approved_at__isnull=False),
            ),
            GinIndex(name="archive_by_words", fields=["words"]),
            GinIndex(name="archive_by_language", fields=["languages"]),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def human_number(self) -> str:
        """Return what people call it, "12/2026"."""
        return f"{self.number}/{self.year}"

    def as_product(self) -> Product:
        """Hand over how it is counted."""
        return Product(
            kind=ProductKind(self.kind),
            topic=self.topic.code if self.topic else "",
            audiences=frozenset(Audience(audience) for audience in self.audiences),
            origin=Origin(self.origin),
        )

    def keep(self, product: Product) -> None:
        """Store what the rules let pass as its product."""
        self.kind = product.kind.value
        self.topic = Topic.objects.get(code=product.topic) if product.topic else None
        self.audiences = sorted(audience.value for audience in product.audiences)
        self.origin = product.origin.value
        self.save(update_fields=["kind", "topic", "audiences", "origin"])


class Version(models.Model):
    """One wording of a bulletin, and how far it came."""

    class State(models.TextChoices):
        """Where it is on its way (`loa.domain.bulletins.State`, with its words)."""

        DRAFT = RuleState.DRAFT.value, _("Đang soạn")
        SUBMITTED = RuleState.SUBMITTED.value, _("Chờ duyệt")
        RETURNED = RuleState.RETURNED.value, _("Bị trả lại")
        APPROVED = RuleState.APPROVED.value, _("Đã duyệt")
        RELEASED = RuleState.RELEASED.value, _("Đã cho phát")
        WITHDRAWN = RuleState.WITHDRAWN.value, _("Đã rút")

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=AT_FIRST_NUMBER)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    author = models.UUIDField()
    writers = ArrayField(models.UUIDField())
    """Everybody who wrote, recorded or submitted any of it, earlier versions included."""
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    """What the approval binds: words, languages and masters."""
    returned_by = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    """Why it was returned."""
    released_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint("bulletin", "number", name="one_number_per_version"),
            models.UniqueConstraint(
                "bulletin",
                name="one_open_version_per_bulletin",
                condition=Q(state__in=[state.value for state in sorted(OPEN)]),
            ),
            models.CheckConstraint(
                name="nobody_approves_own_work",
                condition=IsNull(
                    Func(
                        "writers",
                        "approved_by",
                        function="array_position",
                        output_field=IntegerField(),
                    ),
                    True,  # noqa: FBT003 - what the lookup takes
                ),
            ),
            models.CheckConstraint(
                name="an_approval_names_person_time_and_digest",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True, digest="")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    digest__regex="^[0-9a-f]{64}$",
                ),
            ),
            models.CheckConstraint(
                name="only_the_approved_is_heard",
                condition=~Q(state__in=[state.value for state in sorted(CLEARED)])
                | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_still_open_has_no_approval",
                condition=~Q(state__in=[state.value for state in sorted(OPEN)])
                | Q(approved_by__isnull=True),
            ),
            models.CheckConstraint(
                name="whoever_returns_says_why",
                condition=~Q(state="returned") | Q(returned_by__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="state_is_known", condition=Q(state__in=[s.value for s in RuleState])
            ),
            models.CheckConstraint(name="somebody_wrote_it", condition=Q(writers__len__gt=0)),
        ]
        indexes = [
            models.Index(
                name="versions_waiting",
                fields=["submitted_at"],
                condition=Q(state="submitted"),
            ),
        ]

    def __str__(self) -> str:
        """Return the title and the version."""
        return f"{self.bulletin.title} ({self.number})"

    def as_version(self, *, unit_is_in_force: bool = True) -> rules.Version:
        """Hand the version to the rules, with its words and sounds."""
        return rules.Version(
            bulletin=str(self.bulletin.uid),
            number=self.number,
            unit=self.bulletin.unit.as_path(),
            unit_is_in_force=unit_is_in_force,
            state=RuleState(self.state),
            writers=frozenset(ActorId(str(writer)) for writer in self.writers),
            items=tuple(text.as_item() for text in self.texts()),
        )

    def texts(self) -> "models.QuerySet[VersionText]":
        """Return its languages in the order in which they are heard."""
        return VersionText.objects.filter(version=self).select_related("sound").order_by("position")

    def keep(self, answer: Step | Approval) -> None:
        """Store what the rules answered."""
        changes: dict[str, object]
        if isinstance(answer, Approval):
            changes = {
                "state": RuleState.APPROVED.value,
                "approved_by": UUID(answer.by),
                "approved_at": answer.at,
                "digest": answer.digest,
            }
        else:
            changes = {"state": answer.state.value, **_marks(answer)}
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))

    def was_approved_by(self, actor_id: UUID, digest: str) -> bool:
        """Say whether somebody let exactly these words and sounds out, so that they still are."""
        return self.state in CLEARED and (self.approved_by, self.digest) == (actor_id, digest)

    def was_returned_by(self, actor_id: UUID, reason: str) -> bool:
        """Say whether somebody returned it for this reason, and nobody has gone on since."""
        is_returned = self.state == RuleState.RETURNED
        return is_returned and (self.returned_by, self.reason) == (actor_id, reason.strip())

    def add_writer(self, actor_id: UUID) -> None:
        """Remember that somebody had a hand in it: they approve none of it."""
        if actor_id not in self.writers:
            self.writers = [*self.writers, actor_id]
            self.save(update_fields=["writers"])


def _marks(step: Step) -> dict[str, object]:
    """Say which columns a step fills besides the state."""
    match step.state:
        case RuleState.SUBMITTED:
            return {"submitted_by": UUID(step.by), "submitted_at": step.at}
        case RuleState.RETURNED:
            return {"returned_by": UUID(step.by), "returned_at": step.at, "reason": step.reason}
        case RuleState.RELEASED:
            return {"released_by": UUID(step.by), "released_at": step.at}
        case RuleState.WITHDRAWN:
            return {"withdrawn_by": UUID(step.by), "withdrawn_at": step.at}
        case _:
            return {}


class VersionText(models.Model):
    """A version in one language: the words, and the sound once there is one."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=20)
    text = models.TextField(blank=True, default="")
    sound = models.ForeignKey(Sound, models.PROTECT, null=True, related_name="+")
    speaker = models.CharField(max_length=80, blank=True, default="")
    """Who is heard, as the credits name them; empty for a voice of a machine."""
    is_recorded = models.BooleanField(default=False)
    """A person recorded or uploaded the sound; otherwise a voice speaks the text."""
    has_loose_parts = models.BooleanField(default=False)
    """The parts of its programme were changed, and not put together since."""

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("version", "language", name="one_text_a_language"),
            models.UniqueConstraint("version", "position", name="one_text_a_position"),
            models.CheckConstraint(
                name="a_language_has_words_or_sound",
                condition=~Q(text="") | Q(is_recorded=True),
            ),
            models.CheckConstraint(
                name="what_is_recorded_has_its_sound",
                condition=Q(is_recorded=False) | Q(sound__isnull=False),
            ),
        ]

    @property
    def is_joined(self) -> bool:
        """Say whether its sound was put together from phrases or parts, for just these words."""
        return self.sound is not None and self.sound.kind == Sound.Kind.JOINED

    def as_item(self) -> Item:
        """Hand the language to the rules."""
        sound = self.sound
        return Item(
            language=self.language,
            text=self.text,
            has_sound=self.is_recorded,
            master=sound.master_id if sound else None,
            refused_as=_refused_as(sound) if sound else "",
            is_robot=bool(sound and sound.is_robot),
            has_loose_parts=self.has_loose_parts,
        )


def _refused_as(sound: Sound) -> str:
    """Say why a sound cannot be heard; nothing when it can."""
    return sound.refusal_code if sound.removed_at is None else SoundRemoved.code


class ReadingConfirmation(models.Model):
    """A person's word that a piece of a text may be read as it will be."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="+")
    piece = models.CharField(max_length=64)
    """Names one piece of exactly one text, with how it is read (`loa.bulletins.reading`)."""
    written = models.TextField()
    spoken = models.TextField()
    confirmed_by = models.UUIDField()
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint("bulletin", "piece", name="a_piece_is_confirmed_once"),
            models.CheckConstraint(
                name="what_is_confirmed_is_named", condition=Q(piece__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        """Return what is said for what."""
        return f"{self.written}: {self.spoken}"


class RobotSwitch(models.Model):
    """From when until when a unit lets the robot voice read in its sessions."""

    unit_path = models.CharField(max_length=48)
    """This unit alone: nothing is inherited, up or down."""
    on_since = models.DateTimeField()
    on_by = models.UUIDField()
    off_since = models.DateTimeField(null=True)
    off_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit_path", name="one_robot_switch_is_on", condition=Q(off_since__isnull=True)
            ),
            models.CheckConstraint(
                name="whoever_switches_off_is_named",
                condition=Q(off_since__isnull=True, off_by__isnull=True)
                | Q(off_since__isnull=False, off_by__isnull=False),
            ),
        ]
