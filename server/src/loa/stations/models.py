"""Keep stations, their loudspeaker clusters, the boxes that drive them, and who may speak.

Signed envelopes are kept as the bytes that travel, so that a box which lost its
memory can be handed everything again. Instants that are signed are UTC
milliseconds here as they are on the wire; what people read is a datetime.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.orgs.models import AdminUnit

FULL = 100
AREA_LENGTH = 48
ADDRESS_LENGTH = 45


class Station(models.Model):
    """The loudspeaker station of one unit."""

    unit = models.OneToOneField(AdminUnit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Return the name that people know."""
        return self.name


class Cluster(models.Model):
    """A pole with its loudspeakers. Orders name it by its code, which is never reused."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=AREA_LENGTH)
    """The village it stands in, or the commune where no village is named."""
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    volume_percent = models.PositiveSmallIntegerField(default=80)
    ceiling_percent = models.PositiveSmallIntegerField(default=FULL)
    is_metered = models.BooleanField(default=False, db_default=False)
    """Its line is paid by what goes over it: its box fetches the small files."""
    is_noisy = models.BooleanField(default=False, db_default=False)
    """It is noisy around it: its box plays the louder files."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="volume_stays_under_its_ceiling",
                condition=Q(volume_percent__lte=F("ceiling_percent"), ceiling_percent__lte=FULL),
            ),
            models.CheckConstraint(
                name="cluster_point_has_both_coordinates",
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(lat__isnull=False, lng__isnull=False)
                & Q(lat__range=(-90, 90), lng__range=(-180, 180)),
            ),
            models.UniqueConstraint("station", "name", name="cluster_names_differ_in_a_station"),
        ]
        indexes = [
            models.Index(name="clusters_by_area", fields=["area"], opclasses=["text_pattern_ops"])
        ]

    def __str__(self) -> str:
        """Return the name that people know."""
        return self.name


class Box(models.Model):
    """The machine at a cluster: its key, its login, and what it was last told of itself."""

    device_id = models.CharField(max_length=40, primary_key=True)
    home_id = models.CharField(max_length=40, unique=True)
    """Names its own topics for ever; a merger of communes leaves it alone."""
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=43)
    name = models.CharField(max_length=120, blank=True)
    """What the machine calls itself."""
    root_serial = models.BigIntegerField(default=0)
    """The root it was enrolled with; it is told of those that came after."""
    broker_password_hash = models.CharField(max_length=200, blank=True)
    place = models.BinaryField()
    place_serial = models.BigIntegerField()
    settings = models.BinaryField()
    settings_serial = models.BigIntegerField()
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"],
                condition=Q(revoked_at__isnull=True),
                name="one_box_at_a_cluster",
            ),
            models.UniqueConstraint(
                fields=["public_key"],
                condition=Q(revoked_at__isnull=True),
                name="one_box_to_a_key",
            ),
            models.CheckConstraint(
                name="a_revoked_box_has_no_login",
                condition=Q(revoked_at__isnull=True) | Q(broker_password_hash=""),
            ),
        ]

    def __str__(self) -> str:
        """Return the device id."""
        return self.device_id

    @property
    def is_revoked(self) -> bool:
        """Say whether this box is no longer ours."""
        return self.revoked_at is not None


class EnrolmentCode(models.Model):
    """A one-time code, of which only the digest is kept."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    root = models.ForeignKey("RootKey", models.PROTECT, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.OneToOneField(Box, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    tries_after_use = models.PositiveIntegerField(default=0, db_default=0)
    """How often somebody brought it once more. Each try is in the audit log; here is the last."""
    last_try_at = models.DateTimeField(null=True)
    last_try_from = models.CharField(
        max_length=ADDRESS_LENGTH, blank=True, default="", db_default=""
    )
    """The network address, while technicians are told of it; empty where it is not known."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_used_code_names_its_box",
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_used_code_was_not_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="only_a_used_code_is_tried_again",
                condition=Q(tries_after_use=0, last_try_at__isnull=True)
                | Q(tries_after_use__gt=0, last_try_at__isnull=False, used_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="codes_tried_again",
                fields=["last_try_at"],
                condition=Q(last_try_at__isnull=False),
            )
        ]


# Who may speak -------------------------------------------------------------------------------


class RootKey(models.Model):
    """A root's public key. The private key is never on this site."""

    kid = models.CharField(max_length=32, primary_key=True)
    public_key = models.CharField(max_length=43, unique=True)
    serial = models.BigIntegerField(unique=True)
    change = models.BinaryField(null=True)
    """The envelope in which the root before it named it; none for the first."""
    not_after_ms = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-serial",)


