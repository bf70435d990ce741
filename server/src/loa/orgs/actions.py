"""What an administrator does: people, their duties, and the villages of a commune.

Every action takes the actor first, lets the rules decide, and is recorded in the
chain of the unit it touched. Names never enter the record, only opaque ids.
"""

import secrets
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from loa_protocol.errors import NotFound, Refusal
from procrastinate.contrib.django import app

from loa import audit
from loa.domain import permissions as rules
from loa.domain.areas import Level, search_key, sort_key, text_of
from loa.domain.languages import in_order
from loa.domain.permissions import Actor, ActorId, Duty, Grant
from loa.orgs import listening, queries
from loa.orgs.models import AdminUnit, DutyGrant, Kind, Listening, Person

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - an alphabet without look-alikes
PASSWORD_LENGTH = 14


class UsernameTaken(Refusal):
    """Somebody already signs in with that name."""

    code = "person.username_taken"


class AlreadyHeld(Refusal):
    """The person holds that duty for that unit on some of those days already."""

    code = "duty.already_held"


class VillageExists(Refusal):
    """The commune already has a village of that name."""

    code = "village.exists"


@transaction.atomic
def add_person(
    actor: Actor, *, username: str, display_name: str, unit_code: str, language: str = "vi"
) -> Person:
    """Open an account for somebody who works in a unit. It has no password yet.

    Raises:
        NotFound: there is no such unit, or it is somebody else's.
        NotAllowed: the actor does not look after it.
        UsernameTaken: another account has that name.
    """
    unit = queries.own_unit(actor, unit_code)
    rules.require(actor.as_officer(), Duty.ADMINISTRATOR, unit.as_path(), on=timezone.localdate())
    person = Person(username=username, display_name=display_name, unit=unit, language=language)
    person.set_unusable_password()
    if not _keep_if_new(person):
        raise UsernameTaken(username=username)
    audit.record(actor, "person.added", _name(person), unit.as_path())
    return person


@transaction.atomic
def give_password(actor: Actor, person_id: int) -> str:
    """Make a first password for somebody, to be told to them once. The old one stops working.

    Whoever signs in with it chooses their own before anything else.
    """
    person = _lock_for_upkeep(actor, person_id)
    password = "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_LENGTH))
    person.set_password(password)
    person.has_first_password = True
    person.save(update_fields=["password", "has_first_password"])
    audit.record(actor, "person.password_given", _name(person), person.unit.as_path())
    return password


@transaction.atomic
def forget_second_step(actor: Actor, person_id: int) -> Person:
    """Let somebody who lost their phone set up the second step of signing in anew."""
    person = _lock_for_upkeep(actor, person_id)
    person.totp_secret = None
    person.save(update_fields=["totp_secret"])
    audit.record(actor, "person.second_step_forgotten", _name(person), person.unit.as_path())
    return person


@transaction.atomic
def deactivate(actor: Actor, person_id: int) -> Person:
    """Shut somebody out. Their sessions end at once; what they did stays theirs."""
    person = _lock_for_upkeep(actor, person_id)
    if not person.is_active:
        raise rules.WrongState(state="inactive", needed="active")
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.record(actor, "person.deactivated", _name(person), person.unit.as_path())
    return person


@transaction.atomic
def reactivate(actor: Actor, person_id: int) -> Person:
    """Let somebody in again who was shut out, with the duties that are still in force."""
    person = _lock_for_upkeep(actor, person_id)
    if person.is_active or person.erased_at:
        raise rules.WrongState(state="active", needed="inactive")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(actor, "person.reactivated", _name(person), person.unit.as_path())
    return person


@transaction.atomic
def erase_person(actor: Actor, person_id: int) -> Person:
    """Erase everything that says who somebody was. The opaque id stays in the records."""
    person = _lock_for_upkeep(actor, person_id)
    if person.erased_at:
        raise rules.WrongState(state="erased", needed="known")
    person.username = f"erased-{person.actor_id.hex}"
    person.display_name = ""
    person.totp_secret = None
    person.is_active = False
    person.last_login = None
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save(
        update_fields=[
            "username",
            "display_name",
            "totp_secret",
            "is_active",
            "last_login",
            "erased_at",
            "password",
        ]
    )
    _end_all(person, on=timezone.localdate())
    audit.record(actor, "person.erased", _name(person), person.unit.as_path())
    return person


