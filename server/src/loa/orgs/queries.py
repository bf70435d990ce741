"""Read units, people and duties.

Units are public: anybody may look one up. People and their duties are not; those
readings take the actor first and find nothing outside the actor's own units.
"""

from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa.domain.areas import Level, UnitPath, outermost, search_key, text_of
from loa.domain.permissions import Actor, Duty
from loa.orgs.models import AdminUnit, DutyGrant, Person, UnitChange

ENOUGH_ALIKE = 0.55
"""How much of a searched word must be found, when no name contains it."""


def _end_of(path: str) -> Subquery:
    """Say when the place of a path ends; null while its newest record holds."""
    records = AdminUnit.objects.filter(path=OuterRef(path)).order_by("-valid_from")
    return Subquery(records.values("valid_to")[:1])


_END_OF_UNIT = Least(
    _end_of("unit__path"),
    Case(When(unit__level=Level.VILLAGE, then=_end_of("unit__parent__path"))),
)
"""The day on which a duty's unit ends, by itself or, as a village, with its commune."""


def in_force(on: date | None = None) -> QuerySet[AdminUnit]:
    """Find the units as they are on a day; today when none is named."""
    day = on or timezone.localdate()
    return AdminUnit.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )


def unit(code: str, on: date | None = None) -> AdminUnit:
    """Return a unit as it is on a day.

    Raises:
        NotFound: there is no such unit on that day.
    """
    found = in_force(on).filter(code=code).first()
    if found is None:
        raise NotFound(unit=code)
    return found


def records_of(code: str) -> QuerySet[AdminUnit]:
    """Find every record of a code, the oldest first: the history of a place."""
    return AdminUnit.objects.filter(code=code).order_by("valid_from")


def provinces(on: date | None = None) -> QuerySet[AdminUnit]:
    """Find the provinces in Vietnamese order."""
    return in_force(on).filter(level=Level.PROVINCE).order_by("sort_key")


def children_of(path: UnitPath, on: date | None = None) -> QuerySet[AdminUnit]:
    """Find what lies directly inside a unit, in Vietnamese order."""
    return (
        in_force(on)
        .filter(path__startswith=text_of(path) + "/", level=len(path))
        .order_by("sort_key")
    )


def communes_of(code: str, on: date | None = None) -> QuerySet[AdminUnit]:
    """Find the communes of a province, in Vietnamese order."""
    return (
        in_force(on)
        .filter(path__startswith=f"vn/{code}/", level=Level.COMMUNE)
        .order_by("sort_key")
    )


def villages_of(code: str, on: date | None = None) -> QuerySet[AdminUnit]:
    """Find the villages of a commune, in Vietnamese order."""
    return in_force(on).filter(parent__code=code, level=Level.VILLAGE).order_by("sort_key")


def above(path: UnitPath, on: date | None = None) -> list[AdminUnit]:
    """Return the units that contain a place, the nation first."""
    paths = [text_of(path[:depth]) for depth in range(1, len(path))]
    return list(in_force(on).filter(path__in=paths).order_by("level"))


def units_for(actor: Actor, duty: Duty, on: date | None = None) -> QuerySet[AdminUnit]:
    """Find the outermost units for which the actor holds a duty."""
    day = on or timezone.localdate()
    paths = [text_of(path) for path in actor.as_officer().units_for(duty, day)]
    return in_force(day).filter(path__in=paths).order_by("level", "sort_key")


def duties_in_force(actor: Actor, on: date | None = None) -> frozenset[Duty]:
    """Name the duties that the actor holds for some unit that is in force."""
    day, officer = on or timezone.localdate(), actor.as_officer()
    paths = {duty: {text_of(path) for path in officer.units_for(duty, day)} for duty in Duty}
    every = frozenset[str]().union(*paths.values())
    there = set(in_force(day).filter(path__in=every).values_list("path", flat=True))
    return frozenset(duty for duty, own in paths.items() if own & there)


def own_unit(actor: Actor, code: str) -> AdminUnit:
    """Return a unit that some duty of the actor reaches today.

    Raises:
        NotFound: there is no such unit, or it is somebody else's.
    """
    found = unit(code)
    if not actor.as_officer().sees(found.as_path(), timezone.localdate()):
        raise NotFound(unit=code)
    return found


