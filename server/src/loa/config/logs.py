"""Write a log line as a sentence followed by its facts."""

import logging

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Sentence(logging.Formatter):
    """`12:00:01 INFO Order accepted. action=order.accepted device=box-3`."""

    def __init__(self) -> None:
        """Use a short clock; the day is in the name of the file or the journal."""
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Add whatever the caller gave as `extra`."""
        facts = (f"{k}={v}" for k, v in sorted(vars(record).items()) if k not in _ORDINARY)
        return " ".join([super().formatMessage(record), *facts])
