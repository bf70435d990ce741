"""Keep a set of children: start in order, watch them, stop in reverse.

    with Supervisor(say=print) as children:
        children.start(database)
        children.start(web, worker)     # together, then wait for both
        children.watch()                # until Ctrl-C, or until one of them ends

Ctrl-C, `kill` and a closed terminal all stop everything, each child within its own time. Whatever
happens to this process, even kill -9, the kernel stops the children (`tether.py`).
"""

import os
import selectors
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import NoReturn, Self

from loa.config.embedded.child import Child, ChildFailed, Recipe

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """The parent of every process of one installation."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        """Keep nothing yet. `say` takes the few sentences a person should read."""
        self.say = say
        self.groups: list[list[Child]] = []

    def __enter__(self) -> Self:
        """From now on a request to stop interrupts whatever we do."""
        for wanted in ASKED_TO_STOP:
            signal.signal(wanted, _interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every child, the last one started first."""
        self.stop_all()

    def start(self, *recipes: Recipe) -> None:
        """Start some children together and wait until each is ready.

        Raises:
            ChildFailed: one did not become ready.
        """
        group: list[Child] = []
        self.groups.append(group)
        group.extend(Child(recipe) for recipe in recipes)
        for child in group:
            child.wait_until_ready()

    @property
    def children(self) -> list[Child]:
        """Everyone, in the order in which they were started."""
        return [child for group in self.groups for child in group]

    def watch(self) -> None:
        """Wait until somebody asks us to stop.

        Raises:
            ChildFailed: a child ended by itself; the text says which and how.
        """
        with suppress(KeyboardInterrupt), selectors.DefaultSelector() as selector:
            children = self.children
            pidfds = [os.pidfd_open(child.process.pid) for child in children]
            try:
                for pidfd, child in zip(pidfds, children, strict=True):
                    selector.register(pidfd, selectors.EVENT_READ, child)
                ended: Child = selector.select()[0][0].data
                ended.process.wait()
                raise ChildFailed(ended.obituary())
            finally:
                for pidfd in pidfds:
                    os.close(pidfd)

    def stop_all(self) -> None:
        """Stop everything in reverse order, those started together at the same time.

        Further requests to stop change nothing.
        """
        for wanted in ASKED_TO_STOP:
            signal.signal(wanted, signal.SIG_IGN)
        while self.groups:
            group = self.groups.pop()
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.see_it_stop()
        for wanted in ASKED_TO_STOP:
            signal.signal(wanted, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
