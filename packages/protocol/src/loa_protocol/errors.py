"""Say no, and carry the facts of why.

    Refusal
    ├── NotAllowed        the person or key may not do this here
    ├── WrongState        somebody has already moved this on
    ├── NotFound          there is no such thing for this person
    └── …                 every package adds its own, beside the rule that raises it

A refusal carries facts; the edge turns its `code` into words in the reader's
language (`loa.web.refusals`) or into a signed receipt (`loa_player`).
"""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule said no. Nothing was changed."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        """Keep the facts; they become words only at the edge."""
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        """Return the code and the facts, for logs."""
        told = ", ".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        return f"{self.code} ({told})" if told else self.code


class NotAllowed(Refusal):
    """The person, or the key, may not do this for that unit."""

    code = "not_allowed"


class WrongState(Refusal):
    """It is not in the state that this step starts from."""

    code = "wrong_state"


class NotFound(Refusal):
    """There is no such thing, or not for this person. The answer is the same."""

    code = "not_found"
