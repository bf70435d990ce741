"""Make keys, let them speak, change them in good time, take them back.

The root's own part is done offline (`loa.stations.root`); its answers come in by
`take`. Everything below the root is done here, through the signer.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound, WrongState
from loa_protocol.messages import (
    Authority,
    Delegation,
    Revocations,
    RootChange,
    read,
    to_body,
)
from loa_protocol.signing import Envelope, VerifyKey
from loa_protocol.trust import Older

from loa import audit
from loa.domain.areas import NATION, path_of, text_of
from loa.domain.permissions import SYSTEM, Actor, Duty, require
from loa.stations import queries, signer
from loa.stations.actions.mail import post
from loa.stations.actions.statements import resign_boxes
from loa.stations.instants import next_serial, to_ms
from loa.stations.models import AuthorityKey, RevocationList, RootKey
from loa.stations.queries.keys import ancestors_of, in_use, valid
from loa.stations.root import Wish, delegation
from loa.stations.signer.keyring import NoSuchKey

logger = logging.getLogger(__name__)
Role = AuthorityKey.Role
LIST_HOLDS: Final = timedelta(days=14)
"""Renewed every day; a site that cannot sign has two weeks before its boxes go silent."""
KNOWN_BEFORE_USE: Final = timedelta(days=1)
"""Boxes hear of a new key this long before anything is signed with it."""
CHANGED_BEFORE_END: Final = timedelta(days=60)
ONLINE_ISSUERS: Final = (Role.CENTRE, Role.PROVINCE)


@transaction.atomic
def adopt_root(actor: Actor, key: VerifyKey) -> RootKey:
    """Begin to trust a first root.

    Raises:
        NotAllowed: the actor does not administer the nation's site.
        WrongState: this site has a root; only that one can name another.
    """
    require(actor.as_officer(), Duty.ADMINISTRATOR, NATION, on=timezone.localdate())
    if RootKey.objects.exists():
        raise WrongState(state="has a root", needed="no root")
    root = RootKey.objects.create(kid=key.kid, public_key=key.text, serial=0)
    audit.record(actor, "root.adopted", f"root:{key.kid}", text_of(NATION), kid=key.kid)
    return root


@transaction.atomic
def ask_for_key(actor: Actor, role: Authority, area: str, *, replaces: str = "") -> AuthorityKey:
    """Have the signer make a key. It may not speak before somebody above delegates to it."""
    require(actor.as_officer(), Duty.ADMINISTRATOR, path_of(area), on=timezone.localdate())
    public = signer.generate(role, area)
    key = AuthorityKey.objects.create(
        kid=public.kid, public_key=public.text, role=role.value, area=area, replaces=replaces
    )
    audit.record(actor, "key.made", f"key:{key.kid}", area, role=role.value)
    return key


@transaction.atomic
def make_key(
    actor: Actor, role: Authority, area: str, *, used_after: timedelta = timedelta(0)
) -> AuthorityKey:
    """Make a key and let it speak, by the key above it on this site.

    Raises:
        NoKey: there is no key above it here; ask the root.
    """
    key = ask_for_key(actor, role, area)
    _delegate(key, now=timezone.now(), used_after=used_after)
    return key


@transaction.atomic
def ensure_key(area: str) -> AuthorityKey:
    """Return a unit's key in use, making it at first need: a commune gets a station."""
    found = in_use().filter(area=area).exclude(role=Role.LINK).first()
    return found or make_key(SYSTEM, _role_at(area), area)


@transaction.atomic
def take(actor: Actor, envelopes: Iterable[Envelope]) -> int:
    """Take in what the root answered: delegations, its list, its successor. Returns how many.

    Raises:
        BadSignature, UnknownKey, …: a root of this site did not sign it.
        NotFound: it is for a key that was not made here.
    """
    require(actor.as_officer(), Duty.ADMINISTRATOR, NATION, on=timezone.localdate())
    now, taken = timezone.now(), 0
    store = queries.trust_store(now)
    for envelope in envelopes:
        try:
            store = store.take(envelope, at=to_ms(now))
        except Older:
            continue
        _keep(actor, envelope, now=now)
        taken += 1
    return taken


@transaction.atomic
def rotate(actor: Actor, kid: str) -> AuthorityKey:
    """Change a key in good time. Both hold; we sign with the new one from tomorrow on.

    Raises:
        NotFound, WrongState: there is no such key, or it was taken back.
        NoKey: the key above it is not on this site; ask the root.
    """
    old = _locked(kid)
    if old.revoked_at is not None:
        raise WrongState(state="revoked", needed="valid")
    key = ask_for_key(actor, Authority(old.role), old.area, replaces=old.kid)
    now = timezone.now()
    _delegate(key, now=now, used_after=KNOWN_BEFORE_USE)
    return key