@transaction.atomic
def grant_duty(
    actor: Actor,
    person_id: int,
    *,
    duty: Duty,
    unit_code: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> DutyGrant:
    """Entrust somebody with a duty, for a unit, from a day until before another.

    Raises:
        NotFound: no such person or unit for this actor.
        NotAllowed, OwnDuty, BadPeriod: see `rules.allow_grant`.
        AlreadyHeld: they hold it on some of those days already.
    """
    today = timezone.localdate()
    person = _lock(actor, person_id)
    unit = queries.own_unit(actor, unit_code)
    grant = Grant(duty=duty, unit=unit.as_path(), valid_from=valid_from or today, valid_to=valid_to)
    rules.allow_grant(grant, to=_id(person), by=actor.as_officer(), on=today)
    return keep_grant(actor, person, unit, grant)


def keep_grant(
    actor: Actor, person: Person, unit: AdminUnit, grant: Grant, **facts: object
) -> DutyGrant:
    """Keep a duty that the rules allowed to somebody who is locked, and record it.

    Raises:
        AlreadyHeld: they hold it on some of those days already.
    """
    _refuse_overlap(person, unit, grant)
    made = DutyGrant.objects.create(
        person=person,
        duty=grant.duty.value,
        unit=unit,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        granted_by=actor.actor_id,
    )
    audit.record(
        actor,
        "duty.granted",
        _name(person),
        unit.as_path(),
        duty=grant.duty,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        **facts,
    )
    return made


@transaction.atomic
def end_duty(actor: Actor, grant_id: int) -> DutyGrant:
    """End a duty today. It is not held any more from this moment.

    Raises:
        NotFound: there is no such duty, or not for this actor.
        NotAllowed, WrongState: see `rules.allow_end`.
    """
    today = timezone.localdate()
    grant = (
        DutyGrant.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "person")
        .filter(pk=grant_id)
        .first()
    )
    if grant is None or not actor.as_officer().sees(grant.unit.as_path(), today):
        raise NotFound(grant=grant_id)
    rules.allow_end(grant.as_grant(), by=actor.as_officer(), on=today)
    grant.valid_to = max(today, grant.valid_from)
    grant.save(update_fields=["valid_to"])
    audit.record(actor, "duty.ended", _name(grant.person), grant.unit.as_path(), duty=grant.duty)
    return grant


@transaction.atomic
def add_village(actor: Actor, *, commune_code: str, kind: str, name: str) -> AdminUnit:
    """Add a village below a commune, from today.

    Raises:
        NotFound: there is no such commune, or it is somebody else's.
        NotAllowed: the actor does not look after it.
        VillageExists: the commune has one of that name.
    """
    today = timezone.localdate()
    commune = queries.own_unit(actor, commune_code)
    if commune.level != Level.COMMUNE:
        raise NotFound(unit=commune_code)
    rules.require(actor.as_officer(), Duty.ADMINISTRATOR, commune.as_path(), on=today)
    AdminUnit.objects.select_for_update(no_key=True).get(pk=commune.pk)  # numbers are given in turn
    key = search_key(f"{Kind(kind).value} {name}")
    if queries.villages_of(commune.code).filter(search_key=key).exists():
        raise VillageExists(unit=commune_code)
    code = _next_village_code(commune)
    village = AdminUnit.objects.create(
        code=code,
        level=Level.VILLAGE,
        kind=kind,
        name=name,
        parent=commune,
        path=f"{commune.path}/{code}",
        valid_from=today,
        search_key=key,
        sort_key=sort_key(name),
    )
    audit.record(actor, "unit.added", f"unit:{code}", commune.as_path())
    return village