def search(text: str, on: date | None = None) -> QuerySet[AdminUnit]:
    """Find units by name or code; marks, case and small slips do not matter.

    A name that begins with the text comes first, then one that contains it, then
    those that are merely alike; larger units before smaller ones.
    """
    key = search_key(text)
    if not key:
        return AdminUnit.objects.none()
    rank = Case(
        When(Q(code=text.strip()) | Q(search_key=key), then=Value(0)),
        When(search_key__startswith=key, then=Value(1)),
        When(search_key__contains=key, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    alike = TrigramWordSimilarity(key, "search_key")
    return (
        in_force(on)
        .annotate(rank=rank, alike=alike)
        .filter(Q(code=text.strip()) | Q(search_key__contains=key) | Q(alike__gte=ENOUGH_ALIKE))
        .order_by("rank", "level", "-alike", "sort_key")
    )


def changes_from(code: str) -> QuerySet[UnitChange]:
    """Find what a former unit became, the likeliest successor first."""
    return UnitChange.objects.filter(from_code=code).order_by("on", "-is_default", "to_code")


def changes_to(code: str) -> QuerySet[UnitChange]:
    """Find what a unit was made of."""
    return UnitChange.objects.filter(to_code=code).order_by("on", "from_code")


def people(actor: Actor) -> QuerySet[Person]:
    """Find the people whose accounts the actor looks after, or may inspect."""
    reach = _reach(actor, Duty.ADMINISTRATOR) | _reach(actor, Duty.INSPECT)
    return Person.objects.filter(reach).select_related("unit").order_by("unit__path", "username")


def person_named(username: str) -> Person:
    """Return who signs in by that name, for a command typed on the machine itself.

    Raises:
        NotFound: nobody does.
    """
    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise NotFound(person=username)
    return found


def person(actor: Actor, person_id: int) -> Person:
    """Return one of the people whose accounts the actor may see.

    Raises:
        NotFound: there is no such person, or not for this actor.
    """
    found = people(actor).filter(pk=person_id).first()
    if found is None:
        raise NotFound(person=person_id)
    return found


def duties_of(who: Person) -> QuerySet[DutyGrant]:
    """Find every duty a person held, holds or will hold, the newest first."""
    return (
        DutyGrant.objects.filter(person=who).select_related("unit").order_by("-valid_from", "-id")
    )


def duties_left_behind(actor: Actor, on: date | None = None) -> QuerySet[DutyGrant]:
    """Find the duties that outlast the unit they are held for, where the actor administers.

    A village ends with its commune; a code that
    goes on at the same place, as a ward where a commune was, has not ended.
    """
    day = on or timezone.localdate()
    outlasts = Q(valid_to__isnull=True) | Q(valid_to__gt=Greatest(F("ends_on"), Value(day)))
    theirs = DutyGrant.objects.filter(_reach(actor, Duty.ADMINISTRATOR), person__is_active=True)
    return (
        theirs.annotate(ends_on=_END_OF_UNIT)
        .filter(outlasts, ends_on__isnull=False)
        .select_related("unit", "person")
        .order_by("unit__path", "person__username", "duty")
    )


def end_of_unit(grant: DutyGrant) -> date | None:
    """Say when the unit that a duty is held for ends or ended; none while it holds."""
    found = DutyGrant.objects.filter(pk=grant.pk).annotate(ends_on=_END_OF_UNIT)
    ends_on: date | None = found.values_list("ends_on", flat=True).get()
    return ends_on


def holders_of(duty: Duty, unit: UnitPath, on: date | None = None) -> QuerySet[Person]:
    """Find who holds a duty for a unit: whom its people may name for a piece of work."""
    day = on or timezone.localdate()
    around = [text_of(unit[:depth]) for depth in range(1, len(unit) + 1)]
    held = DutyGrant.objects.filter(duty=duty.value, unit__path__in=around, valid_from__lte=day)
    in_time = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    theirs = in_time.values("person")
    return Person.objects.filter(is_active=True, actor_id__in=theirs).order_by("display_name", "pk")


def names_of(actor_ids: set[str]) -> dict[str, str]:
    """Return the names behind opaque ids, for those that still have one."""
    known = Person.objects.filter(actor_id__in=[text for text in actor_ids if _is_uuid(text)])
    return {str(person.actor_id): str(person) for person in known}


def may_look_after(actor: Actor, found: AdminUnit) -> bool:
    """Say whether the actor administers this unit today."""
    return actor.as_officer().may(Duty.ADMINISTRATOR, found.as_path(), timezone.localdate())


def house_of(actor: Actor) -> frozenset[UnitPath]:
    """Name the outermost units that the actor administers or inspects today.

    Raises:
        NotFound: there is none; whoever keeps no house has no business there.
    """
    officer, today = actor.as_officer(), timezone.localdate()
    paths = officer.units_for(Duty.ADMINISTRATOR, today) | officer.units_for(Duty.INSPECT, today)
    if not paths:
        raise NotFound(actor=actor.actor_id)
    return outermost(paths)


def own_units(actor: Actor) -> QuerySet[AdminUnit]:
    """Find the outermost units that any duty of the actor reaches."""
    today = timezone.localdate()
    paths = [text_of(path) for path in actor.as_officer().units(today)]
    return in_force(today).filter(path__in=paths).order_by("level", "sort_key")


def own_and_below(actor: Actor) -> list[AdminUnit]:
    """Return the outermost units that any duty of the actor reaches, each with what lies below."""
    found: list[AdminUnit] = []
    for unit in own_units(actor):
        below = children_of(unit.as_path()).exclude(level=Level.VILLAGE.value)
        found += [unit, *below.order_by("sort_key")]
    return found


def province_of(actor: Actor) -> AdminUnit | None:
    """Return the province in which the first of the actor's units lies, if it lies in one."""
    for found in own_units(actor):
        path = found.as_path()
        if len(path) > Level.PROVINCE:
            return unit(path[Level.PROVINCE])
    return None


def looks_after_any(actor: Actor) -> AdminUnit | None:
    """Return the first of the units that the actor administers, if there is one."""
    return units_for(actor, Duty.ADMINISTRATOR).first()


def path_behind(code: str) -> str:
    """Return the newest path of a code; a code that never was is its own path."""
    newest = records_of(code.strip()).last()
    return newest.path if newest else code


def names_of_units(paths: set[str]) -> dict[str, str]:
    """Return what the places behind paths are called, or were called last."""
    known = AdminUnit.objects.filter(path__in=paths).order_by("valid_from")
    return {unit.path: str(unit) for unit in known}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _reach(actor: Actor, duty: Duty) -> Q:
    """Describe every unit inside those for which the actor holds a duty."""
    reach = Q(pk__in=[])
    for path in actor.as_officer().units_for(duty, timezone.localdate()):
        inside = text_of(path)
        reach |= Q(unit__path=inside) | Q(unit__path__startswith=inside + "/")
    return reach
