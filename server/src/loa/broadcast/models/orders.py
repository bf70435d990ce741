"""Keep orders, what still has to go out, what became of each, and the proof.

    OrderRow ──▶ Outbox      one row per (order, topic), never one per box
        └──────▶ Delivery    one row per (order, occurrence, box), made after the publish
                    ▲
                 Receipt     what the box signed; cut by month

The bytes of an order are kept exactly as they were signed: nothing here can be
edited into something else that a box would play.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from loa_protocol.messages import Kind as MessageKind
from loa_protocol.messages import Order, Target, read_as
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope

from loa.domain.delivery import STRENGTH, Facts

FRAMES = "broadcast_frame"
"""The sequence that counts frames. A sequence, because nobody ever waits for one."""


class SiteEpoch(models.Model):
    """From when on the site's count of frames is one unbroken count.

    A site restored from a backup has forgotten what it sent since: it starts a new
    epoch, and every box that connects is told everything again.
    """

    epoch = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    why = models.CharField(max_length=40)


class OrderRow(models.Model):
    """One signed order, or one signed programme."""

    KINDS = [
        (MessageKind.REAL.value, _("Phát thật")),
        (MessageKind.CANCEL.value, _("Thu hồi")),
        (MessageKind.DRILL.value, _("Diễn tập")),
        (MessageKind.TEST.value, _("Thử loa")),
        ("programme", _("Chương trình")),
    ]
    KLASSES = [
        (Klass.ORDINARY.value, _("Thông thường")),
        (Klass.PRIORITY.value, _("Ưu tiên")),
        (Klass.EMERGENCY.value, _("Khẩn cấp")),
    ]

    order_id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    klass = models.CharField(max_length=12, choices=KLASSES)
    envelope = models.BinaryField()
    """The bytes exactly as they were signed."""
    subject = models.CharField(max_length=64)
    revision = models.PositiveBigIntegerField()
    unit = models.CharField(max_length=48)
    """Path of the unit in whose name it was released."""
    areas = ArrayField(models.CharField(max_length=48))
    clusters = ArrayField(models.CharField(max_length=64), default=list)
    bulletin = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveBigIntegerField(default=0)
    """How long the sound lasts by the manifest: what a silent box should have played."""
    issued_at = models.DateTimeField()
    start_at = models.DateTimeField()
    """When it is to sound: the instant of issue when the order says `at once`."""
    expires_at = models.DateTimeField()
    kid = models.CharField(max_length=32)
    """The key that signed it."""
    released_by = models.UUIDField()
    second_by = models.UUIDField(null=True)
    cancels = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    expanded_at = models.DateTimeField(null=True)
    """When the boxes that belong to its target were written down."""

    class Meta:
        constraints = [
            models.UniqueConstraint("subject", "revision", name="one_order_a_revision"),
            models.CheckConstraint(
                name="the_second_person_is_another_one", condition=~Q(second_by=F("released_by"))
            ),
            models.CheckConstraint(
                name="an_order_expires_after_it_was_issued",
                condition=Q(expires_at__gt=F("issued_at")),
            ),
            models.CheckConstraint(
                name="only_a_cancel_names_another_order",
                condition=Q(kind="cancel", cancels__isnull=False)
                | ~Q(kind="cancel") & Q(cancels__isnull=True),
            ),
        ]
        indexes = [
            GinIndex(name="orders_by_area", fields=["areas"]),
            models.Index(name="orders_by_expiry", fields=["expires_at"]),
            models.Index(name="orders_by_bulletin", fields=["bulletin"]),
            models.Index(name="orders_by_unit", fields=["unit", "-issued_at"]),
            models.Index(
                name="orders_to_expand", fields=["issued_at"], condition=Q(expanded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return self.order_id

    def as_envelope(self) -> Envelope:
        """Hand out what was signed."""
        return Envelope.from_bytes(bytes(self.envelope))

    def as_order(self) -> Order:
        """Hand the order to the rules."""
        return read_as(self.as_envelope().body, Order)

    def as_target(self) -> Target:
        """Say where it is to sound."""
        return Target(areas=tuple(self.areas), clusters=tuple(self.clusters))


class Outbox(models.Model):
    """One publish that has to happen: an order on a topic."""

    order = models.ForeignKey(OrderRow, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=120)
    urgency = models.PositiveSmallIntegerField()
    """Rank of the class; a cancel goes before everything of its class."""
    n = models.BigIntegerField(db_default=Func(Value(FRAMES), function="nextval"))
    """Place in the site's count of frames."""
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("order", "topic", name="one_publish_per_order_and_topic"),
        ]
        indexes = [
            models.Index(
                F("urgency").desc(),
                "due_at",
                "id",
                name="outbox_waiting",
                condition=Q(published_at__isnull=True),
            ),
        ]


