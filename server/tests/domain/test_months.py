"""Months, as the big tables are cut."""

from datetime import UTC, datetime, timedelta, timezone

from loa.domain.months import Month


def test_a_month_reaches_over_the_new_year() -> None:
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2026, 1).plus(-13) == Month(2024, 12)


def test_an_instant_lies_in_its_month_by_utc() -> None:
    early = datetime(2026, 12, 1, 6, tzinfo=timezone(timedelta(hours=7)))

    assert Month.of(early) == Month(2026, 11)


def test_a_month_ends_where_the_next_begins() -> None:
    month = Month(2026, 12)

    assert (month.start, month.end) == (
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert month.name == "2026_12"
