import msgspec
import pytest
from loa_protocol.acceptance import (
    AlreadyHeld,
    BadShape,
    Cancelled,
    Expired,
    FromTheFuture,
    KindNotServed,
    LivesTooLong,
    MayNotCancel,
    Memory,
    NotForThisPlace,
    Superseded,
    accept,
    accept_programme,
    may_cancel,
)
from loa_protocol.clock import SKEW_MS
from loa_protocol.errors import Refusal
from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import Kind, Occurrence, Order, Programme, Target
from loa_protocol.priority import Klass
from loa_protocol.testing import (
    COMMUNE,
    ELSEWHERE,
    HOA,
    LINK,
    MANIFEST,
    MINH,
    NOW,
    ORDER,
    PLACE,
    PROVINCE,
    World,
    delegation,
)
from loa_protocol.timetable import BadTimetable
from loa_protocol.trust import Authority, Older, OutOfArea, OutOfClass, Speaker, WrongRole

STORE = World().store
COMMUNE_SPEAKS = STORE.speaker(HOA.public.kid, at=NOW)
PROVINCE_SPEAKS = STORE.speaker(MINH.public.kid, at=NOW)
LINK_SPEAKS = STORE.speaker(LINK.public.kid, at=NOW)
ONLY_ORDINARY = (
    World()
    .take(
        delegation(
            MINH,
            HOA,
            Authority.COMMUNE,
            COMMUNE,
            klasses=(Klass.ORDINARY,),
            not_after=NOW + 900 * ONE_DAY_MS,
        )
    )
    .store.speaker(HOA.public.kid, at=NOW)
)


def bent(**changes: object) -> Order:
    return msgspec.structs.replace(ORDER, **changes)


def take(
    order: Order, speaker: Speaker = COMMUNE_SPEAKS, memory: Memory | None = None, now: int = NOW
) -> None:
    accept(order, speaker=speaker, place=PLACE, memory=memory or Memory(), now=now)


def test_an_order_by_the_commune_is_taken() -> None:
    take(ORDER)


@pytest.mark.parametrize(
    "target",
    [
        Target(areas=(COMMUNE,), clusters=("c-1",)),
        Target(areas=(f"{COMMUNE}/ap-1",)),
        Target(areas=(f"{COMMUNE}/ap-2", COMMUNE)),
    ],
)
def test_an_order_for_this_cluster_is_taken(target: Target) -> None:
    take(bent(target=target))


