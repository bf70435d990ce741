"""The topics of one box, and no others."""

from dataclasses import dataclass

from loa_protocol.topics import Up, listened, spoken

from loa.stations.credentials import Login


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one box may hear and where it may speak. Whole topics: no wildcard."""

    hears: tuple[str, ...]
    speaks: tuple[str, ...]


def rules_of(login: Login) -> Rules:
    """Derive them from where the box stands."""
    return Rules(
        hears=listened(login.area, home=login.home, device=login.device),
        speaks=tuple(spoken(what, home=login.home, device=login.device) for what in Up),
    )
