"""Where something is: a path from the nation down.

    vn                       the nation
    vn/79                    a province
    vn/79/26734              a commune
    vn/79/26734/ap-1         a village of that commune

A path says by itself what it lies inside, so a box can judge a target without a
table of units. When units merge, places and delegations are signed anew; old
paths are never rewritten.
"""

from typing import Annotated, Final, NewType

from msgspec import Meta

AreaPath = NewType("AreaPath", str)
PATTERN: Final = r"^vn(/[a-z0-9-]{1,24}){0,3}$(?!\n)"
"""Its end says that no line break may follow: `$` alone lets one pass in some languages."""
Area = Annotated[str, Meta(pattern=PATTERN, description="Path of an administrative unit.")]

NATION: Final = AreaPath("vn")
COMMUNE_PARTS: Final = 3


def contains(outer: str, inner: str) -> bool:
    """Say whether `inner` is `outer`, or lies inside it."""
    return inner == outer or inner.startswith(f"{outer}/")


def touches(one: str, other: str) -> bool:
    """Say whether two areas share any ground."""
    return contains(one, other) or contains(other, one)


def commune_of(path: str) -> AreaPath | None:
    """Return the commune a path lies in, or None above the commune."""
    parts = path.split("/")
    return AreaPath("/".join(parts[:COMMUNE_PARTS])) if len(parts) >= COMMUNE_PARTS else None
