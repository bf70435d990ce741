"""People and places that every test knows.

The places are real: Hải Phòng with two of its communes, and Cao Bằng with one.
Hoa approves, Nam writes, Lan works in another commune, Minh in the province,
Tuấn is the technician, An the administrator, Vy works in another province.
"""

from collections.abc import Collection, Mapping
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
    above = "/".join(path_of(path)[:-1])
    parent = AdminUnit.objects.filter(path=above).order_by("-valid_from").first()
    unit = _unit(path, kind, name, parent, valid_from=valid_from, valid_to=valid_to, point=point)
    unit.save(force_insert=True)
    return unit


def _unit(
    path: str,
    kind: Kind,
    name: str,
    parent: AdminUnit | None,
    *,
    valid_from: date = SINCE,
    valid_to: date | None = None,
    point: tuple[float, float] | tuple[None, None] = (None, None),
) -> AdminUnit:
    codes = path_of(path)
    return AdminUnit(
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
    """Make the small tree that the tests share, level by level."""
    nation = make_unit("vn", Kind.NATION, "Việt Nam", valid_from=LONG_AGO)
    province, other_province = AdminUnit.objects.bulk_create(
        [
            _unit("vn/31", Kind.CITY, "Hải Phòng", nation, point=(20.86, 106.68)),
            _unit("vn/04", Kind.PROVINCE, "Cao Bằng", nation, point=(22.75, 106.08)),
        ]
    )
    commune, other_commune, far_commune = AdminUnit.objects.bulk_create(
        [
            _unit("vn/31/11848", Kind.COMMUNE, "Vĩnh Hòa", province, point=(20.71, 106.47)),
            _unit("vn/31/11755", Kind.COMMUNE, "Tiên Lãng", province, point=(20.73, 106.56)),
            _unit("vn/04/01321", Kind.COMMUNE, "Bảo Lạc", other_province, point=(22.95, 105.68)),
        ]
    )
    village, second_village = AdminUnit.objects.bulk_create(
        [
            _unit("vn/31/11848/11848-01", Kind.VILLAGE, "Thượng", commune),
            _unit("vn/31/11848/11848-02", Kind.VILLAGE, "Hạ", commune),
        ]
    )
    return Places(
        nation=nation,
        province=province,
        other_province=other_province,
        commune=commune,
        other_commune=other_commune,
        far_commune=far_commune,
        village=village,
        second_village=second_village,
    )


def make_person(username: str, display_name: str, unit: AdminUnit, *duties: Duty) -> Person:
    """Make a person who has held these duties for their unit since July 2025.

    Whoever lets words out or looks after people has set up the second step, so that pages open to
    them.
    """
    person = _person(username, display_name, unit, duties)
    person.save(force_insert=True)
    DutyGrant.objects.bulk_create(_grant(person, duty, unit) for duty in duties)
    return person


def _person(username: str, display_name: str, unit: AdminUnit, duties: Collection[Duty]) -> Person:
    person = Person(username=username, display_name=display_name, unit=unit)
    if {Duty.APPROVE, Duty.RELEASE, Duty.ADMINISTRATOR} & set(duties):
        person.totp_secret = "a sealed secret"
    person.set_unusable_password()
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
    grant = _grant(person, duty, unit)
    grant.valid_from, grant.valid_to, grant.granted_by = valid_from, valid_to, granted_by
    grant.save(force_insert=True)
    return grant


def _grant(person: Person, duty: Duty, unit: AdminUnit) -> DutyGrant:
    return DutyGrant(person=person, duty=duty, unit=unit, valid_from=SINCE, granted_by=SYSTEM_ID)


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
    commune, province = places.commune, places.province
    roles: Mapping[str, tuple[str, AdminUnit, Collection[Duty]]] = {
        "hoa": ("Trần Thị Hoa", commune, (Duty.APPROVE, Duty.RELEASE)),
        "nam": ("Nguyễn Văn Nam", commune, (Duty.WRITE, Duty.PROGRAMME)),
        "lan": ("Lê Thị Lan", places.other_commune, Duty),
        "minh": (
            "Phạm Quang Minh",
            province,
            (Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME),
        ),
        "tuan": ("Đỗ Anh Tuấn", commune, (Duty.TECHNICIAN,)),
        "an": ("Vũ Bình An", commune, (Duty.ADMINISTRATOR,)),
        "binh": ("Bùi Thanh Bình", province, (Duty.ADMINISTRATOR, Duty.INSPECT)),
        "vy": ("Nông Thị Vy", places.far_commune, Duty),
    }
    people = {name: _person(name, *told) for name, told in roles.items()}
    Person.objects.bulk_create(people.values())
    DutyGrant.objects.bulk_create(
        _grant(people[name], duty, unit)
        for name, (_called, unit, duties) in roles.items()
        for duty in duties
    )
    return Cast(**people)


def today() -> date:
    """Return the day in Vietnam."""
    return timezone.localdate()
