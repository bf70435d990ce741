"""What people do with orders: let out, second, take back.

An order is signed inside the transaction that keeps it: when the signer refuses,
nothing was released; when the transaction fails, the signature goes nowhere.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from loa_protocol.acceptance import LONGEST_LIFE_MS
from loa_protocol.errors import WrongState
from loa_protocol.messages import Kind, Order, Target, to_body
from loa_protocol.priority import Klass
from procrastinate.contrib.django import app

from loa import audit
from loa.broadcast import orders, queries, sessions, when_heard
from loa.broadcast.models import OrderRow, Outbox, Proposal
from loa.broadcast.orders import Signature, milliseconds
from loa.broadcast.programme import lock as lock_programme
from loa.bulletins import actions as bulletins
from loa.bulletins.models import Bulletin, Version
from loa.bulletins.queries import Approved, approved, was_withdrawn_by
from loa.domain import targeting as rules
from loa.domain.areas import text_of
from loa.domain.days import day_of
from loa.domain.permissions import ActorId, Duty, require
from loa.domain.targeting import NeedsSecondPerson, Window
from loa.orgs.models import Person
from loa.stations import signer

NOTE_LATER: Final = "broadcast.note_release"
"""The job that says in the bulletin of an emergency that it went out."""


class OneIsEnough(WrongState):
    """One person may release it alone."""

    code = "release.one_is_enough"


class Over(WrongState):
    """The order was taken back already, or its time is over."""

    code = "order.over"


class KeyUsed(WrongState):
    """The page's key has let something else out already."""

    code = "release.key_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to let out, checked as far as one person can."""

    approved: Approved
    target: Target
    window: Window
    reasons: frozenset[rules.Why]

    @property
    def unit(self) -> str:
        """Path of the unit in whose name it is released."""
        return text_of(self.approved.unit)


@transaction.atomic
def release(
    actor: Person,
    bulletin_id: int,
    target: Target,
    at: datetime | None = None,
    *,
    key: UUID | None = None,
) -> OrderRow:
    """Let an approved bulletin out, now or at an instant. `key`: the same page sent twice is once.

    Raises:
        NotFound, NotAllowed, OutsideUnit: not this bulletin, or not for this person there.
        WrongState, OnAir: it is not approved, or sounds there already.
        KeyUsed: another person, or another page, has let something out by this key.
        InThePast, TooFarAhead: not at that time.
        NeedsSecondPerson: it is too wide, or at night.
        NoKey, SignerSilent, …: it could not be signed.
    """
    order_id = f"o-{key or uuid4()}"  # a seconded one begins otherwise: no page's key names it
    if known := _known(order_id, approved(actor, bulletin_id), target, at, by=actor.actor_id):
        return known
    wish = _wish(actor, bulletin_id, target, at)
    if wish.reasons:
        raise NeedsSecondPerson(reasons=", ".join(sorted(wish.reasons)))
    return _let_out(actor, wish, order_id, Signature(unit=wish.unit, released_by=actor.actor_id))


@transaction.atomic
def propose_release(
    actor: Person, bulletin_id: int, target: Target, at: datetime | None = None
) -> Proposal:
    """Ask a second person to let out what one person may not.

    Raises:
        OneIsEnough: nobody else is needed.
        Refusal: any that releasing may raise.
    """
    wish = _wish(actor, bulletin_id, target, at)
    if not wish.reasons:
        raise OneIsEnough(state="one", needed="two")
    proposal, is_new = Proposal.objects.get_or_create(
        bulletin=wish.approved.manifest.bulletin,
        version=wish.approved.manifest.version,
        ended_at=None,
        defaults={
            "unit": wish.unit,
            "areas": list(target.areas),
            "clusters": list(target.clusters),
            "start_at": at,
            "reasons": sorted(wish.reasons),
            "proposed_by": actor.actor_id,
            "proposed_at": wish.window.issued_at,
        },
    )
    if is_new:
        audit.record(actor, "release.proposed", proposal, wish.unit, reasons=proposal.reasons)
    return proposal


