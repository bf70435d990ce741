"""How soon ten thousand boxes hold an order, beside a bare publish of as many bytes.

From the HTTP request of the second leader to the last box; the broker, the boxes and
the bytes are the same for both, and they take turns.
"""

import asyncio
import http.client
import statistics
import time
from typing import Any
from uuid import uuid4

import nats
from crowd import site
from crowd.door import TOKEN, signed_in
from figure import at_most, beside, progress

BOXES = 10_000
ROUNDS = 5
MOST_TIMES = 1.5


def approved(town: site.Town, times: int) -> Any:
    """Have a bulletin written and approved, each time another."""
    from loa.bulletins.testing import make_approved

    text = f"Kính mời bà con họp lần thứ {times}."
    from loa.bulletins.writing import Wording

    wordings = (Wording(language="vi", text=text),)
    cast = town.cast
    return make_approved(cast.nam, cast.hoa, town.places.commune.path, wordings=wordings)


def second(town: site.Town, cookie: str, proposal: Any) -> float:
    """Press the button of the second leader; return when."""
    door = http.client.HTTPConnection(town.site.env.LOA_LISTEN)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    begun = time.time()
    door.request(
        "POST", f"/proposals/{proposal.pk}/second/", f"csrfmiddlewaretoken={TOKEN}", headers
    )
    answer = door.getresponse()
    if answer.status != http.HTTPStatus.SEE_OTHER:
        raise SystemExit(f"the release was refused: {answer.status} {answer.read()[:2000]!r}")
    progress(f"  the page answered after {(time.time() - begun) * 1000:.0f} ms")
    return begun


async def publish(url: str, subject: str, payload: bytes) -> float:
    """Publish bytes and nothing else; return when."""
    connection = await nats.connect(url)
    begun = time.time()
    await connection.publish(subject, payload)
    await connection.flush()
    await connection.close()
    return begun


def calm(row: Any) -> None:
    """Wait until the boxes are written down, and send them nothing again: they never answer."""
    from loa.broadcast.models import Delivery

    while row.expanded_at is None:
        time.sleep(0.1)
        row.refresh_from_db()
    Delivery.objects.filter(order=row).update(send_at=None)


def main() -> None:
    """Take the figures."""
    with site.running(BOXES) as town:
        from loa.broadcast import actions, outbox
        from loa.broadcast.models import OrderRow
        from loa.domain.permissions import Duty
        from loa.orgs.testing import make_person
        from loa_protocol.messages import Target

        thu = make_person("thu", "Ngô Thị Thu", town.places.commune, Duty.RELEASE)
        cookie = signed_in(thu)
        crowd = site.Crowd(town)
        progress("everybody logs in")
        told = crowd.ask("connect")
        beside("release: logins", told["ready"] / told["seconds"], "/s")
        ours, bare, cpu = [], [], []
        for number in range(ROUNDS):
            progress(f"round {number + 1} of {ROUNDS}")
            bulletin = approved(town, number + 1)
            target = Target(areas=(town.places.commune.path,))
            proposal = actions.propose_release(town.cast.hoa, bulletin.pk, target)
            crowd.ask("watch", f"p-{proposal.pk}")
            begun = second(town, cookie, proposal)
            told = crowd.answer()
            ours.append(told["last"] - begun)
            cpu.append(told["cpu"] / BOXES)
            row = OrderRow.objects.get(pk=f"p-{proposal.pk}")
            mark = f"p-{uuid4()}"
            payload = outbox.framed("e-0", 1, bytes(row.envelope))
            payload = payload.replace(f"p-{proposal.pk}".encode(), mark.encode())
            calm(row)
            crowd.ask("watch", mark)
            subject = f"loa.1.dn.c.{town.places.commune.code}"
            begun = asyncio.run(publish(town.site.told["NATS_URL"], subject, payload))
            bare.append(crowd.answer()["last"] - begun)
            progress(f"  order {ours[-1] * 1000:.0f} ms, bare {bare[-1] * 1000:.0f} ms")
        crowd.leave()
    beside("release: order to the last of 10,000", statistics.median(ours) * 1000, "ms")
    beside("release: bare publish to the last of 10,000", statistics.median(bare) * 1000, "ms")
    beside("release: processor time of the boxes, each delivery", statistics.mean(cpu) * 1e6, "us")
    ratio = statistics.median(ours) / statistics.median(bare)
    at_most("release: times a bare publish", ratio, MOST_TIMES, "x")


if __name__ == "__main__":
    main()
