"""Keep units, people, and the duties people hold for units.

Units and duties are dated and half-open: `valid_to` is the first day on which
the record is no longer in force. A unit that changes gets a second record with
the same code; nothing is overwritten, so an old bulletin still names the place
as it was called then.
"""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from loa.domain.areas import UnitPath, path_of
from loa.domain.permissions import ActorId, Duty, Grant, Officer


class Level(models.IntegerChoices):
    """How deep a unit lies (`loa.domain.areas.Level`, with its words)."""

    NATION = 0, _("Trung ương")
    PROVINCE = 1, _("Cấp tỉnh")
    COMMUNE = 2, _("Cấp xã")
    VILLAGE = 3, _("Thôn, tổ dân phố")


class Kind(models.TextChoices):
    """What a unit is called before its name. The value is the folded word, for searching."""

    NATION = "quoc-gia", _("Nước")
    PROVINCE = "tinh", _("Tỉnh")
    CITY = "thanh-pho", _("Thành phố")
    COMMUNE = "xa", _("Xã")
    WARD = "phuong", _("Phường")
    SPECIAL_ZONE = "dac-khu", _("Đặc khu")
    TOWNSHIP = "thi-tran", _("Thị trấn")
    VILLAGE = "thon", _("Thôn")
    HAMLET = "ap", _("Ấp")
    MOUNTAIN_VILLAGE = "ban", _("Bản")
    HIGHLAND_VILLAGE = "buon", _("Buôn")
    UPLAND_VILLAGE = "lang", _("Làng")
    LITTLE_VILLAGE = "xom", _("Xóm")
    QUARTER = "khu-pho", _("Khu phố")
    RESIDENTIAL_GROUP = "to-dan-pho", _("Tổ dân phố")


_FULL_NAME = _("%(kind)s %(name)s")


