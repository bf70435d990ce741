"""What officers do with the sessions of the day: open, place, order, take out.

Each change is signed into a new programme in the same transaction, so the boxes
are never told anything else than what stands on the page.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa import audit
from loa.broadcast import session_queries as queries
from loa.broadcast import when_heard
from loa.broadcast.models import Session, SessionItem
from loa.broadcast.programme import compile_programme, lock
from loa.bulletins import actions as bulletins
from loa.bulletins import queries as approved_ones
from loa.bulletins import robots
from loa.bulletins.models import Bulletin, Version
from loa.domain import sessions as rules
from loa.domain.days import day_of
from loa.orgs.models import Person


@transaction.atomic
def open_session(
    actor: Person, *, unit: str, name: str, starts: datetime, ends: datetime
) -> Session:
    """Open a window of a day for sound.

    Raises:
        NotAllowed, UnitIsGone: the actor does not make that unit's programme, or it is gone.
        BadWindow, SessionIsPast, TooFarAhead, AtNight, SessionsOverlap: what is wrong with
            the time.
    """
    record = approved_ones.latest_record(unit)
    lock(unit)
    asked = rules.Session(
        unit=record.as_path(),
        unit_is_in_force=approved_ones.is_in_force(unit),
        name=name,
        starts=starts,
        ends=ends,
    )
    others = Session.objects.filter(unit_path=unit, ends_at__gt=starts, starts_at__lt=ends)
    rules.open_session(
        asked,
        others=[other.as_session() for other in others.select_related("unit")],
        policy=settings.RELEASE_ALONE,
        by=actor.as_officer(),
        now=timezone.now(),
    )
    session = Session.objects.create(
        unit=record,
        unit_path=unit,
        name=name,
        date=day_of(starts),
        starts_at=starts,
        ends_at=ends,
        opened_by=actor.actor_id,
    )
    audit.record(actor, "session.opened", session, unit, starts=starts, ends=ends)
    return session


@transaction.atomic
def place_in_session(
    actor: Person,
    session_id: int,
    bulletin_id: int,
    *,
    clusters: Collection[str] | None = None,
    key: UUID | None = None,
) -> SessionItem:
    """Put an approved bulletin at the end of a session, and sign the new programme.

    `clusters`: where it plays; where the writer wanted it, if nothing is said.
    `key`: made with the page; the same page sent twice places it once.

    Raises:
        NotFound: there is no such session or bulletin, or not for this actor.
        NotAllowed, UnitIsGone, SessionIsPast: the session is not the actor's to change.
        WrongState, NotOfThisUnit, RobotIsOff: the bulletin is not to be heard here.
        TooManyItems, DoesNotFit: the session is full.
    """
    session = _locked(actor, session_id)
    if key and (known := session.items().filter(uid=key).first()):
        return known
    plays = approved_ones.approved(actor, bulletin_id)
    version = Version.objects.select_related("bulletin__unit").get(pk=plays.version_id)
    item = SessionItem(
        uid=key or uuid4(),
        session=session,
        position=session.items().count(),
        version=version,
        duration_ms=plays.duration_ms,
        clusters=sorted(set(plays.clusters if clusters is None else clusters)),
        placed_by=actor.actor_id,
    )
    rules.place(
        _as_rules_see(session),
        item.as_slot(),
        approved_ones.as_rules_see(version),
        robot_may_speak=robots.is_on(session.unit_path),
        by=actor.as_officer(),
        now=timezone.now(),
    )
    item.save(force_insert=True)
    bulletins.note_release(actor, version.pk)
    when_heard.note(version.bulletin)
    _signed(actor, "session.placed", session, bulletin=bulletin_id, version=version.number)
    return item


@transaction.atomic
def move_item(actor: Person, session_id: int, item_id: int, *, steps: int) -> Session:
    """Move an item earlier (negative steps) or later, and sign the new programme.

    Raises:
        NotFound, NotAllowed, UnitIsGone, SessionIsPast: the session is not to be changed.
        NoSuchPlace: the item is gone, or would leave the row.
    """
    session = _locked(actor, session_id)
    answer = rules.move(
        _as_rules_see(session),
        _slot_id(session, item_id),
        steps=steps,
        by=actor.as_officer(),
        now=timezone.now(),
    )
    session.keep(answer)
    return _signed(actor, "session.reordered", session, item=item_id, steps=steps)


@transaction.atomic
def remove_item(actor: Person, session_id: int, item_id: int) -> Session:
    """Take an item out of a session, and sign the new programme.

    Raises:
        NotFound, NotAllowed, UnitIsGone, SessionIsPast: the session is not to be changed.
        NoSuchPlace: the item is gone.
    """
    session = _locked(actor, session_id)
    answer = rules.remove(
        _as_rules_see(session),
        _slot_id(session, item_id),
        by=actor.as_officer(),
        now=timezone.now(),
    )
    plays = Bulletin.objects.get(pk=session.items().get(pk=item_id).version.bulletin_id)
    session.keep(answer)
    when_heard.note(plays)
    return _signed(actor, "session.removed", session, item=item_id)


@transaction.atomic
def drop_session(actor: Person, session_id: int) -> None:
    """Take a session away that has not begun, with all its items.

    Raises:
        NotFound, NotAllowed, UnitIsGone, SessionIsPast: the session is not to be changed.
    """
    session = _locked(actor, session_id)
    rules.change(_as_rules_see(session), by=actor.as_officer(), now=timezone.now())
    played = list(Bulletin.objects.filter(pk__in=session.items().values("version__bulletin")))
    SessionItem.objects.filter(session=session).delete()
    audit.record(actor, "session.dropped", session, session.unit_path)
    session.delete()
    for bulletin in played:
        when_heard.note(bulletin)
    if played:
        compile_programme(actor, session.unit_path)


def take_out(actor: Person, bulletin: Bulletin) -> None:
    """Sign a new programme wherever a withdrawn bulletin would still play.

    Raises:
        NoKey, SignerSilent: nobody can sign for a commune.
    """
    ahead = Session.objects.filter(ends_at__gt=timezone.now(), pk__in=_sessions_with(bulletin))
    for unit in ahead.order_by("unit_path").values_list("unit_path", flat=True).distinct():
        compile_programme(actor, unit)


def _sessions_with(bulletin: Bulletin) -> Collection[int]:
    items = SessionItem.objects.filter(version__bulletin=bulletin)
    return set(items.values_list("session_id", flat=True))


def _locked(actor: Person, session_id: int) -> Session:
    """Lock a session that the actor may see, and the programme of its commune."""
    lock(queries.session(actor, session_id).unit_path)
    locked = Session.objects.select_for_update(no_key=True, of=("self",))
    found = locked.select_related("unit").filter(pk=session_id).first()
    if found is None:
        raise NotFound(session=session_id)
    return found


def _as_rules_see(session: Session) -> rules.Session:
    return session.as_session(unit_is_in_force=approved_ones.is_in_force(session.unit_path))


def _slot_id(session: Session, item_id: int) -> str:
    """Return how the rules call an item; a name that fits nothing when it is gone."""
    found = session.items().filter(pk=item_id).first()
    return found.as_slot().id if found else ""


def _signed(actor: Person, action: str, session: Session, **facts: object) -> Session:
    audit.record(actor, action, session, session.unit_path, **facts)
    compile_programme(actor, session.unit_path)
    return session
