"""Count what passes, for the health line."""

from collections import Counter


class Counts(Counter[str]):
    """How often each thing happened since the gateway started."""

    def line(self) -> str:
        """Return the counts as one line."""
        return " ".join(f"{name}={count}" for name, count in sorted(self.items()))
