"""Sign what happened, and keep it until the server says that it has it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from loa_protocol.messages import Clock, Message, Receipt, Stage, to_body
from loa_protocol.signing import Envelope, SigningKey

from loa_player.commands import Report
from loa_player.items import Item
from loa_player.store import OpenPlay, Store

REFUSALS_AT_ONCE: Final = 20
REFUSAL_EVERY_MS: Final = 60_000
"""For each reason: this many at once, then one a minute. A stranger cannot fill the disk."""
NOBODY: Final = "unknown"


@dataclass(slots=True, kw_only=True)
class Voice:
    """The box's signed voice."""

    device: str
    key: SigningKey
    clock: Callable[[], Clock]
    now: Callable[[], int]

    def say(self, message: Message) -> Envelope:
        """Sign a message of this box."""
        return self.key.sign(to_body(message))


@dataclass(slots=True, kw_only=True)
class Receipts:
    """The receipts of this box."""

    voice: Voice
    store: Store
    _said: dict[str, "Bucket"] = field(default_factory=dict)
    _refused_files: set[tuple[str, str]] = field(default_factory=set)

    def report(self, report: Report) -> None:
        """Write down what happened to an item: its receipt, and that it began or ended."""
        with self.store.together():
            match report.stage:
                case Stage.STARTED:
                    self.store.begin(
                        OpenPlay(
                            item=report.item,
                            order=report.order,
                            occurrence=report.occurrence,
                            started_at=report.at,
                        )
                    )
                case Stage.FINISHED | Stage.STOPPED:
                    self.store.end(report.item)
            if report.closes_until is not None:
                self.store.finish(report.item, until=report.closes_until)
            self._add(report)

    def repeat_received(self, order: str) -> None:
        """Say again that we have an order: whoever sends it twice may not know.

        Not while receipts wait: those go out anyway, and tell more.
        """
        if self.store.receipts_waiting() or not self._may_say("received again"):
            return
        now = self.voice.now()
        self._add(Report(item=order, order=order, stage=Stage.RECEIVED, at=now))

    def refuse(self, order: str, *, code: str) -> bool:
        """Say that we refused something and why, unless we said it too often."""
        if not self._may_say(code):
            return False
        now = self.voice.now()
        self._add(Report(item=order, order=order, stage=Stage.REFUSED, at=now, reason=code))
        return True

    def refuse_file(self, item: Item, *, file: str, code: str) -> None:
        """Say that a file of an item is not what was signed for. Once is enough."""
        if (item.id, file) in self._refused_files:
            return
        self._refused_files.add((item.id, file))
        self._add(
            Report(
                item=item.id,
                order=item.order,
                occurrence=item.id if item.is_scheduled else None,
                stage=Stage.REFUSED,
                at=self.voice.now(),
                file=file,
                reason=code,
            )
        )

    def _may_say(self, what: str) -> bool:
        bucket = self._said.setdefault(what, Bucket(left=REFUSALS_AT_ONCE))
        return bucket.take(now=self.voice.now())

    def _add(self, report: Report) -> None:
        receipt = Receipt(
            id=f"r-{self.voice.now():012x}-{secrets.token_hex(8)}",
            device=self.voice.device,
            order=report.order,
            occurrence=report.occurrence,
            stage=report.stage,
            at=report.at,
            clock=self.voice.clock(),
            planned_ms=report.planned_ms,
            actual_ms=report.actual_ms,
            level=report.level,
            file=report.file,
            reason=report.reason,
        )
        self.store.add_receipt(receipt.id, self.voice.say(receipt).to_bytes())


@dataclass(slots=True, kw_only=True)
class Bucket:
    """How many more may be said for one reason."""

    left: float
    at: int | None = None

    def take(self, *, now: int) -> bool:
        """Take one, if there is one."""
        before = now if self.at is None else self.at
        earned = max(0, now - before) / REFUSAL_EVERY_MS
        self.left, self.at = min(REFUSALS_AT_ONCE, self.left + earned), now
        if self.left < 1:
            return False
        self.left -= 1
        return True
