"""Gather what the second person of a release sees: where it will sound, and what it lacks there."""

from collections.abc import Mapping
from dataclasses import dataclass

from loa.bulletins.models import VersionText
from loa.desk.shown import Waiting, lacks_of, waiting_for_a_second
from loa.orgs import queries as orgs
from loa.orgs.models import Person
from loa.stations import queries as stations


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A release as it stands before whoever may confirm it."""

    waiting: Waiting
    areas: tuple[str, ...]
    """Names of the units where it will sound."""
    clusters: tuple[str, ...]
    """Names of the clusters in them; none: all."""
    lacks: tuple[str, ...]
    """Languages that people there listen in and it does not have, as sentences."""


def asked_of(actor: Person) -> list[Asked]:
    """List the releases that the actor may confirm, or asked others to, with their places."""
    found = waiting_for_a_second(actor)
    units = orgs.names_of_units({area for one in found for area in one.proposal.areas})
    codes = {code for one in found for code in one.proposal.clusters}
    known = stations.clusters_for(actor).filter(code__in=codes)
    clusters = dict(known.values_list("code", "name"))
    return [_asked(actor, one, units=units, clusters=clusters) for one in found]


def _asked(
    actor: Person, one: Waiting, *, units: Mapping[str, str], clusters: Mapping[str, str]
) -> Asked:
    texts = VersionText.objects.filter(
        version__bulletin=one.bulletin_id, version__number=one.proposal.version
    )
    has = set(texts.values_list("language", flat=True))
    return Asked(
        waiting=one,
        areas=tuple(units.get(area, area) for area in one.proposal.areas),
        clusters=tuple(clusters.get(code, code) for code in one.proposal.clusters),
        lacks=lacks_of(actor, has, one.proposal.as_target()),
    )