def test_a_cancel_is_taken_even_for_an_order_we_never_saw() -> None:
    take(bent(id="order-2", kind=Kind.CANCEL, cancels="order-9", manifest=None))


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (bent(target=Target(areas=(PROVINCE,))), OutOfArea),
        (bent(target=Target(areas=(COMMUNE, ELSEWHERE))), OutOfArea),
        (bent(target=Target(areas=(f"{COMMUNE}/ap-2",))), NotForThisPlace),
        (bent(target=Target(areas=(COMMUNE,), clusters=("c-2",))), NotForThisPlace),
        (bent(kind=Kind.DRILL), KindNotServed),
        (bent(kind=Kind.TEST), KindNotServed),
        (bent(manifest=None), BadShape),
        (bent(cancels="order-9"), BadShape),
        (bent(kind=Kind.CANCEL, cancels="order-9"), BadShape),
        (bent(kind=Kind.CANCEL, manifest=None), BadShape),
        (bent(issued_at=NOW + SKEW_MS + 1), FromTheFuture),
        (bent(expires_at=NOW), Expired),
        (bent(expires_at=NOW + 41 * ONE_DAY_MS), LivesTooLong),
        (bent(klass=Klass.EMERGENCY, expires_at=NOW + ONE_DAY_MS + 1), LivesTooLong),
    ],
)
def test_an_order_is_refused(order: Order, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        take(order)


def test_a_link_key_orders_nothing() -> None:
    with pytest.raises(WrongRole):
        take(ORDER, LINK_SPEAKS)


def test_a_class_the_speaker_does_not_have_is_refused() -> None:
    with pytest.raises(OutOfClass):
        take(bent(klass=Klass.EMERGENCY), ONLY_ORDINARY)


@pytest.mark.parametrize(
    ("memory", "refusal"),
    [
        (Memory(held=frozenset({"order-1"})), AlreadyHeld),
        (Memory(revisions={"bulletin-1": 2}), Superseded),
        (Memory(cancelled={"order-1": COMMUNE}), Cancelled),
        (Memory(cancelled={"order-1": PROVINCE}), Cancelled),
    ],
)
def test_what_was_dealt_with_before_is_refused(memory: Memory, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        take(ORDER, memory=memory)


def test_a_cancel_by_somebody_below_the_issuer_stops_nothing() -> None:
    take(ORDER, PROVINCE_SPEAKS, Memory(cancelled={"order-1": COMMUNE}))


def test_the_same_revision_again_under_another_id_is_taken() -> None:
    take(ORDER, memory=Memory(revisions={"bulletin-1": 1}))


def test_the_issuer_and_whoever_stands_above_may_cancel() -> None:
    may_cancel(COMMUNE_SPEAKS, issuer_area=COMMUNE)
    may_cancel(PROVINCE_SPEAKS, issuer_area=COMMUNE)


def test_a_commune_may_not_cancel_what_its_province_ordered() -> None:
    with pytest.raises(MayNotCancel):
        may_cancel(COMMUNE_SPEAKS, issuer_area=PROVINCE)


OCCURRENCE = Occurrence(id="o-1", start_at=NOW + 1000, duration_ms=10_000, item=0)
PROGRAMME = Programme(
    id="p-1",
    serial=2,
    area=COMMUNE,
    issued_at=NOW,
    start=NOW,
    end=NOW + 7 * ONE_DAY_MS,
    manifests=(MANIFEST,),
    occurrences=(OCCURRENCE,),
)


def changed(**changes: object) -> Programme:
    return msgspec.structs.replace(PROGRAMME, **changes)


def programme(
    told: Programme, speaker: Speaker = COMMUNE_SPEAKS, held: int = 1, newest: int = 1
) -> None:
    accept_programme(told, speaker=speaker, place=PLACE, held=held, newest=newest, now=NOW)


def test_a_programme_by_the_commune_is_taken() -> None:
    programme(PROGRAMME)


@pytest.mark.parametrize(
    ("told", "speaker", "held", "refusal"),
    [
        (PROGRAMME, LINK_SPEAKS, 1, WrongRole),
        (changed(area=ELSEWHERE), COMMUNE_SPEAKS, 1, OutOfArea),
        (changed(area="vn/79/26740"), PROVINCE_SPEAKS, 1, NotForThisPlace),
        (PROGRAMME, COMMUNE_SPEAKS, 2, Older),
        (changed(issued_at=NOW + SKEW_MS + 1), COMMUNE_SPEAKS, 1, FromTheFuture),
        (changed(end=NOW), COMMUNE_SPEAKS, 1, Expired),
        (changed(manifests=()), COMMUNE_SPEAKS, 1, BadTimetable),
        (
            changed(occurrences=(msgspec.structs.replace(OCCURRENCE, klass=Klass.EMERGENCY),)),
            ONLY_ORDINARY,
            1,
            OutOfClass,
        ),
    ],
)
def test_a_programme_is_refused(
    told: Programme, speaker: Speaker, held: int, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        programme(told, speaker, held)


def test_a_box_that_was_away_is_told_the_newest_programme_again_and_none_before_it() -> None:
    programme(PROGRAMME, held=0, newest=PROGRAMME.serial)

    with pytest.raises(Older):
        programme(PROGRAMME, held=0, newest=PROGRAMME.serial + 1)
