"""Every night what can never be used again is forgotten, and nothing else."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from loa.broadcast import jobs, outbox, upkeep
from loa.broadcast.models import Delivery, Dropped, OrderRow, Outbox
from loa.broadcast.partitions import parts
from loa.broadcast.testing import an_order, keep, place
from loa.domain.months import Month

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 20, 17, 40, tzinfo=timezone.get_fixed_timezone(0))
A_MOMENT = timedelta(minutes=1)


def order_that_ended(at: datetime, order_id: str = "order-1") -> OrderRow:
    """Let an order out whose time is over at that instant."""
    lives = timedelta(minutes=30)
    return keep(an_order(order_id, issued_at=at - lives, lives=lives))


def test_the_outbox_keeps_what_is_over_for_a_week() -> None:
    order_that_ended(NOW - timedelta(days=7) - A_MOMENT, "old")
    order_that_ended(NOW - timedelta(days=7) + A_MOMENT, "young")

    upkeep.tidy(NOW)

    assert list(Outbox.objects.values_list("order", flat=True)) == ["young"]
    assert OrderRow.objects.count() == 2


def test_how_often_something_was_dropped_is_kept_for_a_year() -> None:
    for day in (date(2026, 3, 20), date(2026, 3, 21)):  # it is the 21st in Vietnam
        Dropped.objects.create(day=day, device="box-1", code="box.unknown", count=1)

    upkeep.tidy(NOW)

    assert list(Dropped.objects.values_list("day", flat=True)) == [date(2026, 3, 21)]


def test_what_is_over_is_no_longer_waited_for_and_the_rest_is() -> None:
    for order_id, ends in (("over", NOW), ("live", NOW + A_MOMENT)):
        row = order_that_ended(ends, order_id)
        Outbox.objects.update(published_at=row.issued_at)
        outbox.expand(lambda *_: [place("box-1")], now=NOW)

    assert upkeep.stop_repeating(NOW) == 1
    assert upkeep.stop_repeating(NOW) == 0

    waiting = Delivery.objects.filter(send_at__isnull=False)
    assert list(waiting.values_list("order", flat=True)) == ["live"]
    assert Delivery.objects.count() == 2


def test_the_nightly_work_does_all_of_it_and_makes_the_months_ahead() -> None:
    now = timezone.now()
    order_that_ended(now - timedelta(days=8))

    jobs.tidy(timestamp=0)

    assert not Outbox.objects.exists()
    ahead = f"broadcast_receipt_{Month.of(now).plus(2).name}"
    assert ahead in parts()