@transaction.atomic
def revoke(actor: Actor, kid: str, *, reason: str) -> AuthorityKey:
    """Take a key back, at once and for ever.

    Every issuer above lists it: a thief may hold an older delegation that another
    of them gave. For a key that only the root stands above, this site stops using
    it here; the root's list must follow (`loa keys revoke --root`).

    Raises:
        NotFound, WrongState: there is no such key, or it was taken back before.
    """
    key = _locked(kid)
    require(actor.as_officer(), Duty.ADMINISTRATOR, path_of(key.area), on=timezone.localdate())
    if key.revoked_at is not None:
        raise WrongState(state="revoked", needed="valid")
    now = timezone.now()
    key.revoked_at, key.revoked_reason = now, reason
    key.save(update_fields=["revoked_at", "revoked_reason"])
    above = [one for one in ancestors_of(key.area, now) if one.kid != kid]
    _renew(above, now=now, added=(kid,), is_urgent=True)
    audit.record(actor, "key.revoked", f"key:{kid}", key.area)
    return key


@transaction.atomic
def replace_stolen(actor: Actor, kid: str, *, reason: str) -> AuthorityKey:
    """Take a key back and put another in its place at once, with everything that stood below it.

    Raises:
        NoKey: only the root stands above; it must delegate to the new key.
    """
    old = revoke(actor, kid, reason=reason)
    key = ask_for_key(actor, Authority(old.role), old.area, replaces=kid)
    _delegate(key, now=timezone.now(), used_after=timedelta(0))
    return key


@transaction.atomic
def renew_lists(now: datetime | None = None) -> int:
    """Sign every online issuer's list anew, so that boxes go on believing. Returns how many."""
    at = now or timezone.now()
    return _renew(valid(at).filter(role__in=ONLINE_ISSUERS), now=at)


def rotate_due(now: datetime | None = None) -> list[AuthorityKey]:
    """Change every key that ends soon and whose issuer is on this site."""
    at = now or timezone.now()
    ending = in_use(at).filter(not_after_ms__lt=to_ms(at + CHANGED_BEFORE_END))
    waiting = set(AuthorityKey.objects.exclude(replaces="").values_list("replaces", flat=True))
    online = set(valid(at).values_list("kid", flat=True))
    due = [key.kid for key in ending if key.issuer in online and key.kid not in waiting]
    return [rotate(SYSTEM, kid) for kid in due]


def _role_at(area: str) -> Authority:
    return (Authority.CENTRE, Authority.PROVINCE, Authority.COMMUNE)[area.count("/")]


def _locked(kid: str) -> AuthorityKey:
    key = AuthorityKey.objects.select_for_update(no_key=True).filter(kid=kid).first()
    if key is None:
        raise NotFound(key=kid)
    return key


def _delegate(key: AuthorityKey, *, now: datetime, used_after: timedelta) -> None:
    """Let a key speak by the lowest key above it, and tell every box it concerns."""
    issuer = _issuer_for(key, now=now)
    wish = Wish(key=key.public_key, role=Authority(key.role), area=key.area)
    envelope = signer.sign(issuer.kid, to_body(delegation(wish, now=now)))
    _store_delegation(key, envelope, used_from=now + used_after)
    _take_over(key, now=now)


def _take_over(key: AuthorityKey, *, now: datetime) -> None:
    """Put a new issuer in the place of the one it replaces."""
    if key.role not in ONLINE_ISSUERS:
        return
    _renew([key], now=now, is_urgent=True)
    if key.replaces:
        _stand_below(key, now=now)
        if AuthorityKey.objects.filter(kid=key.replaces, revoked_at__isnull=False).exists():
            resign_boxes(key.area, now=now)


def _issuer_for(key: AuthorityKey, *, now: datetime) -> AuthorityKey:
    """Find who delegates: for a commune its province or the centre, for the link the topmost."""
    if key.role == Role.LINK:
        return queries.governing_key(key.area, now=now)
    outer = key.area.rpartition("/")[0]
    if not outer:
        raise queries.NoKey(area=key.area)  # only the root stands above
    return queries.governing_key(outer, now=now)


def _stand_below(issuer: AuthorityKey, *, now: datetime) -> None:
    """Delegate anew to every key below, so that none hangs on the key that goes."""
    below = valid(now).filter(area__startswith=f"{issuer.area}/") | valid(now).filter(
        area=issuer.area, role=Role.LINK
    )
    for key in below.exclude(kid=issuer.kid).exclude(issuer__in=_others_between(issuer, now)):
        wish = Wish(key=key.public_key, role=Authority(key.role), area=key.area)
        told = delegation(wish, now=now)
        later = max(told.not_after, (key.not_after_ms or 0) + 1)
        body = to_body(told) | {"not_after": later}
        _store_delegation(key, signer.sign(issuer.kid, body), used_from=None)


