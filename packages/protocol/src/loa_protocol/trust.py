"""Who may speak for which ground, at which class, on which day.

    root (offline) ──▶ centre ──▶ province ──▶ commune
                          └──────────┴──────────┴──▶ link   (acks and time only)

A box holds one `TrustStore`: the roots it was enrolled with (or that an older
root named), the delegations it has seen, and each issuer's newest revocation
list. Everything here is plain values; the box keeps the envelopes on disk and
builds the store again at start.

Fail closed, out loud: whatever cannot be proved is a refusal with its own code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from loa_protocol.areas import NATION, AreaPath, contains
from loa_protocol.clock import PAST_LIST_MS, SKEW_MS
from loa_protocol.errors import Refusal
from loa_protocol.messages import (
    Authority,
    Delegation,
    Message,
    Place,
    Revocations,
    RootChange,
    read,
    read_as,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, KeyId, VerifyKey


class UnknownKey(Refusal):
    """Nobody we trust has let this key speak."""

    code = "trust.unknown_key"


class NotValidNow(Refusal):
    """The delegation does not hold on this day."""

    code = "trust.not_valid_now"


class Revoked(Refusal):
    """The key was taken back."""

    code = "trust.revoked"


class RevocationsStale(Refusal):
    """We cannot know whether the key was taken back: the list is too old or absent."""

    code = "trust.revocations_stale"


class OutOfArea(Refusal):
    """The key may not speak for this ground."""

    code = "trust.out_of_area"


class OutOfClass(Refusal):
    """The key may not speak at this class."""

    code = "trust.out_of_class"


class WrongRole(Refusal):
    """The key is for something else."""

    code = "trust.wrong_role"


class NotForThisBox(Refusal):
    """The message names another box."""

    code = "message.not_for_this_box"


class Older(Refusal):
    """We already have this one, or a newer one."""

    code = "trust.older"


class PlaceNotYet(Refusal):
    """The box is to stand there later than now. A place holds at once, or is refused."""

    code = "place.not_yet"


class AlreadySucceeded(Refusal):
    """A root has named the one that follows it. It names no other."""

    code = "trust.already_succeeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A root key and how long it holds (None: until another replaces it)."""

    key: VerifyKey
    serial: int = 0
    not_before: int = 0
    not_after: int | None = None

    def holds(self, at: int) -> bool:
        """Say whether this root holds at an instant."""
        return self.not_before <= at and (self.not_after is None or at < self.not_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A delegation whose signature was checked, and who gave it."""

    by: KeyId
    key: VerifyKey
    told: Delegation


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A key that may speak: as what, for which ground, at which classes."""

    kid: KeyId
    role: Authority
    area: AreaPath
    klasses: frozenset[Klass]
    may_delegate: bool
    chain: tuple[KeyId, ...]
    """From this key up to, and with, the root."""

    def must_cover(self, *areas: str) -> None:
        """Refuse unless every area lies inside this key's ground.

        Raises:
            OutOfArea: one does not.
        """
        for area in areas:
            if not contains(self.area, area):
                raise OutOfArea(kid=self.kid, area=area, allowed=self.area)

    def must_reach(self, klass: Klass) -> None:
        """Refuse unless this key may speak at the class.

        Raises:
            OutOfClass: it may not.
        """
        if klass not in self.klasses:
            raise OutOfClass(kid=self.kid, klass=str(klass))

    def must_be(self, *roles: Authority) -> None:
        """Refuse unless this key has one of the roles.

        Raises:
            WrongRole: it has another.
        """
        if self.role not in roles:
            raise WrongRole(kid=self.kid, role=str(self.role))


ISSUERS: Final = (Authority.CENTRE, Authority.PROVINCE, Authority.COMMUNE)
"""The roles that may let sound out. A link key never can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustStore:
    """All that one receiver knows about keys. A change gives a new store."""

    roots: Mapping[KeyId, Root]
    grants: Mapping[KeyId, Grant] = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[KeyId, Revocations] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def starting_with(cls, root: VerifyKey) -> "TrustStore":
        """Begin with the one root key that enrolment carried."""
        return cls(roots={root.kid: Root(key=root)})

    def speaker(self, kid: KeyId, *, at: int) -> Speaker:
        """Say as what a key may speak at an instant.

        Every key of the chain must hold on that day, and none may stand in the
        revocation list of any key above it; those lists must be fresh.

        Raises:
            UnknownKey, NotValidNow, Revoked, RevocationsStale: it may not.
            WrongRole, OutOfArea, OutOfClass: the chain itself is not sound.
        """
        speaker = self._standing(kid)
        for place, link in enumerate(speaker.chain):
            self._check_window(link, at=at)
            for issuer in speaker.chain[place + 1 :]:
                self._check_not_revoked(link, issuer=issuer, at=at)
        return speaker

    def is_taken_back(self, kid: KeyId) -> bool:
        """Say whether a key, or one above it, stands in a list that we have of a key above.

        That is so whatever the day, and however old the other lists are.
        """
        try:
            chain = self._standing(kid).chain
        except Refusal:
            return False
        lists = {issuer: self.lists[issuer].revoked for issuer in chain if issuer in self.lists}
        return any(
            link in lists.get(issuer, ())
            for place, link in enumerate(chain)
            for issuer in chain[place + 1 :]
        )

    def verified(self, envelope: Envelope, *, at: int) -> Speaker:
        """Check an envelope's signature and say who speaks.

        Raises:
            BadSignature: it was not made by that key.
            UnknownKey, NotValidNow, Revoked, RevocationsStale: as `speaker`.
        """
        key = self._key(envelope.kid)
        envelope.verify(key)
        return self.speaker(envelope.kid, at=at)

    def vouched(self, speaker: Speaker) -> int:
        """Say how late it may be by the newest list of any key above a speaker."""
        lists = (self.lists.get(kid) for kid in speaker.chain[1:])
        return max((one.issued_at for one in lists if one is not None), default=0) + PAST_LIST_MS

    def take(self, envelope: Envelope, *, at: int, here: str | None = None) -> "TrustStore":
        """Take in a delegation, a revocation list or a new root.

        `here` is the ground on which the receiver stands, where that is known.

        Raises:
            BadSignature, UnknownKey, …: the signer may not say this.
            Older: we have this one already.
            BadMessage: it is about something else than trust.
        """
        message = read(envelope.body)
        match message:
            case Delegation():
                return self._with_delegation(envelope, message, at=at, here=here)
            case Revocations():
                return self._with_revocations(envelope, message)
            case RootChange():
                return self._with_root(envelope, message, at=at)
            case _:
                raise WrongRole(why="not about trust", type=envelope.body["type"])

    def _standing(self, kid: KeyId) -> Speaker:
        """Walk up to a root and check the shape of the chain, not the day."""
        if kid in self.roots:
            return _root_speaker(kid)
        if kid not in self.grants:
            raise UnknownKey(kid=kid)
        grant = self.grants[kid]
        above = self._standing(grant.by)
        _check_step(above, grant.told)
        return Speaker(
            kid=kid,
            role=grant.told.role,
            area=AreaPath(grant.told.area),
            klasses=frozenset(grant.told.klasses),
            may_delegate=grant.told.may_delegate,
            chain=(kid, *above.chain),
        )

    def _key(self, kid: KeyId) -> VerifyKey:
        if kid in self.roots:
            return self.roots[kid].key
        if kid in self.grants:
            return self.grants[kid].key
        raise UnknownKey(kid=kid)

    def _check_window(self, kid: KeyId, *, at: int) -> None:
        if kid in self.roots:
            holds = self.roots[kid].holds(at)
        else:
            told = self.grants[kid].told
            holds = told.not_before <= at < told.not_after
        if not holds:
            raise NotValidNow(kid=kid, at=at)

    def _check_not_revoked(self, kid: KeyId, *, issuer: KeyId, at: int) -> None:
        known = self.lists.get(issuer)
        if known is None or at >= known.next_update:
            raise RevocationsStale(issuer=issuer, at=at)
        if kid in known.revoked:
            raise Revoked(kid=kid, by=issuer)

    def _works(self, kid: KeyId, *, at: int) -> bool:
        try:
            self.speaker(kid, at=at)
        except Refusal:
            return False
        return True

    def _with_delegation(
        self, envelope: Envelope, told: Delegation, *, at: int, here: str | None
    ) -> "TrustStore":
        """Take a delegation, in place of the one before if its signer may take that away.

        Who may is a matter of ground alone, never of the day or of how fresh a list
        is: a key that speaks for the ground we stand on is not lost to a neighbour
        because we have been out of reach. What a neighbour said of it before we
        heard of it stands in nobody's way.
        """
        envelope.verify(self._key(envelope.kid))
        above = self._standing(envelope.kid)
        _check_step(above, told)
        key = VerifyKey.from_text(told.key)
        if key.kid in self.roots or key.kid in above.chain:
            raise WrongRole(kid=key.kid, why="a key cannot stand below itself")
        known = self.grants.get(key.kid)
        if known is not None and (known.by == envelope.kid or _is_about(known, here)):
            above.must_cover(known.told.area)
            if self._works(key.kid, at=at) and known.told.not_after >= told.not_after:
                raise Older(kid=key.kid)
        grant = Grant(by=envelope.kid, key=key, told=told)
        return replace(self, grants={**self.grants, key.kid: grant})

    def _with_revocations(self, envelope: Envelope, told: Revocations) -> "TrustStore":
        """Take a newer list from a key we know, even one that is itself stale.

        The signer's own standing is judged when a key below it is used: a list
        must be able to arrive while the one before it has run out.
        """
        envelope.verify(self._key(envelope.kid))
        known = self.lists.get(envelope.kid)
        if known is not None and known.serial >= told.serial:
            raise Older(issuer=envelope.kid, serial=told.serial)
        return replace(self, lists={**self.lists, envelope.kid: told})

    def _with_root(self, envelope: Envelope, told: RootChange, *, at: int) -> "TrustStore":
        """Take the one root that a root names to follow it.

        It names one, once: whoever holds a copy of an old root cannot name a root
        of their own after the true one was heard.
        """
        if envelope.kid not in self.roots:
            raise WrongRole(kid=envelope.kid, why="only a root names a root")
        old, key = self.roots[envelope.kid], VerifyKey.from_text(told.key)
        envelope.verify(old.key)
        if key.kid in self.roots:
            raise Older(kid=key.kid)
        if not old.holds(at):
            raise NotValidNow(kid=envelope.kid, at=at)
        if old.not_after is not None:
            raise AlreadySucceeded(kid=envelope.kid, named=key.kid)
        if told.serial <= old.serial:
            raise Older(serial=told.serial)
        new = Root(key=key, serial=told.serial, not_before=told.not_before)
        retired = replace(old, not_after=told.overlap_until)
        return replace(self, roots={**self.roots, envelope.kid: retired, key.kid: new})


def _root_speaker(kid: KeyId) -> Speaker:
    return Speaker(
        kid=kid,
        role=Authority.CENTRE,
        area=NATION,
        klasses=frozenset(Klass),
        may_delegate=True,
        chain=(kid,),
    )


DEPTH: Final = {
    Authority.CENTRE: 0,
    Authority.PROVINCE: 1,
    Authority.COMMUNE: 2,
    Authority.LINK: 3,
}


def _check_step(above: Speaker, told: Delegation) -> None:
    """Check that one key may let another speak: role, ground, class."""
    if not above.may_delegate:
        raise WrongRole(kid=above.kid, why="may not delegate")
    is_root = len(above.chain) == 1
    if not is_root and DEPTH[told.role] <= DEPTH[above.role]:
        raise WrongRole(kid=above.kid, why="may only delegate downwards")
    above.must_cover(told.area)
    for klass in told.klasses:
        above.must_reach(klass)


def _is_about(known: Grant, here: str | None) -> bool:
    """Say whether a key was let speak for the ground on which we stand, as far as we know."""
    return here is None or contains(known.told.area, here)


def gather(store: TrustStore, envelopes: Iterable[Envelope], *, at: int) -> TrustStore:
    """Take in many envelopes, in any order, skipping those we already have.

    Used at start, and with a chain that a server sends. Parents may come after
    children, so the pile is gone through until nothing more can be taken.

    Raises:
        Refusal: why the first of the envelopes that remain cannot be taken.
    """
    waiting = list(envelopes)
    while waiting:
        left: list[Envelope] = []
        first: Refusal | None = None
        for envelope in waiting:
            try:
                store = store.take(envelope, at=at)
            except Older:
                continue
            except Refusal as refusal:
                first = first or refusal
                left.append(envelope)
        if first is not None and len(left) == len(waiting):
            raise first
        waiting = left
    return store


def take_place(
    store: TrustStore, envelope: Envelope, *, device: str, current: Place | None, at: int
) -> Place:
    """Check a statement of where this box stands.

    Whoever moves a box must have a right over the ground it leaves as well as
    over the ground it comes to: a province cannot take another's loudspeaker.

    Raises:
        Older: a statement with this serial, or a later one, is already held.
        PlaceNotYet: it would hold from a later instant on.
        OutOfArea, WrongRole, …: the signer may not say this.
    """
    speaker = store.verified(envelope, at=at)
    place = read_as(envelope.body, Place)
    speaker.must_be(Authority.CENTRE, Authority.PROVINCE)
    speaker.must_cover(place.area)
    must_be_for(place.device, device)
    if current is not None:
        speaker.must_cover(current.area)
        if place.serial <= current.serial:
            raise Older(serial=place.serial, held=current.serial)
    if place.valid_from > at + SKEW_MS:
        raise PlaceNotYet(valid_from=place.valid_from, at=at)
    return place


def must_be_for(named: str, device: str) -> None:
    """Refuse a message that names another box.

    Raises:
        NotForThisBox: it does.
    """
    if named != device:
        raise NotForThisBox(named=named, device=device)


def about_trust(message: Message) -> bool:
    """Say whether a message is for `TrustStore.take`."""
    return isinstance(message, Delegation | Revocations | RootChange)