@transaction.atomic
def second_release(actor: Person, proposal_id: UUID) -> OrderRow:
    """Let out what another person proposed.

    Raises:
        NotFound, WrongState: there is no such proposal any more, or the bulletin changed.
        SamePerson: the actor proposed it.
        Refusal: any that releasing may raise.
    """
    proposal = _open_proposal(actor, proposal_id)
    rules.allow_second(first=ActorId(str(proposal.proposed_by)), by=actor.as_officer())
    of = Bulletin.objects.get(uid=proposal.bulletin)
    wish = _wish(actor, of.pk, proposal.as_target(), proposal.start_at)
    if wish.approved.manifest.version != proposal.version:
        raise WrongState(state=f"version {wish.approved.manifest.version}", needed=proposal.version)
    by = Signature(unit=proposal.unit, released_by=proposal.proposed_by, second_by=actor.actor_id)
    row = _let_out(actor, wish, f"p-{proposal.pk}", by)
    proposal.ended_at, proposal.second_by, proposal.order = row.issued_at, actor.actor_id, row
    proposal.save(update_fields=["ended_at", "second_by", "order"])
    return row


@transaction.atomic
def drop_proposal(actor: Person, proposal_id: UUID) -> Proposal:
    """Take a proposal off the list: its author, or anybody who might have seconded it.

    Raises:
        NotFound, WrongState: there is no such proposal any more.
    """
    proposal = _open_proposal(actor, proposal_id)
    proposal.ended_at = timezone.now()
    proposal.save(update_fields=["ended_at"])
    audit.record(actor, "release.dropped", proposal, proposal.unit)
    return proposal


@transaction.atomic
def cancel(actor: Person, order_id: str) -> OrderRow:
    """Take an order back. What is already sounding stops. One person is enough.

    Raises:
        NotFound: there is no such order, or not for this person.
        NotAllowed: the person releases neither for its unit nor for one above.
        Over: it was taken back already, or can sound no more.
    """
    queries.order(actor, order_id)
    row = OrderRow.objects.select_for_update(no_key=True).get(pk=order_id)
    now = timezone.now()
    require(actor.as_officer(), Duty.RELEASE, queries.path_of(row.unit), on=day_of(now))
    if row.kind == Kind.CANCEL or row.cancelled_at is not None or queries.over_at(row) <= now:
        raise Over(state="over", needed="live")
    taken_back = _take_back(actor, row, now=now)
    when_heard.note(Bulletin.objects.get(uid=row.bulletin))
    return taken_back


@transaction.atomic
def withdraw(actor: Person, bulletin_id: int) -> tuple[OrderRow, ...]:
    """Take a bulletin out of use: out of every programme, and every order back that carries it.

    Twice by the same person is once: nothing is signed or recorded again.

    Raises:
        NotFound, WrongState, NotAllowed: as `bulletins.actions.withdraw`.
        NoKey, SignerSilent, …: it could not be signed.
    """
    found = Bulletin.objects.select_for_update(no_key=True).filter(pk=bulletin_id).first()
    if found is not None:
        lock_programme(found.unit_path)  # in the order in which placing takes its locks
    if was_withdrawn_by(actor, bulletin_id):
        return ()
    of = bulletins.withdraw(actor, bulletin_id)
    sessions.take_out(actor, of)
    now = timezone.now()
    live = queries.live_orders_of(str(of.uid))
    taken_back = tuple(_take_back(actor, row, now=now) for row in live)
    when_heard.note(of)
    return taken_back


def _take_back(actor: Person, row: OrderRow, *, now: datetime) -> OrderRow:
    """Sign, keep and post the cancel of an order; what has not gone out yet never does."""
    klass, issued_ms = Klass(row.klass), milliseconds(now)
    order = Order(
        id=f"c-{uuid4()}",
        subject=f"c-{row.order_id}"[:64],
        kind=Kind.CANCEL,
        klass=klass,
        issued_at=issued_ms,
        expires_at=min(milliseconds(queries.over_at(row)), issued_ms + LONGEST_LIFE_MS[klass]),
        target=row.as_target(),
        cancels=row.order_id,
    )
    envelope = signer.sign(queries.key_over(row.unit, now), to_body(order))
    by = Signature(unit=row.unit, released_by=actor.actor_id)
    taken_back = orders.keep(envelope, by, cancels=row)
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    Outbox.objects.filter(order=row, published_at__isnull=True).delete()
    _record(actor, "order.cancelled", row)
    return taken_back


