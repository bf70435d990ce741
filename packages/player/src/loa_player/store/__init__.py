"""What the box remembers: one SQLite file, with a schema version."""

from loa_player.store.store import HeldOrder, OpenPlay, Store

__all__ = ["HeldOrder", "OpenPlay", "Store"]
