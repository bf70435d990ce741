"""Keys, a chain of trust and an order for tests: all valid until a test bends one thing.

People as everywhere in the house: Hoa's commune and Lan's commune, Minh's
province. Never import this outside tests: the keys are in the open.
"""

from dataclasses import dataclass, field, replace

from loa_protocol.messages import (
    Authority,
    Delegation,
    Kind,
    Manifest,
    Order,
    Place,
    Rendition,
    Revocations,
    Role,
    Sound,
    Target,
    to_body,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey
from loa_protocol.trust import TrustStore, gather

NOW = 1_790_000_000_000
YEAR = 365 * 24 * 3600 * 1000
PROVINCE = "vn/79"
COMMUNE = "vn/79/26734"
ELSEWHERE = "vn/01/00004"
DIGEST = "ab" * 32


def key(number: int) -> SigningKey:
    """Return a key that is the same every time."""
    return SigningKey(bytes([number]) * 32)


ROOT, CENTRE, MINH, HOA, LAN, LINK, THIEF = (key(number) for number in range(1, 8))


def delegation(
    by: SigningKey,
    to: SigningKey,
    role: Authority,
    area: str,
    *,
    klasses: tuple[Klass, ...] = tuple(Klass),
    may_delegate: bool = True,
    not_before: int = NOW - YEAR,
    not_after: int = NOW + YEAR,
) -> Envelope:
    """Return a signed delegation."""
    told = Delegation(
        id="delegation",
        key=to.public.text,
        role=role,
        area=area,
        klasses=klasses,
        may_delegate=may_delegate,
        not_before=not_before,
        not_after=not_after,
    )
    return by.sign(to_body(told))


def revocations(
    by: SigningKey, *revoked: SigningKey, serial: int = 1, next_update: int = NOW + YEAR
) -> Envelope:
    """Return a signed revocation list."""
    told = Revocations(
        serial=serial,
        issued_at=NOW,
        next_update=next_update,
        revoked=tuple(one.public.kid for one in revoked),
    )
    return by.sign(to_body(told))


def chain() -> list[Envelope]:
    """Root → centre → province → commune, and the province's link key."""
    return [
        delegation(ROOT, CENTRE, Authority.CENTRE, "vn"),
        delegation(CENTRE, MINH, Authority.PROVINCE, PROVINCE),
        delegation(MINH, HOA, Authority.COMMUNE, COMMUNE, may_delegate=False),
        delegation(MINH, LINK, Authority.LINK, PROVINCE, klasses=(), may_delegate=False),
        revocations(ROOT),
        revocations(CENTRE),
        revocations(MINH),
    ]


@dataclass(frozen=True, kw_only=True)
class World:
    """A trust store and a few values around it."""

    store: TrustStore = field(
        default_factory=lambda: gather(TrustStore.starting_with(ROOT.public), chain(), at=NOW)
    )

    def take(self, *envelopes: Envelope, at: int = NOW) -> "World":
        """Return the world after these envelopes were taken in."""
        store = self.store
        for envelope in envelopes:
            store = store.take(envelope, at=at)
        return replace(self, store=store)


MANIFEST = Manifest(
    bulletin="bulletin-1",
    version=1,
    approval=DIGEST,
    sounds=(
        Sound(
            language="vi",
            master=DIGEST,
            samples=480_000,
            renditions=(
                Rendition(
                    role=Role.HORN,
                    file=DIGEST,
                    size=30_000,
                    codec="opus",
                    samples=480_000,
                    lufs=-1400,
                    true_peak=-100,
                ),
            ),
        ),
    ),
)
PLACE = Place(
    device="d-1", home="h-1", serial=1, area=f"{COMMUNE}/ap-1", cluster="c-1", valid_from=NOW
)
ORDER = Order(
    id="order-1",
    subject="bulletin-1",
    kind=Kind.REAL,
    klass=Klass.ORDINARY,
    issued_at=NOW,
    expires_at=NOW + 3_600_000,
    target=Target(areas=(COMMUNE,)),
    manifest=MANIFEST,
)