def _wish(actor: Person, bulletin_id: int, target: Target, at: datetime | None) -> Wish:
    """Check all that does not depend on who else agrees."""
    now = timezone.now()
    wording = approved(actor, bulletin_id)
    unit = text_of(wording.unit)
    rules.allow_release(target, unit=unit, by=actor.as_officer(), now=now)
    reasons = queries.reasons_for_second(target, klass=wording.klass, start=at or now)
    is_wide = bool(reasons - {rules.Why.NIGHT})
    window = rules.window(at, klass=wording.klass, is_wide=is_wide, now=now)
    return Wish(approved=wording, target=target, window=window, reasons=reasons)


def _known(
    order_id: str, wording: Approved, target: Target, at: datetime | None, *, by: UUID
) -> OrderRow | None:
    """Return the order that this very wish has made already.

    Raises:
        KeyUsed: an order of that id was another wish, or another person's.
    """
    row = OrderRow.objects.filter(pk=order_id).first()
    if row is None:
        return None
    order = row.as_order()
    held = (row.released_by, row.bulletin, row.version, order.target, order.start_at)
    manifest = wording.manifest
    if held != (by, manifest.bulletin, manifest.version, target, _ms(at)):
        raise KeyUsed(state="used", needed="new")
    return row


def _let_out(actor: Person, wish: Wish, order_id: str, by: Signature) -> OrderRow:
    """Sign, keep, post and record."""
    wording, window = wish.approved, wish.window
    # One release or withdrawal of a bulletin at a time; nobody else waits for this lock.
    Bulletin.objects.select_for_update(no_key=True).get(pk=wording.bulletin_id)
    if known := _known(order_id, wording, wish.target, window.start_at, by=by.released_by):
        return known  # the same page, sent twice in the same moment
    if approved(actor, wording.bulletin_id) != wording:
        raise WrongState(state="changed", needed="approved")  # while we waited for the lock
    queries.must_be_silent(wording.manifest, wish.target, now=window.issued_at)
    subject = f"b-{wording.manifest.bulletin}"
    order = Order(
        id=order_id,
        subject=subject,
        revision=queries.next_revision(subject, window.issued_at),
        kind=Kind.REAL,
        klass=wording.klass,
        issued_at=milliseconds(window.issued_at),
        start_at=_ms(window.start_at),
        expires_at=milliseconds(window.expires_at),
        offline_until=_ms(window.offline_until),
        target=wish.target,
        manifest=wording.manifest,
    )
    envelope = signer.sign(queries.key_of(wish.unit, window.issued_at), to_body(order))
    row = orders.keep(envelope, by)
    _record(actor, "order.released", row)
    _note(row, wording.klass)
    return row


def _note(row: OrderRow, klass: Klass) -> None:
    """Say in the bulletin that it went out. An emergency does not wait for the log of its unit.

    It is noted after the commit, and by a job, should this process die in between.
    """
    if klass is Klass.EMERGENCY:
        app.configure_task(NOTE_LATER).defer(order=row.order_id)
        transaction.on_commit(partial(note_release, row.order_id), robust=True)
    else:
        note_release(row.order_id)


@transaction.atomic
def note_release(order_id: str) -> None:
    """Say in the bulletin that it went out.

    Raises:
        WrongState: it was withdrawn since.
    """
    row = OrderRow.objects.get(pk=order_id)
    by = Person.objects.get(actor_id=row.second_by or row.released_by)
    version = Version.objects.get(bulletin__uid=row.bulletin, number=row.version or 0)
    bulletins.note_release(by, version.pk)
    when_heard.note(version.bulletin)


def _record(actor: Person, action: str, row: OrderRow) -> None:
    facts = {"klass": row.klass, "areas": row.areas, "bulletin": row.bulletin}
    if row.second_by is not None:
        facts |= {"proposed_by": str(row.released_by)}
    write = audit.record_emergency if row.klass == Klass.EMERGENCY else audit.record
    write(actor, action, row, row.unit, **facts)


def _open_proposal(actor: Person, proposal_id: UUID) -> Proposal:
    queries.proposal(actor, proposal_id)
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
    if proposal.ended_at is not None:
        raise WrongState(state="ended", needed="open")
    return proposal


def _ms(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)
