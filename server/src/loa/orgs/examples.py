"""One example of every address, so that a test can try them all as somebody else.

Each app with pages or an API has in its `testing.py`

    def example_routes(places: Places, cast: Cast) -> dict[str, Example | Sequence[Example]]

which makes what its addresses need in the commune of Hoa and Nam, and names an
example for each, or several, by its full name (`desk:bulletin`; the pattern
where an address has no name). `server/tests/test_every_route.py` fails for an address
without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from loa.orgs.models import Person


class OpenTo(Enum):
    """For whom an address is there."""

    EVERYBODY = auto()
    """Even those who have not signed in. Reading it changes nothing."""
    SIGNED_IN = auto()
    """The same for all who have signed in; nobody changes anything there."""
    ONESELF = auto()
    """Everybody sees their own, and nothing of others. With a `body`: it names what is
    not theirs, so posting it is refused."""
    THE_UNIT = auto()
    """For others it does not exist: 404, whatever they send."""
    BOXES = auto()
    """Boxes with their own credentials; people get nothing, signed in or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One address with things that exist behind it."""

    open_to: OpenTo
    by: Person | None = None
    """Who has business there: for them it is not 404. Needed for THE_UNIT."""
    kwargs: Mapping[str, object] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    """What to send. With it, posting would succeed for the one who has business there."""
    hides: tuple[str, ...] = ()
    """Words that others must not read there, beside the names of the people."""