@transaction.atomic
def close_village(actor: Actor, code: str) -> AdminUnit:
    """Close a village from today. Its record stays, for what happened there before."""
    today = timezone.localdate()
    village = queries.own_unit(actor, code)
    if village.level != Level.VILLAGE:
        raise NotFound(unit=code)
    rules.require(actor.as_officer(), Duty.ADMINISTRATOR, village.as_path(), on=today)
    locked = AdminUnit.objects.select_for_update(no_key=True).get(pk=village.pk)
    if locked.valid_to is not None or locked.valid_from >= today:
        raise rules.WrongState(state="new_or_closed", needed="in_force")
    locked.valid_to = today
    locked.save(update_fields=["valid_to"])
    audit.record(actor, "unit.closed", f"unit:{code}", locked.as_path()[:-1])
    return locked


@transaction.atomic
def set_languages(actor: Actor, code: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Say in which languages the people of a commune or village listen, the first one first.

    None: a village listens as its commune does, and of a commune nothing is known.

    Raises:
        NotFound: there is no such commune or village, or it is somebody else's.
        NotAllowed: the actor does not look after it.
        UnknownLanguage, TooManyLanguages: as they say.
    """
    unit = queries.own_unit(actor, code)
    if unit.level < Level.COMMUNE:
        raise NotFound(unit=code)
    path = unit.as_path()
    rules.require(actor.as_officer(), Duty.ADMINISTRATOR, path, on=timezone.localdate())
    AdminUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one after the other
    heard = in_order(languages)
    if heard:
        Listening.objects.update_or_create(unit_code=code, defaults={"languages": list(heard)})
    else:
        Listening.objects.filter(unit_code=code).delete()
    audit.record(actor, "unit.languages_set", f"unit:{code}", path, languages=list(heard))
    app.configure_task(listening.JOB, lock=f"languages:{code}").defer(area=unit.path)
    return heard


def _keep_if_new(person: Person) -> bool:
    """Save an account unless its username is taken; ask the table, not a guess before it."""
    Person.objects.bulk_create([person], ignore_conflicts=True)
    kept = Person.objects.filter(actor_id=person.actor_id).first()
    if kept is None:
        return False
    person.pk = kept.pk
    return True


def _lock(actor: Actor, person_id: int) -> Person:
    """Lock an account that the actor may see.

    Raises:
        NotFound: there is no such person, or not for this actor.
    """
    found = (
        queries.people(actor).select_for_update(no_key=True, of=("self",)).filter(pk=person_id)
    ).first()
    if found is None:
        raise NotFound(person=person_id)
    return found


def _lock_for_upkeep(actor: Actor, person_id: int) -> Person:
    """Lock an account, and insist that the actor looks after it and that it is not theirs."""
    person = _lock(actor, person_id)
    rules.allow_upkeep(
        _id(person), person.unit.as_path(), by=actor.as_officer(), on=timezone.localdate()
    )
    return person


def _refuse_overlap(person: Person, unit: AdminUnit, grant: Grant) -> None:
    """Refuse a duty that the person holds already on one of those days."""
    held = queries.duties_of(person).filter(duty=grant.duty.value, unit__path=unit.path)
    meets = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=grant.valid_from))
    if grant.valid_to is not None:
        meets = meets.filter(valid_from__lt=grant.valid_to)
    if meets.exists():
        raise AlreadyHeld(duty=grant.duty.value, unit=text_of(grant.unit))


def _end_all(person: Person, *, on: date) -> None:
    """End every duty that a person still holds, and those still to come."""
    held = DutyGrant.objects.filter(person=person).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )
    held.update(valid_to=Greatest(Value(on), F("valid_from")))


def _next_village_code(commune: AdminUnit) -> str:
    """Count on from the highest number ever given, so that no code is used twice."""
    given = AdminUnit.objects.filter(path__startswith=f"{commune.path}/").values_list(
        "code", flat=True
    )
    highest = max((int(code.split("-")[1]) for code in given), default=0)
    return f"{commune.code}-{highest + 1:02d}"


def _id(person: Person) -> ActorId:
    return ActorId(str(person.actor_id))


def _name(person: Person) -> str:
    """Name a person in the record, by the id that outlives their name."""
    return f"person:{person.actor_id}"