class AuthorityKey(models.Model):
    """A key of a centre, province, commune or link, and the delegation that lets it speak."""

    class Role(models.TextChoices):
        """What the key is for (`loa_protocol.messages.Authority`, with its words)."""

        CENTRE = "centre", _("Cấp trung ương")
        PROVINCE = "province", _("Cấp tỉnh")
        COMMUNE = "commune", _("Cấp xã")
        LINK = "link", _("Đường truyền")

    kid = models.CharField(max_length=32, primary_key=True)
    public_key = models.CharField(max_length=43, unique=True)
    role = models.CharField(max_length=8, choices=Role)
    area = models.CharField(max_length=AREA_LENGTH)
    issuer = models.CharField(max_length=32, blank=True)
    delegation = models.BinaryField(null=True)
    """None while the root has not answered yet."""
    klasses = ArrayField(models.CharField(max_length=12), default=list)
    not_before_ms = models.BigIntegerField(null=True)
    not_after_ms = models.BigIntegerField(null=True)
    used_from_ms = models.BigIntegerField(null=True)
    """When this site begins to sign with it. Boxes get to know it before."""
    replaces = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("area", "role", "-used_from_ms")
        constraints = [
            models.CheckConstraint(
                name="a_delegated_key_says_how_long",
                condition=Q(delegation__isnull=True, not_after_ms__isnull=True)
                | Q(
                    delegation__isnull=False,
                    not_after_ms__gt=F("not_before_ms"),
                    used_from_ms__gte=F("not_before_ms"),
                ),
            ),
        ]
        indexes = [models.Index(name="keys_by_area", fields=["area"])]


class RevocationList(models.Model):
    """One signed list of one issuer. The newest is what boxes are given."""

    issuer = models.CharField(max_length=32)
    serial = models.BigIntegerField()
    next_update_ms = models.BigIntegerField()
    revoked = ArrayField(models.CharField(max_length=32), default=list)
    envelope = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("issuer", "-serial")
        constraints = [
            models.UniqueConstraint("issuer", "serial", name="a_serial_is_used_once_by_an_issuer")
        ]


class BoxState(models.Model):
    """How a box was when we last heard of it."""

    class Clock(models.TextChoices):
        """What the box knows about the time (`loa_protocol.messages.Clock`)."""

        FRESH = "fresh", _("Đúng giờ")
        FLOOR = "floor", _("Chưa đối chiếu")
        UNSET = "unset", _("Chưa biết giờ")

    box = models.OneToOneField(Box, models.CASCADE, primary_key=True, related_name="state")
    at = models.DateTimeField()
    """When the box said it, by its own clock."""
    last_seen = models.DateTimeField()
    online = models.BooleanField(default=True)
    online_since = models.DateTimeField()
    clock = models.CharField(max_length=8, choices=Clock)
    clock_offset_ms = models.BigIntegerField(default=0)
    playing = models.CharField(max_length=64, blank=True)
    playing_since = models.DateTimeField(null=True)
    volume_percent = models.PositiveSmallIntegerField()
    free_bytes = models.BigIntegerField()
    block_age_ms = models.BigIntegerField()
    underruns = models.BigIntegerField(default=0)
    receipts_waiting = models.BigIntegerField(default=0)
    software = models.CharField(max_length=200, blank=True)
    logged_at = models.DateTimeField()
    """When the last line of this box was written to the log."""

    class Meta:
        indexes = [
            models.Index(name="boxes_heard_lately", fields=["last_seen"], condition=Q(online=True))
        ]


class BoxStateLog(models.Model):
    """What changed about a box, and once an hour that nothing did. Partitioned by month."""

    pk = models.CompositePrimaryKey("device", "heard_at")
    device = models.CharField(max_length=40)
    heard_at = models.DateTimeField()
    online = models.BooleanField()
    clock = models.CharField(max_length=8)
    clock_offset_ms = models.BigIntegerField()
    playing = models.CharField(max_length=64, blank=True)
    volume_percent = models.PositiveSmallIntegerField()
    free_bytes = models.BigIntegerField()
    block_age_ms = models.BigIntegerField()
    underruns = models.BigIntegerField()
    receipts_waiting = models.BigIntegerField()


class BoxMail(models.Model):
    """A signed message on its way to one box, or to every box of an area.

    The gateway claims unsent rows as it claims orders, urgent ones first. What
    gets lost is made good when the box says hello (`queries.held_messages`).
    """

    box = models.ForeignKey(Box, models.CASCADE, null=True, related_name="+")
    area = models.CharField(max_length=AREA_LENGTH, blank=True)
    is_urgent = models.BooleanField(default=False)
    envelope = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    NOTICE: ClassVar[str] = "loa_outbox"
    """The channel that PostgreSQL notifies when a row was added: that of orders."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_is_for_a_box_or_for_an_area",
                condition=Q(box__isnull=True) & ~Q(area="") | Q(box__isnull=False, area=""),
            )
        ]
        indexes = [
            models.Index(
                name="mail_not_sent_yet",
                fields=["-is_urgent", "id"],
                condition=Q(sent_at__isnull=True),
            )
        ]
