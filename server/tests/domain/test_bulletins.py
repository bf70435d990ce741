"""Who may move a bulletin along, from where, and what an approval binds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from loa.domain.areas import path_of
from loa.domain.bulletins import (
    Approval,
    DigestChanged,
    Doubted,
    Item,
    LooseParts,
    NeedsReason,
    NeedsSound,
    NotHeard,
    NothingToSay,
    OwnWork,
    ReadingDoubted,
    SoundIsRefused,
    SoundNotReady,
    State,
    TooManyLanguages,
    UnitIsGone,
    Version,
    approve,
    edit,
    new_version,
    release,
    return_,
    steps_open_to,
    submit,
    take_back,
    withdraw,
    write,
)
from loa.domain.days import day_of
from loa.domain.permissions import ActorId, Duty, Grant, Officer
from loa_protocol.errors import NotAllowed, WrongState

NOON = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
COMMUNE = path_of("vn/31/11848")
ELSEWHERE = path_of("vn/31/11755")
VOICES = {"vi", "en"}


def officer(name: str, *duties: Duty) -> Officer:
    held = {Grant(duty=duty, unit=COMMUNE, valid_from=date(2025, 7, 1)) for duty in duties}
    return Officer(id=ActorId(name), grants=frozenset(held))


HOA = officer("hoa", Duty.APPROVE, Duty.WRITE)
NAM = officer("nam", Duty.WRITE)
TUAN = officer("tuan", Duty.TECHNICIAN)
SPOKEN = Item(language="vi", text="Họp dân lúc 8 giờ.", master="a" * 64)
OTHER_SOUND = replace(SPOKEN, master="b" * 64)
WAITING = Version(
    bulletin="b-1",
    number=1,
    unit=COMMUNE,
    state=State.SUBMITTED,
    writers=frozenset({NAM.id}),
    items=(SPOKEN,),
)
DRAFT = replace(WAITING, state=State.DRAFT, items=(replace(SPOKEN, master=None),))


def test_a_sound_that_could_not_be_made_is_for_the_writer_to_mend() -> None:
    silent = replace(SPOKEN, master=None, refused_as="media.too_quiet")
    broken = replace(WAITING, items=(silent,))

    with pytest.raises(SoundIsRefused) as refused:
        approve(broken, digest=broken.digest, by=HOA, at=NOON)
    assert refused.value.facts["why"] == "media.too_quiet"


def test_a_leader_approves_what_they_heard_and_read() -> None:
    approval = approve(WAITING, digest=WAITING.digest, by=HOA, at=NOON)

    assert approval == Approval(version=1, digest=WAITING.digest, by=HOA.id, at=NOON)


@pytest.mark.parametrize(
    ("version", "digest", "refusal"),
    [
        (replace(WAITING, state=State.DRAFT), WAITING.digest, WrongState),
        (replace(WAITING, state=State.APPROVED), WAITING.digest, WrongState),
        (replace(WAITING, unit=ELSEWHERE), WAITING.digest, NotAllowed),
        (replace(WAITING, writers=frozenset({NAM.id, HOA.id})), WAITING.digest, OwnWork),
        (replace(WAITING, unit_is_in_force=False), WAITING.digest, UnitIsGone),
        (replace(WAITING, items=(replace(SPOKEN, master=None),)), WAITING.digest, SoundNotReady),
        (replace(WAITING, items=(replace(SPOKEN, text="Khác"),)), WAITING.digest, DigestChanged),
        (
            replace(WAITING, items=(replace(SPOKEN, master="b" * 64),)),
            WAITING.digest,
            DigestChanged,
        ),
        (replace(WAITING, number=2), WAITING.digest, DigestChanged),
        (WAITING, "", DigestChanged),
    ],
)
def test_approval_is_refused(version: Version, digest: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        approve(version, digest=digest, by=HOA, at=NOON)


ROBOT = replace(SPOKEN, is_robot=True)
BY_ROBOT = replace(WAITING, items=(ROBOT, replace(OTHER_SOUND, language="en")))


def test_a_robot_voice_is_approved_by_nobody_who_has_not_heard_it_to_the_end() -> None:
    assert BY_ROBOT.is_robot
    assert not WAITING.is_robot
    for heard in ((), {OTHER_SOUND.master}):
        with pytest.raises(NotHeard) as caught:
            approve(BY_ROBOT, digest=BY_ROBOT.digest, heard=heard, by=HOA, at=NOON)

    assert caught.value.facts == {"language": "Tiếng Việt"}
    approve(BY_ROBOT, digest=BY_ROBOT.digest, heard={ROBOT.master}, by=HOA, at=NOON)


def test_the_button_is_there_before_the_robot_was_heard() -> None:
    assert "approve" in steps_open_to(BY_ROBOT, by=HOA, at=NOON)


def test_the_writer_without_the_duty_is_refused_for_the_duty() -> None:
    with pytest.raises(NotAllowed) as refused:
        approve(WAITING, digest=WAITING.digest, by=NAM, at=NOON)

    assert refused.value.code == "not_allowed"


def test_a_duty_that_ended_approves_nothing() -> None:
    past = Grant(
        duty=Duty.APPROVE, unit=COMMUNE, valid_from=date(2025, 7, 1), valid_to=date(2026, 6, 1)
    )
    with pytest.raises(NotAllowed):
        approve(WAITING, digest=WAITING.digest, by=replace(HOA, grants=frozenset({past})), at=NOON)


def test_the_digest_names_words_language_and_master() -> None:
    digests = {
        WAITING.digest,
        replace(WAITING, items=(replace(SPOKEN, language="en"),)).digest,
        replace(WAITING, items=(SPOKEN, SPOKEN)).digest,
        replace(WAITING, bulletin="b-2").digest,
    }

    assert len(digests) == 4


def test_a_leader_returns_with_a_reason() -> None:
    step = return_(WAITING, reason="  Sai giờ họp. ", by=HOA, at=NOON)

    assert (step.state, step.reason) == (State.RETURNED, "Sai giờ họp.")


@pytest.mark.parametrize(
    ("version", "reason", "refusal"),
    [
        (replace(WAITING, state=State.RETURNED), "Sai giờ.", WrongState),
        (replace(WAITING, unit=ELSEWHERE), "Sai giờ.", NotAllowed),
        (replace(WAITING, writers=frozenset({HOA.id})), "Sai giờ.", OwnWork),
        (WAITING, "  ", NeedsReason),
        (WAITING, "x" * 1_001, NeedsReason),
    ],
)
def test_a_return_is_refused(version: Version, reason: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        return_(version, reason=reason, by=HOA, at=NOON)


def test_an_officer_submits_a_draft_and_what_was_returned() -> None:
    for state in (State.DRAFT, State.RETURNED):
        step = submit(replace(DRAFT, state=state), voices=VOICES, by=NAM, at=NOON)

        assert (step.state, step.by) == (State.SUBMITTED, NAM.id)


def test_a_recording_needs_no_words_and_no_voice() -> None:
    recorded = replace(DRAFT, items=(Item(language="tyz", has_sound=True),))

    assert submit(recorded, voices=VOICES, by=NAM, at=NOON).state is State.SUBMITTED


@pytest.mark.parametrize(
    ("version", "refusal"),
    [
        (WAITING, WrongState),
        (replace(DRAFT, unit=ELSEWHERE), NotAllowed),
        (replace(DRAFT, unit_is_in_force=False), UnitIsGone),
        (replace(DRAFT, items=()), NothingToSay),
        (replace(DRAFT, items=(Item(language="vi"),)), NothingToSay),
        (replace(DRAFT, items=(SPOKEN,) * 13), TooManyLanguages),
        (replace(DRAFT, items=(Item(language="tyz", text="Khảu"),)), NeedsSound),
        (replace(DRAFT, items=(replace(SPOKEN, refused_as="media.not_sound"),)), SoundIsRefused),
        (replace(DRAFT, items=(replace(SPOKEN, has_loose_parts=True),)), LooseParts),
    ],
)
def test_a_submission_is_refused(version: Version, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        submit(version, voices=VOICES, by=NAM, at=NOON)


def test_an_officer_takes_back_what_waits() -> None:
    assert take_back(WAITING, by=NAM, at=NOON).state is State.DRAFT


@pytest.mark.parametrize(
    ("version", "by", "refusal"),
    [(replace(WAITING, state=State.APPROVED), NAM, WrongState), (WAITING, TUAN, NotAllowed)],
)
def test_taking_back_is_refused(version: Version, by: Officer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        take_back(version, by=by, at=NOON)


def test_nobody_else_writes_for_a_unit() -> None:
    write(COMMUNE, is_in_force=True, by=NAM, at=NOON)

    with pytest.raises(NotAllowed):
        write(ELSEWHERE, is_in_force=True, by=NAM, at=NOON)


def test_approved_words_are_never_edited() -> None:
    edit(DRAFT, by=NAM, at=NOON)

    with pytest.raises(WrongState):
        edit(replace(WAITING, state=State.APPROVED), by=NAM, at=NOON)


def test_only_what_was_approved_goes_out() -> None:
    for state in (State.APPROVED, State.RELEASED):
        assert release(replace(WAITING, state=state), by=HOA.id, at=NOON).state is State.RELEASED
    with pytest.raises(WrongState):
        release(WAITING, by=HOA.id, at=NOON)
    with pytest.raises(UnitIsGone):
        release(replace(WAITING, state=State.APPROVED, unit_is_in_force=False), by=HOA.id, at=NOON)


@pytest.mark.parametrize("by", [HOA, NAM, officer("lan", Duty.APPROVE)])
def test_one_person_is_enough_to_withdraw(by: Officer) -> None:
    assert withdraw(replace(WAITING, state=State.RELEASED), by=by, at=NOON).state is State.WITHDRAWN


@pytest.mark.parametrize(
    ("version", "by", "refusal"),
    [(replace(WAITING, state=State.WITHDRAWN), NAM, WrongState), (WAITING, TUAN, NotAllowed)],
)
def test_withdrawing_is_refused(version: Version, by: Officer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        withdraw(version, by=by, at=NOON)


def test_a_change_of_approved_words_is_a_new_version() -> None:
    assert new_version(replace(WAITING, state=State.RELEASED), by=NAM, at=NOON) == 2


@pytest.mark.parametrize(
    ("state", "change", "refusal"),
    [
        (State.DRAFT, lambda v: v, WrongState),
        (State.SUBMITTED, lambda v: v, WrongState),
        (State.APPROVED, lambda v: replace(v, unit=ELSEWHERE), NotAllowed),
        (State.APPROVED, lambda v: replace(v, unit_is_in_force=False), UnitIsGone),
    ],
)
def test_a_new_version_is_refused(
    state: State, change: Callable[[Version], Version], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        new_version(change(replace(WAITING, state=state)), by=NAM, at=NOON)


def test_a_day_is_a_day_in_vietnam() -> None:
    assert day_of(datetime(2026, 6, 1, 17, 0, tzinfo=UTC)) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("version", "by", "steps"),
    [
        (DRAFT, NAM, {"edit", "withdraw"}),
        (WAITING, NAM, {"take_back", "withdraw"}),
        (WAITING, HOA, {"take_back", "approve", "return", "withdraw"}),
        (WAITING, TUAN, set()),
        (replace(WAITING, state=State.RETURNED), NAM, {"edit", "withdraw"}),
        (replace(WAITING, state=State.RELEASED), NAM, {"withdraw", "reword"}),
    ],
)
def test_a_page_shows_only_what_the_rules_allow(
    version: Version, by: Officer, steps: set[str]
) -> None:
    assert steps_open_to(version, by=by, at=NOON) == steps


def test_what_might_be_misheard_is_confirmed_first() -> None:
    doubt = Doubted(piece="0" * 64, language="Tiếng Việt", written="5/9", spoken="…", why="")

    with pytest.raises(ReadingDoubted) as refused:
        submit(DRAFT, voices=VOICES, by=NAM, at=NOON, doubts=[doubt, doubt])

    assert (refused.value.facts["written"], refused.value.facts["count"]) == ("5/9", 2)
