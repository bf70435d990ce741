"""Keep orders and their deliveries (`orders`), and the sessions of the day (`sessions`)."""

from loa.broadcast.models.orders import (
    FRAMES,
    Delivery,
    Dropped,
    OrderRow,
    Outbox,
    Proposal,
    Receipt,
    SiteEpoch,
)
from loa.broadcast.models.sessions import Session, SessionItem

__all__ = [
    "FRAMES",
    "Delivery",
    "Dropped",
    "OrderRow",
    "Outbox",
    "Proposal",
    "Receipt",
    "Session",
    "SessionItem",
    "SiteEpoch",
]
