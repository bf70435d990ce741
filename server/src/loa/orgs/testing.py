"""People and places that every test knows.

The places are real: Hải Phòng with two of its communes, and Cao Bằng with one.
Hoa approves, Nam writes, Lan works in another commune, Minh in the province,
Tuấn is the technician, An the administrator, Vy works in another province.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from loa.domain.areas import path_of, search_key, sort_key
from loa.domain.permissions import SYSTEM_ID, Duty
from loa.orgs.models import AdminUnit, DutyGrant, Kind, Person

SINCE = date(2025, 7, 1)
LONG_AGO = date(1976, 7, 2)


def make_unit(
    path: str,
    kind: Kind,
    name: str,
    *,
    valid_from: date = SINCE,
    valid_to: date | None = None,
    point: tuple[float, float] | tuple[None, None] = (None, None),
) -> AdminUnit:
    """Make a unit, inside the newest record of the path above it."""
    codes = path_of(path)
    parent = AdminUnit.objects.filter(path="/".join(codes[:-1])).order_by("-valid_from").first()
    return AdminUnit.objects.create(
        code=codes[-1],
        level=len(codes) - 1,
        kind=kind,
        name=name,
        parent=parent,
        path=path,
        valid_from=valid_from,
        valid_to=valid_to,
        search_key=search_key(f"{Kind(kind).value} {name}"),
        sort_key=sort_key(name),
        lat=point[0],
        lng=point[1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A small tree of units: two provinces, three communes, two villages."""

    nation: AdminUnit
    province: AdminUnit
    commune: AdminUnit
    village: AdminUnit
    second_village: AdminUnit
    other_commune: AdminUnit
    other_province: AdminUnit
    far_commune: AdminUnit


def make_places() -> Places:
    """Make the small tree that the tests share."""
    nation = make_unit("vn", Kind.NATION, "Việt Nam", valid_from=LONG_AGO)
    province = make_unit("vn/31", Kind.CITY, "Hải Phòng", point=(20.86, 106.68))
    other_province = make_unit("vn/04", Kind.PROVINCE, "Cao Bằng", point=(22.75, 106.08))
    return Places(
        nation=nation,
        province=province,
        other_province=other_province,
        commune=make_unit("vn/31/11848", Kind.COMMUNE, "Vĩnh Hòa", point=(20.71, 106.47)),
        other_commune=make_unit("vn/31/11755", Kind.COMMUNE, "Tiên Lãng", point=(20.73, 106.56)),
        far_commune=make_unit("vn/04/01321", Kind.COMMUNE, "Bảo Lạc", point=(22.95, 105.68)),
        village=make_unit("vn/31/11848/11848-01", Kind.VILLAGE, "Thượng"),
        second_village=make_unit("vn/31/11848/11848-02", Kind.VILLAGE, "Hạ"),
    )


def make_person(username: str, display_name: str, unit: AdminUnit, *duties: Duty) -> Person:
    """Make a person who has held these duties for their unit since July 2025.

    Whoever lets words out or looks after people has set up the second step, so that pages open to
    them.
    """
    person = Person(username=username, display_name=display_name, unit=unit)
    if {Duty.APPROVE, Duty.RELEASE, Duty.ADMINISTRATOR} & set(duties):
        person.totp_secret = "a sealed secret"
    person.set_unusable_password()
    person.save(force_insert=True)
    for duty in duties:
        entrust(person, duty, unit)
    return person


def entrust(
    person: Person,
    duty: Duty,
    unit: AdminUnit,
    *,
    valid_from: date = SINCE,
    valid_to: date | None = None,
    granted_by: UUID = SYSTEM_ID,
) -> DutyGrant:
    """Give a person one more duty, as an administrator would have."""
    return DutyGrant.objects.create(
        person=person,
        duty=duty,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=granted_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of the tests."""

    hoa: Person
    """Leads the commune: approves and releases."""
    nam: Person
    """Officer of the commune: writes and places bulletins into sessions."""
    lan: Person
    """Officer and leader of another commune of the same province."""
    minh: Person
    """Leader of the province."""
    tuan: Person
    """Technician of the commune."""
    an: Person
    """Administrator of the commune."""
    binh: Person
    """Administrator and inspector of the province."""
    vy: Person
    """Everything, in a commune of another province."""


def make_cast(places: Places) -> Cast:
    """Make the people that the tests share."""
    commune = places.commune
    return Cast(
        hoa=make_person("hoa", "Trần Thị Hoa", commune, Duty.APPROVE, Duty.RELEASE),
        nam=make_person("nam", "Nguyễn Văn Nam", commune, Duty.WRITE, Duty.PROGRAMME),
        lan=make_person("lan", "Lê Thị Lan", places.other_commune, *Duty),
        minh=make_person(
            "minh",
            "Phạm Quang Minh",
            places.province,
            Duty.WRITE,
            Duty.APPROVE,
            Duty.RELEASE,
            Duty.PROGRAMME,
        ),
        tuan=make_person("tuan", "Đỗ Anh Tuấn", commune, Duty.TECHNICIAN),
        an=make_person("an", "Vũ Bình An", commune, Duty.ADMINISTRATOR),
        binh=make_person(
            "binh", "Bùi Thanh Bình", places.province, Duty.ADMINISTRATOR, Duty.INSPECT
        ),
        vy=make_person("vy", "Nông Thị Vy", places.far_commune, *Duty),
    )


def today() -> date:
    """Return the day in Vietnam."""
    return timezone.localdate()