class Delivery(models.Model):
    """What became of an order, or of one occurrence of a programme, on one box."""

    order = models.ForeignKey(OrderRow, models.PROTECT, related_name="+")
    occurrence = models.CharField(max_length=64, blank=True, default="")
    device = models.CharField(max_length=64)
    area = models.CharField(max_length=48, blank=True, default="")
    cluster = models.CharField(max_length=64, blank=True, default="")
    """Where the box stood when the order went out."""
    is_expected = models.BooleanField(default=False)
    """The box belonged to the target. False: it answered although it did not."""
    strength = models.PositiveSmallIntegerField(default=0)
    """The strongest thing the box said (`loa.domain.delivery.STRENGTH`)."""
    reason = models.CharField(max_length=200, blank=True, default="")
    planned_ms = models.PositiveBigIntegerField(null=True)
    actual_ms = models.PositiveBigIntegerField(null=True)
    received_at = models.BigIntegerField(null=True)
    started_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    """By the clock of the box, UTC milliseconds."""
    sends = models.PositiveSmallIntegerField(default=0)
    """How often it was sent again, to this box alone."""
    send_at = models.DateTimeField(null=True)
    """When to send it again; nothing once the box answered (`loa.domain.delivery.is_answered`)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "order", "occurrence", "device", name="one_delivery_per_order_and_box"
            ),
            models.CheckConstraint(
                name="strength_is_known", condition=Q(strength__lte=max(STRENGTH.values()))
            ),
        ]
        indexes = [
            models.Index(
                name="deliveries_to_send_again",
                fields=["send_at"],
                condition=Q(is_expected=True, send_at__isnull=False),
            ),
            models.Index(name="deliveries_by_device", fields=["device", "-id"]),
        ]

    def as_facts(self) -> Facts:
        """Hand what is known to the rules."""
        return Facts(
            strength=self.strength,
            reason=self.reason,
            planned_ms=self.planned_ms,
            actual_ms=self.actual_ms,
            received_at=self.received_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )


class Receipt(models.Model):
    """What a box signed. One part of the table a month, by the instant the box signed.

    The same receipt always names the same instant, so however often it comes and
    whenever, it meets itself in the same part and is kept once.
    """

    pk = models.CompositePrimaryKey("device", "id", "at")
    device = models.CharField(max_length=64)
    id = models.CharField(max_length=64)
    at = models.DateTimeField()
    order = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=64, blank=True)
    stage = models.CharField(max_length=12)
    clock = models.CharField(max_length=8)
    envelope = models.BinaryField()
    """The bytes exactly as the box signed them."""
    is_stray = models.BooleanField()
    """No order of ours has that id: a forgery refused, or an order from before a restore."""
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="receipts_by_order", fields=["order", "device"]),
        ]


class Dropped(models.Model):
    """How many messages of a box were dropped on a day, and why. The messages are not kept."""

    day = models.DateField()
    """The day in Vietnam."""
    device = models.CharField(max_length=64)
    code = models.CharField(max_length=60)
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("day", "device", "code", name="one_count_a_day_and_reason"),
        ]


class Proposal(models.Model):
    """A wide or nightly release that waits for a second person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bulletin = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    unit = models.CharField(max_length=48)
    areas = ArrayField(models.CharField(max_length=48))
    clusters = ArrayField(models.CharField(max_length=64), default=list)
    start_at = models.DateTimeField(null=True)
    reasons = ArrayField(models.CharField(max_length=20))
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When a second person released it, or somebody took it back."""
    second_by = models.UUIDField(null=True)
    order = models.OneToOneField(OrderRow, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_seconds_their_own_proposal",
                condition=~Q(second_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                "bulletin",
                "version",
                name="one_open_proposal_per_version",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def as_target(self) -> Target:
        """Say where it is to sound."""
        return Target(areas=tuple(self.areas), clusters=tuple(self.clusters))
