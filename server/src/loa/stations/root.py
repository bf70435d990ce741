"""Do what only the root may do. Runs offline, on a machine that the site never sees.

The root key lives in a folder, such as a USB stick in a safe. It delegates to the
keys of a centre or a province, keeps the list of those it took back, and names
the root that comes after it. What goes in and comes out are small public files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from loa_protocol.areas import NATION
from loa_protocol.clock import SKEW_MS
from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority, Delegation, Revocations, RootChange, to_body
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey, VerifyKey

from loa.stations.instants import next_serial, to_ms
from loa.stations.signer.keyring import HeldKey, Keyring
from loa.stations.signer.rules import Purpose

VALID: Final[Mapping[Authority, timedelta]] = {
    Authority.CENTRE: timedelta(days=2 * 365),
    Authority.PROVINCE: timedelta(days=400),
    Authority.COMMUNE: timedelta(days=400),
    Authority.LINK: timedelta(days=400),
}
LIST_HOLDS: Final = timedelta(days=2 * 365)
"""Boxes refuse everything when the root's list runs out, so it outlives every visit to the safe."""
SLOW_CLOCKS: Final = timedelta(milliseconds=SKEW_MS)
"""A key holds from a little before it was made: the clock of a box may be behind ours."""
OVERLAP: Final = timedelta(days=90)
"""How long the root before still holds after another was named."""


class RootExists(Refusal):
    """There is a root key in that folder already."""

    code = "root.exists"


class NoRoot(Refusal):
    """There is no root key in that folder, or more than one."""

    code = "root.absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A key that asks to be let speak, and for what."""

    key: str
    role: Authority
    area: str


def delegation(wish: Wish, *, now: datetime) -> Delegation:
    """Word a delegation for a key, valid from now."""
    is_link = wish.role is Authority.LINK
    return Delegation(
        id=f"dl-{uuid4().hex}",
        key=wish.key,
        role=wish.role,
        area=wish.area,
        klasses=() if is_link else tuple(Klass),
        may_delegate=wish.role in (Authority.CENTRE, Authority.PROVINCE),
        not_before=to_ms(now - SLOW_CLOCKS),
        not_after=to_ms(now + VALID[wish.role]),
    )


class Root:
    """A root key in its folder."""

    def __init__(self, folder: Path, *, passphrase: str = "") -> None:
        """Open the folder.

        Raises:
            NoRoot: there is not exactly one root key in it.
            CannotOpenError: the passphrase is another one.
        """
        if not folder.is_dir():
            raise NoRoot(folder=str(folder))
        self._ring = Keyring(folder, passphrase=passphrase)
        kids = [path.stem for path in folder.glob("*.key")]
        if len(kids) != 1:
            raise NoRoot(folder=str(folder))
        self._held: HeldKey = self._ring.key(kids[0])

    @classmethod
    def make(cls, folder: Path, *, passphrase: str = "") -> "Root":
        """Make a root key in an empty folder.

        Raises:
            RootExists: one is there.
        """
        if any(folder.glob("*.key")):
            raise RootExists(folder=str(folder))
        Keyring(folder, passphrase=passphrase).make(
            Purpose(role=Authority.CENTRE, area=str(NATION))
        )
        return cls(folder, passphrase=passphrase)

    @property
    def key(self) -> VerifyKey:
        """The public half."""
        return self._signing.public

    def delegate(
        self, wishes: Iterable[Wish], revoked: Iterable[str] = (), *, now: datetime
    ) -> list[Envelope]:
        """Let keys speak, and give the list that they need in order to be believed."""
        granted = [self._signing.sign(to_body(delegation(wish, now=now))) for wish in wishes]
        return [*granted, self.revoke(revoked, now=now)]

    def revoke(self, kids: Iterable[str], *, now: datetime) -> Envelope:
        """Take keys back: sign the whole list, with all that were taken back before."""
        kid = self.key.kid
        self._ring.remember_revoked(kid, kids)
        told = Revocations(
            serial=next_serial(None, now=now),
            issued_at=to_ms(now),
            next_update=to_ms(now + LIST_HOLDS),
            revoked=tuple(sorted(self._ring.revoked(kid))),
        )
        return self._signing.sign(to_body(told))

    def name_successor(self, successor: "Root", *, now: datetime) -> Envelope:
        """Name the root that comes next. Both hold for a while."""
        told = RootChange(
            serial=next_serial(None, now=now),
            key=successor.key.text,
            not_before=to_ms(now - SLOW_CLOCKS),
            overlap_until=to_ms(now + OVERLAP),
        )
        return self._signing.sign(to_body(told))

    @property
    def _signing(self) -> SigningKey:
        return self._held.signing


def read_wishes(value: Any) -> list[Wish]:
    """Read the file that a site sends to its root."""
    return [
        Wish(key=one["key"], role=Authority(one["role"]), area=one["area"])
        for one in value["wishes"]
    ]
