"""Keys, and everything that is signed with them, of a small but whole chain.

root ──▶ province vn/79 (Minh) ──▶ commune vn/79/26734 (Hoa)
└────▶ link (acks and time)
"""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Final

from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import (
    Authority,
    Delegation,
    Kind,
    Manifest,
    Occurrence,
    Order,
    Place,
    Programme,
    Rendition,
    Revocations,
    Role,
    Settings,
    Sound,
    Target,
    to_body,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey
from msgspec.structs import replace

PROVINCE: Final = "vn/79"
COMMUNE: Final = "vn/79/26734"
DEVICE: Final = "d-1"
HOME: Final = "h-1"
CLUSTER: Final = "c-1"
RATE: Final = 48_000


def now_ms() -> int:
    """Return the time of the test's site."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The private keys of the chain."""

    root: SigningKey = field(default_factory=SigningKey.generate)
    minh: SigningKey = field(default_factory=SigningKey.generate)
    hoa: SigningKey = field(default_factory=SigningKey.generate)
    link: SigningKey = field(default_factory=SigningKey.generate)

    def trust(self, at: int) -> list[Envelope]:
        """Return the delegations and revocation lists, as of a day."""
        everything = tuple(Klass)
        return [
            self.delegate(self.root, self.minh, Authority.PROVINCE, PROVINCE, everything, at=at),
            self.delegate(self.minh, self.hoa, Authority.COMMUNE, COMMUNE, everything, at=at),
            self.delegate(self.root, self.link, Authority.LINK, "vn", (), at=at),
            self.revocations(self.root, at=at),
            self.revocations(self.minh, at=at),
        ]

    def delegate(
        self,
        by: SigningKey,
        to: SigningKey,
        role: Authority,
        area: str,
        klasses: tuple[Klass, ...],
        *,
        at: int,
    ) -> Envelope:
        """Let one key speak for another."""
        told = Delegation(
            id=f"g-{to.public.kid[:8]}",
            key=to.public.text,
            role=role,
            area=area,
            klasses=klasses,
            may_delegate=role is not Authority.LINK,
            not_before=at - ONE_DAY_MS,
            not_after=at + 300 * ONE_DAY_MS,
        )
        return by.sign(to_body(told))

    def revocations(
        self, by: SigningKey, *revoked: SigningKey, at: int, serial: int = 1
    ) -> Envelope:
        """Return an issuer's list of keys that no longer speak."""
        told = Revocations(
            serial=serial,
            issued_at=at,
            next_update=at + 30 * ONE_DAY_MS,
            revoked=tuple(key.public.kid for key in revoked),
        )
        return by.sign(to_body(told))


def place(*, serial: int = 1, device: str = DEVICE, **changed: Any) -> Place:
    """Return where the box of the tests stands."""
    stands = Place(
        device=device, home=HOME, serial=serial, area=COMMUNE, cluster=CLUSTER, valid_from=0
    )
    return replace(stands, **changed)


def settings(*, device: str = DEVICE, volume: int = 100, serial: int = 1) -> Settings:
    """Return how loud the box of the tests may be: as the file is."""
    return Settings(device=device, serial=serial, volume_percent=volume, ceiling_percent=100)


def rendition(content: bytes, *, samples: int, role: Role = Role.HORN) -> Rendition:
    """Describe an encoded file."""
    return Rendition(
        role=role,
        file=hashlib.sha256(content).hexdigest(),
        size=len(content),
        codec="opus",
        samples=samples,
        lufs=-1400,
        true_peak=-100,
    )


def manifest(*renditions: Rendition, bulletin: str = "bulletin-1") -> Manifest:
    """Describe an approved bulletin in one language."""
    sound = Sound(
        language="vi", master="0" * 64, samples=renditions[0].samples, renditions=renditions
    )
    return Manifest(bulletin=bulletin, version=1, approval="1" * 64, sounds=(sound,))


def order(told: Manifest | None, *, at: int, **changed: Any) -> Order:
    """Return an order of Hoa's commune, released now and good for an hour."""
    one = Order(
        id="order-1",
        subject="subject-1",
        kind=Kind.REAL,
        klass=Klass.ORDINARY,
        issued_at=at,
        expires_at=at + 3_600_000,
        target=Target(areas=(COMMUNE,)),
        manifest=told,
    )
    changed.setdefault("subject", changed.get("id", one.id).replace("order", "subject"))
    return replace(one, **changed)


def cancel(order_id: str, *, at: int, **changed: Any) -> Order:
    """Return the order that takes another back."""
    told = order(None, at=at, id=f"cancel-{order_id}", kind=Kind.CANCEL, cancels=order_id)
    return replace(told, **changed)


def programme(
    manifests: tuple[Manifest, ...], occurrences: tuple[Occurrence, ...], *, at: int, **changed: Any
) -> Programme:
    """Return a programme of Hoa's commune for the day around an instant."""
    told = Programme(
        id="programme-1",
        serial=1,
        area=COMMUNE,
        issued_at=at,
        start=at - ONE_DAY_MS,
        end=at + ONE_DAY_MS,
        manifests=manifests,
        occurrences=occurrences,
    )
    return replace(told, **changed)
