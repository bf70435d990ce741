"""Owns the append-only, hash-chained log of who did what.

`from loa import audit` and `audit.record(actor, "bulletin.approved", bulletin, unit=…)`
inside the transaction of the thing recorded.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loa.audit.actions import record, record_emergency

__all__ = ["record", "record_emergency"]


def __getattr__(name: str) -> Any:
    """Reach the actions once Django is ready; this module is read before its tables."""
    if name not in __all__:
        raise AttributeError(name)
    from loa.audit import actions  # noqa: PLC0415 - tables do not exist while apps load

    return getattr(actions, name)
