"""Make boxes that sign, and orders they have, for tests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from loa_protocol.frames import bundle
from loa_protocol.messages import (
    Clock,
    Kind,
    Manifest,
    Order,
    Place,
    Receipt,
    Rendition,
    Role,
    Sound,
    Stage,
    Target,
    to_body,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey, VerifyKey

from loa.broadcast import actions, orders
from loa.broadcast.models import OrderRow
from loa.broadcast.opening import Letter
from loa.bulletins.testing import make_approved
from loa.orgs.examples import Example, OpenTo
from loa.orgs.testing import Cast, Places
from loa.stations import queries, signer
from loa.stations.models import Station
from loa.stations.testing import make_site

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
"""Noon in Vietnam."""
HOA = UUID(int=1)
HONG_BANG = "vn/31/11329"
COMMUNE_KEY = SigningKey(b"c" * 32)

MANIFEST = Manifest(
    bulletin="b-1",
    version=1,
    approval="a" * 64,
    sounds=(
        Sound(
            language="vi",
            master="b" * 64,
            samples=48_000 * 30,
            renditions=(
                Rendition(
                    role=Role.HORN,
                    file="c" * 64,
                    size=90_000,
                    codec="opus",
                    samples=48_000 * 30,
                    lufs=-1400,
                    true_peak=-300,
                ),
            ),
        ),
    ),
)


def ms(at: datetime) -> int:
    """Return an instant as messages write it."""
    return int(at.timestamp() * 1000)


@dataclass(slots=True, kw_only=True)
class TestBox:
    """A box that signs what it says."""

    __test__ = False

    device: str
    home: str = "home-1"
    key: SigningKey = field(default_factory=SigningKey.generate)
    numbers: "count[int]" = field(default_factory=count)

    def receipt(self, order: str, stage: Stage = Stage.RECEIVED, **facts: object) -> Envelope:
        """Sign a receipt with an id of its own."""
        told = {
            "id": f"{self.device}-{next(self.numbers)}",
            "device": self.device,
            "order": order,
            "stage": stage,
            "at": ms(NOON),
            "clock": Clock.FRESH,
            **facts,
        }
        return self.key.sign(to_body(Receipt(**told)))  # type: ignore[arg-type]

    def letter(self, *envelopes: Envelope) -> Letter:
        """Put envelopes into one payload on this box's topic."""
        return Letter(home=self.home, device=self.device, payload=bundle(envelopes))


def keys_of(*boxes: TestBox) -> "KeyBook":
    """Look up the keys of these boxes, as the stations do."""
    return KeyBook({box.device: box.key.public for box in boxes})


@dataclass(frozen=True, slots=True)
class KeyBook:
    """The keys of some boxes."""

    keys: Mapping[str, VerifyKey]

    def __call__(self, devices: Collection[str]) -> Mapping[str, VerifyKey]:
        """Return those that are known."""
        return {device: self.keys[device] for device in devices if device in self.keys}


def an_order(
    order_id: str = "order-1",
    *,
    areas: tuple[str, ...] = (HONG_BANG,),
    clusters: tuple[str, ...] = (),
    klass: Klass = Klass.ORDINARY,
    issued_at: datetime = NOON,
    lives: timedelta = timedelta(minutes=30),
) -> Order:
    """Make an order for a commune."""
    return Order(
        id=order_id,
        subject=order_id,
        kind=Kind.REAL,
        klass=klass,
        issued_at=ms(issued_at),
        expires_at=ms(issued_at + lives),
        target=Target(areas=areas, clusters=clusters),
        manifest=MANIFEST,
    )


def keep(order: Order, *, unit: str = HONG_BANG) -> OrderRow:
    """Sign an order as the commune and keep it."""
    envelope = COMMUNE_KEY.sign(to_body(order))
    return orders.keep(envelope, orders.Signature(unit=unit, released_by=HOA))


def place(
    device: str, area: str = HONG_BANG, *, home: str = "home-1", cluster: str = "c-1"
) -> Place:
    """Say where a box stands."""
    return Place(device=device, home=home, serial=1, area=area, cluster=cluster, valid_from=0)


def release(
    places: Places, order_id: str, klass: Klass = Klass.ORDINARY, area: str = ""
) -> OrderRow:
    """Let an order of the province out as an action does: signed, kept, in one transaction."""
    target = area or places.commune.path
    order = an_order(order_id, areas=(target,), klass=klass, issued_at=timezone.now())
    envelope = signer.sign(queries.signing_key(places.province.path), to_body(order))
    with transaction.atomic():
        return orders.keep(envelope, orders.Signature(unit=target, released_by=HOA))


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Name an example of every address of ours."""
    station = Station.objects.filter(unit=places.commune).first()
    if station is None:  # the stations give examples too, and set their site up before
        folder = Path(mkdtemp(prefix="site-", dir=settings.HOME.folder("tests")))
        station = make_site(folder, places).station
    bulletin = make_approved(cast.nam, cast.hoa, places.commune.path)
    row = actions.release(cast.hoa, bulletin.pk, Target(areas=(places.commune.path,)))
    order = {"order_id": row.order_id}
    return {
        "broadcast:order": Example(open_to=OpenTo.THE_UNIT, by=cast.hoa, kwargs=order),
        "broadcast:cancel": Example(
            open_to=OpenTo.THE_UNIT, by=cast.hoa, kwargs=order, body={"sure": "1"}
        ),
        "broadcast:bulletin": Example(
            open_to=OpenTo.THE_UNIT, by=cast.hoa, kwargs={"bulletin_id": bulletin.pk}
        ),
        "broadcast:monitor": Example(open_to=OpenTo.ONESELF, hides=(station.name,)),
        "broadcast:station": Example(
            open_to=OpenTo.THE_UNIT, by=cast.hoa, kwargs={"station_id": station.pk}
        ),
    }
