"""What people outside give: who opens the way in, what is taken, what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from loa.domain.contributions import (
    BadLinkDays,
    DeclineNeedsReason,
    Fate,
    Gift,
    Link,
    LinkClosed,
    NeedsConsent,
    NeedsName,
    NothingGiven,
    credit_of,
    decline,
    enter,
    enter_by_account,
    give,
    kept_since,
    make_link,
    take_over,
    withdraw_link,
)
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.wording import HasMarkup, HasPicture, TextTooLong
from loa_protocol.errors import Refusal, WrongState

HERE = ("vn", "31", "11848")
NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
NAM = Officer(
    id=ActorId("nam"),
    grants=frozenset({Grant(duty=Duty.WRITE, unit=HERE, valid_from=date(2026, 1, 1))}),
)
LAN = Officer(id=ActorId("lan"))
LINK = Link(unit=HERE, until=NOON + timedelta(days=7))
GIFT = Gift(name="Cô Mai", organisation="Trường tiểu học", text="Mai trường nghỉ.", agrees=True)


def test_an_officer_opens_a_link_for_some_days() -> None:
    assert make_link(HERE, days=7, by=NAM, at=NOON) == LINK


@pytest.mark.parametrize(
    ("days", "by", "refusal"),
    [(7, LAN, NotAllowed), (0, NAM, BadLinkDays), (367, NAM, BadLinkDays)],
)
def test_a_link_is_not_opened(days: int, by: Officer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        make_link(HERE, days=days, by=by, at=NOON)


def test_only_who_was_entrusted_with_it_gives_by_account() -> None:
    gives = Grant(duty=Duty.CONTRIBUTE, unit=HERE, valid_from=date(2026, 1, 1))

    enter_by_account(HERE, by=Officer(id=ActorId("mai"), grants=frozenset({gives})), at=NOON)
    with pytest.raises(NotAllowed):
        enter_by_account(HERE, by=NAM, at=NOON)


def test_a_link_is_withdrawn_once_by_who_writes_there() -> None:
    withdraw_link(LINK, by=NAM, at=NOON)
    with pytest.raises(NotAllowed):
        withdraw_link(LINK, by=LAN, at=NOON)
    with pytest.raises(WrongState):
        withdraw_link(replace(LINK, is_withdrawn=True), by=NAM, at=NOON)


def test_an_open_link_lets_in() -> None:
    assert enter(LINK, at=LINK.until - timedelta(seconds=1)) == LINK


@pytest.mark.parametrize(
    ("link", "at"),
    [(None, NOON), (replace(LINK, is_withdrawn=True), NOON), (LINK, LINK.until)],
)
def test_a_link_that_is_not_open_says_always_the_same(link: Link | None, at: datetime) -> None:
    with pytest.raises(LinkClosed) as refused:
        enter(link, at=at)

    assert refused.value.facts == {}


def test_what_is_given_is_tidied() -> None:
    given = give(replace(GIFT, name=" Cô\n Mai ", text="Mai trường nghỉ. \r\n"))

    assert given == GIFT
    assert credit_of(given) == "Cô Mai (Trường tiểu học)"
    assert credit_of(replace(given, organisation="")) == "Cô Mai"


def test_sound_alone_is_enough() -> None:
    assert give(replace(GIFT, text="", organisation="", has_sound=True)).has_sound


@pytest.mark.parametrize(
    ("gift", "refusal"),
    [
        (replace(GIFT, agrees=False), NeedsConsent),
        (replace(GIFT, name=" "), NeedsName),
        (replace(GIFT, name="a" * 81), NeedsName),
        (replace(GIFT, name="<b>Mai</b>"), HasMarkup),
        (replace(GIFT, organisation="Trường 🎉"), HasPicture),
        (replace(GIFT, text=" "), NothingGiven),
        (replace(GIFT, text="Chào 🎉"), HasPicture),
        (replace(GIFT, text="<script>alert(1)</script>"), HasMarkup),
        (replace(GIFT, text="a" * 20_001), TextTooLong),
    ],
)
def test_what_cannot_be_kept_is_not_taken(gift: Gift, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        give(gift)


def test_what_waits_is_taken_over_or_declined() -> None:
    take_over(Fate.WAITING, unit=HERE, by=NAM, at=NOON)

    assert decline(Fate.WAITING, reason=" Trùng ", unit=HERE, by=NAM, at=NOON) == "Trùng"


@pytest.mark.parametrize(
    ("fate", "reason", "by", "refusal"),
    [
        (Fate.WAITING, "Trùng", LAN, NotAllowed),
        (Fate.TAKEN, "Trùng", NAM, WrongState),
        (Fate.DECLINED, "Trùng", NAM, WrongState),
        (Fate.WAITING, " ", NAM, DeclineNeedsReason),
        (Fate.WAITING, "a" * 501, NAM, DeclineNeedsReason),
    ],
)
def test_declining_is_refused(fate: Fate, reason: str, by: Officer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decline(fate, reason=reason, unit=HERE, by=by, at=NOON)


def test_what_nobody_took_is_kept_for_ninety_days() -> None:
    assert kept_since(NOON) == NOON - timedelta(days=90)
