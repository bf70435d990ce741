"""How many signed receipts a second one gateway checks and keeps, and what a kill -9 costs.

Ten thousand boxes send ten receipts each in two messages, a tenth of those twice; each
box sends the next message when the site has acknowledged the one before. In the middle
the gateway is killed and started again.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from crowd import site
from figure import at_least, at_most, beside, progress

BOXES = 10_000
EACH = 10
TOGETHER = 5
"""Receipts in one message. A box sends all that wait, up to fifty."""
TWICE = 10
"""Every so many messages, one is sent twice."""
RECEIVED, FINISHED = "received", "finished"
LEAST = 3_000
MOST_MIB = 250
MIB = 1024**2


def make_orders() -> list[str]:
    """Keep orders that the receipts are about, and that nobody need be sent."""
    from django.utils import timezone
    from loa.broadcast.models import OrderRow, Outbox
    from loa.broadcast.testing import an_order, keep

    now = timezone.now()
    names = [f"order-{number}" for number in range(5)]
    for name in names:
        keep(an_order(name, areas=("vn/04",), issued_at=now, lives=timedelta(days=1)))
    Outbox.objects.all().delete()
    OrderRow.objects.update(expanded_at=now)
    return names


def write(town: site.Town, orders: list[str], path: Path) -> int:
    """Sign every receipt, and write down what each box will send; return how many there are."""
    from loa.broadcast.testing import TestBox
    from loa_protocol.frames import bundle
    from loa_protocol.messages import Stage
    from loa_protocol.topics import Up, spoken

    messages = 0
    with path.open("w", encoding="utf-8") as file:
        for device, key in town.keys.items():
            box = TestBox(device=device, home=town.homes[device], key=key)
            topic = spoken(Up.RECEIPT, home=box.home, device=device)
            stages = [(order, stage) for order in orders for stage in (RECEIVED, FINISHED)]
            signed = [box.receipt(o, Stage(s), at=int(time.time() * 1000)) for o, s in stages]
            for start in range(0, EACH, TOGETHER):
                part = signed[start : start + TOGETHER]
                line = f"{device} {part[-1].body['id']} {topic} {bundle(part).hex()}\n"
                file.write(line)
                messages += 1
                if messages % TWICE == 0:
                    file.write(line)
    return len(town.keys) * EACH


@dataclass(slots=True, kw_only=True)
class Watch:
    """Look at the gateway while it works; kill it once in the middle."""

    town: site.Town
    half: int
    largest: int = 0
    kept: int = 0
    killed_at: float | None = None
    away_s: float = 0.0
    """From the death until the first receipt was kept after it."""

    def look(self) -> None:
        """Note how large it is, and kill it when half of the receipts are kept."""
        from loa.broadcast.models import Receipt

        process = psutil.Process(self._child().process.pid)
        self.largest = max(self.largest, process.memory_info().rss)
        kept = Receipt.objects.count()
        if self.killed_at is None and kept >= self.half:
            progress("the gateway is killed, and started again")
            self.killed_at = time.perf_counter()
            self._kill()
            kept = Receipt.objects.count()
        elif self.killed_at is not None and not self.away_s and kept > self.kept:
            self.away_s = time.perf_counter() - self.killed_at
        self.kept = kept

    def _kill(self) -> None:
        children = self.town.site.children
        child = self._child()
        child.process.kill()
        child.process.wait()
        children.start(self.town.site.gateway())

    def _child(self) -> Any:
        children: list[Any] = self.town.site.children.children
        return [one for one in children if one.recipe.name == "gateway"][-1]


def main() -> None:
    """Take the figures."""
    with site.running(BOXES) as town:
        from loa.broadcast.models import Delivery, Receipt

        progress("receipts are signed")
        path = town.folder / "receipts"
        count = write(town, make_orders(), path)
        crowd = site.Crowd(town)
        progress("everybody logs in")
        crowd.ask("connect")
        watch = Watch(town=town, half=count // 2)
        progress("receipts are sent")
        crowd.say("deliver", str(path))
        while not crowd.has_answered(within_s=0.5):
            watch.look()
        watch.look()
        told = crowd.answer()
        crowd.leave()
        kept, deliveries = Receipt.objects.count(), Delivery.objects.count()
    at_least("receipts: sustained", count / (told["seconds"] - watch.away_s), LEAST, "/s")
    beside("receipts: nothing kept after the kill for", watch.away_s, "s")
    beside("receipts: with that time", count / told["seconds"], "/s")
    at_most("receipts: lost or counted twice", abs(kept - count), 0, "receipts")
    at_most("receipts: deliveries amiss", abs(deliveries - count // 2), 0, "deliveries")
    at_most("receipts: memory of the gateway", watch.largest / MIB, MOST_MIB, "MiB")
    beside("receipts: sent again", told["again"], "messages")


if __name__ == "__main__":
    main()