def _others_between(issuer: AuthorityKey, now: datetime) -> list[str]:
    """Name the issuers deeper than this one: what they let speak stays theirs."""
    deeper = valid(now).filter(role__in=ONLINE_ISSUERS, area__startswith=f"{issuer.area}/")
    return list(deeper.values_list("kid", flat=True))


def _keep(actor: Actor, envelope: Envelope, *, now: datetime) -> None:
    """Store something that was verified."""
    match read(envelope.body):
        case Delegation() as told:
            key = _locked(VerifyKey.from_text(told.key).kid)
            _store_delegation(key, envelope, used_from=now + _wait_before_use(key))
            _take_over(key, now=now)
            audit.record(actor, "key.delegated", f"key:{key.kid}", key.area, by=envelope.kid)
        case Revocations() as told:
            _store_list(envelope, told, area=text_of(NATION), is_urgent=True)
            _mark_revoked(told.revoked, now=now)
        case RootChange() as told:
            root = VerifyKey.from_text(told.key)
            RootKey.objects.filter(kid=envelope.kid).update(not_after_ms=told.overlap_until)
            RootKey.objects.create(
                kid=root.kid, public_key=root.text, serial=told.serial, change=envelope.to_bytes()
            )
            audit.record(
                actor, "root.changed", f"root:{root.kid}", text_of(NATION), by=envelope.kid
            )
            post(envelope, area=text_of(NATION), is_urgent=True)


def _wait_before_use(key: AuthorityKey) -> timedelta:
    """Wait where an older key still does the work, so that every box knows the new one first."""
    is_working = valid().filter(kid=key.replaces).exists()
    return KNOWN_BEFORE_USE if is_working else timedelta(0)


def _store_delegation(key: AuthorityKey, envelope: Envelope, *, used_from: datetime | None) -> None:
    told = read(envelope.body)
    if not isinstance(told, Delegation):
        raise WrongState(state="not a delegation", needed="delegation")
    key.issuer, key.delegation = envelope.kid, envelope.to_bytes()
    key.klasses = [str(klass) for klass in told.klasses]
    key.not_before_ms, key.not_after_ms = told.not_before, told.not_after
    if used_from is not None:
        key.used_from_ms = max(to_ms(used_from), told.not_before)
    elif key.used_from_ms is None or key.used_from_ms < told.not_before:
        key.used_from_ms = told.not_before
    key.save(
        update_fields=[
            "issuer", "delegation", "klasses", "not_before_ms", "not_after_ms", "used_from_ms"
        ]
    )  # fmt: skip
    post(envelope, area=key.area, is_urgent=True)


def _renew(
    issuers: Iterable[AuthorityKey],
    *,
    now: datetime,
    added: tuple[str, ...] = (),
    is_urgent: bool = False,
) -> int:
    """Sign issuers' lists anew: what they held, what the signer remembers, and what is added."""
    count = 0
    for issuer in issuers:
        held = queries.list_of(issuer.kid)
        try:
            remembered = signer.revoked(issuer.kid)
        except NoSuchKey:
            logger.error("Key is not held here", extra={"action": "keys.lost", "key": issuer.kid})  # noqa: TRY400
            continue
        revoked = {*(held.revoked if held else ()), *remembered, *added}
        told = Revocations(
            serial=next_serial(held.serial if held else None, now=now),
            issued_at=to_ms(now),
            next_update=to_ms(now + LIST_HOLDS),
            revoked=tuple(sorted(revoked)),
        )
        envelope = signer.sign(issuer.kid, to_body(told))
        _store_list(envelope, told, area=issuer.area, is_urgent=is_urgent)
        _mark_revoked(revoked, now=now)
        count += 1
    return count


def _mark_revoked(kids: Iterable[str], *, now: datetime) -> None:
    """Stop using what a list takes back: a restored database may have forgotten that it did."""
    AuthorityKey.objects.filter(kid__in=list(kids), revoked_at__isnull=True).update(revoked_at=now)


def _store_list(envelope: Envelope, told: Revocations, *, area: str, is_urgent: bool) -> None:
    RevocationList.objects.create(
        issuer=envelope.kid,
        serial=told.serial,
        next_update_ms=told.next_update,
        revoked=list(told.revoked),
        envelope=envelope.to_bytes(),
    )
    post(envelope, area=area, is_urgent=is_urgent)