class AdminUnit(models.Model):
    """One administrative unit as it was from one day until before another."""

    code = models.CharField(max_length=16)
    level = models.PositiveSmallIntegerField(choices=Level)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """The record that contained it on its first day; `path` says which code does."""
    path = models.CharField(max_length=48)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    search_key = models.CharField(max_length=160)
    sort_key = models.BinaryField()
    district = models.CharField(max_length=120, blank=True)
    """The district that a unit of before July 2025 belonged to; blank since."""
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    legal_basis = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("sort_key", "valid_from")
        constraints = [
            models.UniqueConstraint("code", "valid_from", name="one_record_a_day_per_code"),
            ExclusionConstraint(
                name="records_of_a_code_never_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Func("valid_from", "valid_to", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="only_the_nation_has_no_parent",
                condition=Q(level=0, parent__isnull=True) | Q(level__gt=0, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="path_ends_with_the_code", condition=Q(path__endswith=F("code"))
            ),
            models.CheckConstraint(name="unit_level_is_known", condition=Q(level__lte=3)),
            models.CheckConstraint(
                name="a_point_has_both_coordinates",
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(lat__isnull=False, lng__isnull=False)
                & Q(lat__range=(-90, 90), lng__range=(-180, 180)),
            ),
        ]
        indexes = [
            models.Index(name="units_by_path", fields=["path"], opclasses=["text_pattern_ops"]),
            GinIndex(name="units_by_name", fields=["search_key"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        """Return the full name, "Phường Hồng Bàng"."""
        return self.full_name

    @property
    def full_name(self) -> str:
        """Say what it is and what it is called; the nation by its name alone."""
        if self.level == Level.NATION:
            return self.name
        return _FULL_NAME % {"kind": self.get_kind_display(), "name": self.name}

    def as_path(self) -> UnitPath:
        """Hand the place to the rules."""
        return path_of(self.path)


class Listening(models.Model):
    """In which languages the people of a unit listen. Kept by code: a new record changes nothing.

    A village of which nothing is known listens as its commune does.
    """

    unit_code = models.CharField(max_length=16, primary_key=True)
    languages = ArrayField(models.CharField(max_length=8))
    """BCP 47 tags, the first language first."""


class UnitChange(models.Model):
    """How one unit passed into another: where the old one's people and stations went."""

    class How(models.TextChoices):
        """How much of the old unit the new one took."""

        WHOLE = "whole", _("Nhập toàn bộ")
        PART = "part", _("Nhập một phần")
        RENAMED = "renamed", _("Đổi tên hoặc đổi loại")

    from_code = models.CharField(max_length=16)
    to_code = models.CharField(max_length=16)
    on = models.DateField()
    decision = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=How)
    is_default = models.BooleanField(default=True)
    """Of a divided unit: where to look first. True for a whole one."""

    class Meta:
        constraints = [
            models.UniqueConstraint("from_code", "to_code", "on", name="one_change_a_day"),
        ]
        indexes = [models.Index(name="changes_by_successor", fields=["to_code"])]


class People(BaseUserManager["Person"]):
    """Find people; they are made by `orgs.actions.add_person`."""


class Person(AbstractBaseUser):
    """Somebody who signs in. The name can be erased; the opaque actor id stays."""

    class Language(models.TextChoices):
        """The language of the pages."""

        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    actor_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    """Where they work. Whoever administers that unit looks after their account."""
    language = models.CharField(max_length=2, choices=Language, default=Language.VIETNAMESE)
    totp_secret = models.TextField(null=True)  # noqa: DJ001 - null says: never set up
    has_first_password = models.BooleanField(default=False, db_default=False)
    """Somebody else knows the password: an administrator made it, to be used once."""
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[People] = People()

    _reads_once = False
    _officer: Officer | None = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_erased_person_keeps_no_name",
                condition=Q(erased_at__isnull=True)
                | Q(display_name="", totp_secret__isnull=True, is_active=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the name that others see."""
        return self.display_name or str(_("Người đã xóa tên"))

    def as_officer(self) -> Officer:
        """Hand the person to the rules: an opaque id and dated duties, none when shut out."""
        if self._officer is not None:
            return self._officer
        officer = self._read_officer()
        if self._reads_once:
            self._officer = officer
        return officer

    def read_duties_once(self) -> None:
        """Answer from one reading from now on: for a page that shows much and changes nothing."""
        self._reads_once = True

    def _read_officer(self) -> Officer:
        held = DutyGrant.objects.filter(person=self, person__is_active=True)
        grants = frozenset(grant.as_grant() for grant in held.select_related("unit"))
        return Officer(id=ActorId(str(self.actor_id)), grants=grants)


class DutyGrant(models.Model):
    """One duty of one person for one unit, from a day until before another."""

    DUTIES = [
        (Duty.WRITE.value, _("Soạn bản tin")),
        (Duty.APPROVE.value, _("Duyệt bản tin")),
        (Duty.RELEASE.value, _("Cho phát ngay")),
        (Duty.PROGRAMME.value, _("Xếp chương trình")),
        (Duty.TECHNICIAN.value, _("Kỹ thuật")),
        (Duty.ADMINISTRATOR.value, _("Quản trị")),
        (Duty.INSPECT.value, _("Kiểm tra")),
        (Duty.CONTRIBUTE.value, _("Cộng tác viên")),
    ]

    person = models.ForeignKey(Person, models.PROTECT, to_field="actor_id", related_name="+")
    duty = models.CharField(max_length=16, choices=DUTIES)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.UUIDField()
    """The actor id of who granted it; all zeros for the system itself."""
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("valid_from", "id")
        constraints = [
            models.CheckConstraint(
                name="nobody_grants_themselves_a_duty",
                condition=~Q(granted_by=F("person")),
            ),
            models.CheckConstraint(
                name="a_duty_never_ends_before_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            ExclusionConstraint(
                name="nobody_holds_a_duty_twice",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (Func("valid_from", "valid_to", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="duty_is_known", condition=Q(duty__in=[duty.value for duty in Duty])
            ),
        ]

    def as_grant(self) -> Grant:
        """Hand the grant to the rules."""
        return Grant(
            duty=Duty(self.duty),
            unit=self.unit.as_path(),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )
