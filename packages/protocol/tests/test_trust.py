from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.clock import PAST_LIST_MS, SKEW_MS
from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority, Place, RootChange, to_body
from loa_protocol.priority import Klass
from loa_protocol.signing import BadSignature, Envelope, SigningKey
from loa_protocol.testing import (
    CENTRE,
    COMMUNE,
    ELSEWHERE,
    HOA,
    LAN,
    LINK,
    MINH,
    NOW,
    ORDER,
    PLACE,
    PROVINCE,
    ROOT,
    THIEF,
    YEAR,
    World,
    chain,
    delegation,
    key,
    revocations,
)
from loa_protocol.trust import (
    AlreadySucceeded,
    NotForThisBox,
    NotValidNow,
    Older,
    OutOfArea,
    OutOfClass,
    PlaceNotYet,
    RevocationsStale,
    Revoked,
    TrustStore,
    UnknownKey,
    WrongRole,
    about_trust,
    gather,
    take_place,
)

NEW_ROOT = SigningKey(bytes([77]) * 32)


@pytest.fixture
def world() -> World:
    return World()


def root_change(by: SigningKey = ROOT, *, serial: int = 1, key: SigningKey = NEW_ROOT) -> Envelope:
    told = RootChange(
        serial=serial, key=key.public.text, not_before=NOW, overlap_until=NOW + YEAR // 2
    )
    return by.sign(to_body(told))


def test_a_commune_speaks_for_its_own_ground(world: World) -> None:
    speaker = world.store.speaker(HOA.public.kid, at=NOW)

    assert speaker.area == COMMUNE
    assert speaker.chain == tuple(one.public.kid for one in (HOA, MINH, CENTRE, ROOT))
    speaker.must_cover(COMMUNE, f"{COMMUNE}/ap-1")
    speaker.must_reach(Klass.EMERGENCY)
    speaker.must_be(Authority.COMMUNE)


def test_the_root_speaks_for_the_nation(world: World) -> None:
    speaker = world.store.verified(ROOT.sign(to_body(ORDER)), at=NOW)

    assert speaker.area == "vn"
    assert speaker.chain == (ROOT.public.kid,)


def test_a_signature_by_a_known_key_tells_who_speaks(world: World) -> None:
    assert world.store.verified(HOA.sign(to_body(ORDER)), at=NOW).kid == HOA.public.kid


def test_a_forged_signature_is_refused(world: World) -> None:
    forged = replace(THIEF.sign(to_body(ORDER)), kid=HOA.public.kid)

    with pytest.raises(BadSignature):
        world.store.verified(forged, at=NOW)


def test_a_key_nobody_let_speak_is_refused(world: World) -> None:
    with pytest.raises(UnknownKey):
        world.store.verified(THIEF.sign(to_body(ORDER)), at=NOW)
    with pytest.raises(UnknownKey):
        world.store.speaker(THIEF.public.kid, at=NOW)


@pytest.mark.parametrize("area", [PROVINCE, ELSEWHERE, "vn", f"{COMMUNE}9"])
def test_a_commune_does_not_speak_for_other_ground(world: World, area: str) -> None:
    with pytest.raises(OutOfArea):
        world.store.speaker(HOA.public.kid, at=NOW).must_cover(area)


def test_a_link_key_lets_no_sound_out(world: World) -> None:
    speaker = world.store.speaker(LINK.public.kid, at=NOW)

    with pytest.raises(OutOfClass):
        speaker.must_reach(Klass.ORDINARY)
    with pytest.raises(WrongRole):
        speaker.must_be(Authority.COMMUNE, Authority.PROVINCE)


@pytest.mark.parametrize("at", [NOW - YEAR - 1, NOW + YEAR])
def test_outside_its_days_a_key_does_not_speak(world: World, at: int) -> None:
    fresh = world.take(*(revocations(by, serial=2, next_update=NOW + 9 * YEAR) for by in (
        ROOT, CENTRE, MINH,
    )))  # fmt: skip

    with pytest.raises(NotValidNow):
        fresh.store.speaker(HOA.public.kid, at=at)


@pytest.mark.parametrize(
    ("by", "taken"), [(MINH, HOA), (CENTRE, HOA), (ROOT, HOA), (CENTRE, MINH), (ROOT, CENTRE)]
)
def test_a_revoked_key_silences_itself_and_all_below(
    world: World, by: SigningKey, taken: SigningKey
) -> None:
    after = world.take(revocations(by, taken, serial=2))

    with pytest.raises(Revoked):
        after.store.speaker(HOA.public.kid, at=NOW)


def test_a_commune_cannot_revoke_its_province(world: World) -> None:
    after = world.take(revocations(HOA, MINH))

    assert after.store.speaker(MINH.public.kid, at=NOW).area == PROVINCE


def test_a_list_that_ran_out_is_no_list(world: World) -> None:
    with pytest.raises(RevocationsStale):
        world.take(revocations(MINH, serial=2, next_update=NOW)).store.speaker(
            HOA.public.kid, at=NOW
        )


def test_without_any_list_nobody_below_speaks() -> None:
    store = gather(TrustStore.starting_with(ROOT.public), chain()[:3], at=NOW)

    with pytest.raises(RevocationsStale):
        store.speaker(HOA.public.kid, at=NOW)


def test_the_newest_list_above_a_key_vouches_for_two_days_more(world: World) -> None:
    link = world.store.speaker(LINK.public.kid, at=NOW)
    root = world.store.speaker(ROOT.public.kid, at=NOW)

    assert world.store.vouched(link) == NOW + PAST_LIST_MS
    assert TrustStore.starting_with(ROOT.public).vouched(link) == PAST_LIST_MS
    assert world.store.vouched(root) == PAST_LIST_MS


def test_an_older_list_never_replaces_a_newer(world: World) -> None:
    after = world.take(revocations(MINH, HOA, serial=5))

    with pytest.raises(Older):
        after.take(revocations(MINH, serial=5))


def test_a_list_by_an_unknown_key_is_refused(world: World) -> None:
    with pytest.raises(UnknownKey):
        world.take(revocations(THIEF, HOA))


@pytest.mark.parametrize(
    ("envelope", "refusal"),
    [
        (delegation(HOA, LAN, Authority.LINK, COMMUNE), WrongRole),
        (delegation(MINH, LAN, Authority.PROVINCE, PROVINCE), WrongRole),
        (delegation(MINH, LAN, Authority.COMMUNE, ELSEWHERE), OutOfArea),
        (delegation(MINH, ROOT, Authority.COMMUNE, COMMUNE), WrongRole),
        (delegation(MINH, CENTRE, Authority.COMMUNE, COMMUNE), WrongRole),
        (delegation(MINH, MINH, Authority.COMMUNE, COMMUNE), WrongRole),
        (delegation(THIEF, LAN, Authority.COMMUNE, COMMUNE), UnknownKey),
        (replace(delegation(THIEF, LAN, Authority.COMMUNE, COMMUNE), kid=MINH.public.kid),
         BadSignature),
        (delegation(MINH, HOA, Authority.COMMUNE, COMMUNE), Older),
    ],
)  # fmt: skip
def test_a_delegation_is_refused(world: World, envelope: Envelope, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        world.take(envelope)


def test_a_class_one_does_not_have_cannot_be_passed_on(world: World) -> None:
    quiet = world.take(
        delegation(CENTRE, LAN, Authority.PROVINCE, "vn/01", klasses=(Klass.ORDINARY,))
    )

    with pytest.raises(OutOfClass):
        quiet.take(delegation(LAN, THIEF, Authority.COMMUNE, ELSEWHERE))


def test_a_longer_delegation_renews_a_key(world: World) -> None:
    renewed = world.take(
        delegation(MINH, HOA, Authority.COMMUNE, COMMUNE, not_after=NOW + 2 * YEAR)
    )

    assert renewed.store.grants[HOA.public.kid].told.not_after == NOW + 2 * YEAR


def test_a_neighbour_cannot_take_a_working_key_away(world: World) -> None:
    neighbour = world.take(delegation(CENTRE, LAN, Authority.PROVINCE, "vn/01"))

    with pytest.raises(OutOfArea):
        neighbour.take(delegation(LAN, HOA, Authority.COMMUNE, ELSEWHERE, not_after=NOW + 9 * YEAR))


@pytest.mark.parametrize("here", [COMMUNE, f"{COMMUNE}/ap-1", None])
@pytest.mark.parametrize("at", [NOW, NOW + 2 * YEAR])
def test_a_neighbour_cannot_take_a_key_away_while_lists_are_stale(
    world: World, here: str | None, at: int
) -> None:
    """Out of reach for long, a box still knows whose ground it stands on."""
    stale = world.take(
        delegation(CENTRE, LAN, Authority.PROVINCE, "vn/01"),
        revocations(MINH, serial=2, next_update=NOW),
    ).store
    with pytest.raises(RevocationsStale):
        stale.speaker(HOA.public.kid, at=NOW)
    theft = delegation(LAN, HOA, Authority.COMMUNE, ELSEWHERE, not_after=NOW + 9 * YEAR)

    with pytest.raises(OutOfArea):
        stale.take(theft, at=at, here=here)


def test_what_a_neighbour_says_of_a_key_first_stands_in_nobodys_way(world: World) -> None:
    newcomer = key(8)
    theft = delegation(LAN, newcomer, Authority.COMMUNE, ELSEWHERE, not_after=NOW + 9 * YEAR)
    truth = delegation(MINH, newcomer, Authority.COMMUNE, COMMUNE)
    before = world.take(delegation(CENTRE, LAN, Authority.PROVINCE, "vn/01"), theft).store

    after = before.take(truth, at=NOW, here=COMMUNE)

    assert after.speaker(newcomer.public.kid, at=NOW).area == COMMUNE
    with pytest.raises(OutOfArea):
        after.take(theft, at=NOW, here=COMMUNE)


def test_a_key_that_no_longer_works_may_be_delegated_anew(world: World) -> None:
    """The day a province's key is lost: its communes go on under the new one."""
    lost = world.take(
        delegation(CENTRE, LAN, Authority.PROVINCE, PROVINCE),
        revocations(LAN),
        revocations(CENTRE, MINH, serial=2),
    )

    saved = lost.take(delegation(LAN, HOA, Authority.COMMUNE, COMMUNE, may_delegate=False))

    assert saved.store.speaker(HOA.public.kid, at=NOW).chain[1] == LAN.public.kid


def test_a_key_is_taken_back_whatever_the_day_and_however_old_the_other_lists_are(
    world: World,
) -> None:
    """After weeks out of reach the lists come one by one; nobody may sound in between."""
    assert not world.store.is_taken_back(HOA.public.kid)
    assert not world.store.is_taken_back(THIEF.public.kid)
    late = world.take(revocations(MINH, serial=2, next_update=NOW), revocations(CENTRE, serial=2))
    for kid in (HOA.public.kid, LINK.public.kid):
        assert not late.store.is_taken_back(kid)
    told = late.take(revocations(CENTRE, MINH, serial=3))

    with pytest.raises(RevocationsStale):
        told.store.speaker(HOA.public.kid, at=NOW)
    assert told.store.is_taken_back(HOA.public.kid)
    without_lists = replace(
        told.store, lists={CENTRE.public.kid: told.store.lists[CENTRE.public.kid]}
    )
    assert without_lists.is_taken_back(HOA.public.kid)


def test_narrowing_a_province_narrows_its_communes(world: World) -> None:
    narrower = delegation(CENTRE, MINH, Authority.PROVINCE, "vn/80", not_after=NOW + 2 * YEAR)

    with pytest.raises(OutOfArea):
        world.take(narrower).store.speaker(HOA.public.kid, at=NOW)


def test_the_old_root_names_the_new_and_both_hold_for_a_while(world: World) -> None:
    after = world.take(root_change())
    later = NOW + YEAR // 2

    assert after.store.speaker(NEW_ROOT.public.kid, at=NOW).area == "vn"
    assert after.store.speaker(HOA.public.kid, at=NOW).area == COMMUNE
    with pytest.raises(NotValidNow):
        after.store.speaker(ROOT.public.kid, at=later)
    with pytest.raises(NotValidNow):
        after.store.speaker(HOA.public.kid, at=later)


def test_under_the_new_root_the_chain_goes_on(world: World) -> None:
    after = world.take(
        root_change(),
        delegation(NEW_ROOT, CENTRE, Authority.CENTRE, "vn", not_after=NOW + 2 * YEAR),
        revocations(NEW_ROOT),
    )

    assert after.store.speaker(HOA.public.kid, at=NOW + YEAR // 2).chain[-1] == NEW_ROOT.public.kid


@pytest.mark.parametrize(
    ("envelope", "refusal"),
    [
        (root_change(CENTRE), WrongRole),
        (root_change(serial=1, key=ROOT), Older),
        (replace(root_change(THIEF), kid=ROOT.public.kid), BadSignature),
    ],
)
def test_a_root_change_is_refused(world: World, envelope: Envelope, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        world.take(envelope)


def test_a_root_changes_once_for_one_serial(world: World) -> None:
    after = world.take(root_change(serial=1))
    third = SigningKey(bytes([78]) * 32)

    with pytest.raises(Older):
        after.take(root_change(NEW_ROOT, serial=1, key=third))


def test_a_root_names_one_successor_and_no_other(world: World) -> None:
    """Whoever copied the old root comes second, and changes nothing."""
    after = world.take(root_change())

    for serial in (1, 2, 2**53 - 1):
        with pytest.raises(AlreadySucceeded):
            after.take(root_change(serial=serial, key=THIEF))
    with pytest.raises(Older):
        after.take(root_change())


def test_a_root_that_ran_out_names_nobody(world: World) -> None:
    after = world.take(root_change())

    with pytest.raises(NotValidNow):
        after.take(root_change(serial=2, key=SigningKey(bytes([79]) * 32)), at=NOW + YEAR)


def test_what_is_not_about_trust_is_not_taken(world: World) -> None:
    with pytest.raises(WrongRole):
        world.take(HOA.sign(to_body(ORDER)))
    assert not about_trust(ORDER)
    assert about_trust(RootChange(serial=1, key="x", not_before=0, overlap_until=0))


@given(st.permutations(chain()))
def test_a_chain_may_arrive_in_any_order(envelopes: list[Envelope]) -> None:
    store = gather(TrustStore.starting_with(ROOT.public), envelopes, at=NOW)

    assert store == World().store


def test_a_chain_may_arrive_twice(world: World) -> None:
    assert gather(world.store, chain(), at=NOW) == world.store


def test_a_chain_with_a_gap_is_refused_and_says_so() -> None:
    with pytest.raises(UnknownKey):
        gather(TrustStore.starting_with(ROOT.public), chain()[2:3], at=NOW)


def placed(by: SigningKey, place: Place = PLACE) -> Envelope:
    return by.sign(to_body(place))


def moved(**changes: object) -> Place:
    return msgspec.structs.replace(PLACE, **{"serial": 2, **changes})


def test_a_province_places_a_box(world: World) -> None:
    assert take_place(world.store, placed(MINH), device="d-1", current=None, at=NOW) == PLACE


def test_a_province_moves_a_box_within_its_ground(world: World) -> None:
    place = moved(area="vn/79/26740")

    assert (
        take_place(world.store, placed(MINH, place), device="d-1", current=PLACE, at=NOW) == place
    )


def test_a_signers_clock_may_be_a_little_ahead_when_it_places_a_box(world: World) -> None:
    place = moved(valid_from=NOW + SKEW_MS)

    assert (
        take_place(world.store, placed(MINH, place), device="d-1", current=PLACE, at=NOW) == place
    )


@pytest.mark.parametrize(
    ("envelope", "current", "refusal"),
    [
        (placed(HOA), None, WrongRole),
        (placed(THIEF), None, UnknownKey),
        (placed(MINH, moved(area=ELSEWHERE)), PLACE, OutOfArea),
        (placed(MINH, moved()), moved(area=ELSEWHERE, serial=1), OutOfArea),
        (placed(MINH, moved(device="d-2")), PLACE, NotForThisBox),
        (placed(MINH), PLACE, Older),
        (placed(MINH, moved(valid_from=NOW + SKEW_MS + 1)), PLACE, PlaceNotYet),
        (placed(MINH, moved(valid_from=NOW + YEAR)), None, PlaceNotYet),
    ],
)
def test_a_place_is_refused(
    world: World, envelope: Envelope, current: Place | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        take_place(world.store, envelope, device="d-1", current=current, at=NOW)
