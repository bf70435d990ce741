"""Read bulletins. The actor comes first, and sees nothing of other units."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from loa_protocol import messages
from loa_protocol.errors import NotFound
from loa_protocol.priority import Klass

from loa.bulletins.models import Bulletin, Topic, Version, VersionText
from loa.domain import bulletins as rules
from loa.domain.areas import UnitPath, text_of
from loa.domain.bulletins import CLEARED, State, UnitIsGone
from loa.domain.permissions import Actor, Duty
from loa.media import queries as media
from loa.media.models import Sound
from loa.orgs import queries as orgs
from loa.orgs.models import AdminUnit

READERS: Final = (Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME, Duty.INSPECT)
"""Whoever handles words sees them; a technician and an administrator need not."""


def bulletins(actor: Actor) -> QuerySet[Bulletin]:
    """Find the bulletins of the units in which the actor handles words, the newest first."""
    return Bulletin.objects.filter(_reach(actor, *READERS)).select_related("unit")


def bulletin(actor: Actor, bulletin_id: int) -> Bulletin:
    """Return one bulletin that the actor may see.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    found = bulletins(actor).filter(pk=bulletin_id).first()
    if found is None:
        raise NotFound(bulletin=bulletin_id)
    return found


def versions_of(actor: Actor, bulletin_id: int) -> QuerySet[Version]:
    """Find every wording of a bulletin, the newest first.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    of = bulletin(actor, bulletin_id)
    return Version.objects.filter(bulletin=of).select_related("bulletin__unit").order_by("-number")


def latest(actor: Actor, bulletin_id: int) -> Version:
    """Return the newest wording of a bulletin.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    return versions_of(actor, bulletin_id)[0]


def to_be_read_out(actor: Actor, bulletin_id: int) -> Version:
    """Return the newest approved wording of a bulletin; the newest if none is.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    versions = list(versions_of(actor, bulletin_id))
    return next((one for one in versions if one.state in CLEARED), versions[0])


def was_withdrawn_by(actor: Actor, bulletin_id: int) -> bool:
    """Say whether this very actor took a bulletin out of use.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    version = latest(actor, bulletin_id)
    return version.state == State.WITHDRAWN and str(version.withdrawn_by) == actor.as_officer().id


def text_in(actor: Actor, bulletin_id: int, language: str) -> VersionText:
    """Return one language of the newest wording.

    Raises:
        NotFound: there is no such bulletin or language, or not for this actor.
    """
    found = latest(actor, bulletin_id).texts().filter(language=language).first()
    if found is None:
        raise NotFound(bulletin=bulletin_id, language=language)
    return found


def latest_versions(actor: Actor) -> QuerySet[Version]:
    """Find the newest wording of each bulletin that the actor may see."""
    newest = Version.objects.filter(bulletin=OuterRef("bulletin")).order_by("-number")
    return (
        Version.objects.filter(_reach(actor, *READERS, through="bulletin__"))
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("bulletin__unit")
        .order_by("-bulletin__created_at", "-pk")
    )


def waiting(actor: Actor) -> QuerySet[Version]:
    """Find what the actor may approve, the one that waits longest first.

    What has a sound that could not be made is its writers' to mend, and waits with them.
    """
    return (
        Version.objects.filter(_reach(actor, Duty.APPROVE, through="bulletin__"))
        .filter(~Exists(_broken()), state=State.SUBMITTED)
        .exclude(writers__contains=[actor.actor_id])
        .select_related("bulletin__unit")
        .order_by("submitted_at")
    )


def to_mend(actor: Actor) -> QuerySet[Version]:
    """Find what came back to those who write: returned, or its sound could not be made."""
    return (
        Version.objects.filter(_reach(actor, Duty.WRITE, through="bulletin__"))
        .filter(Q(state=State.RETURNED) | Q(state=State.SUBMITTED) & Exists(_broken()))
        .select_related("bulletin__unit")
        .order_by("-pk")
    )


def _broken() -> QuerySet[VersionText]:
    """Describe the languages of a version whose sound could not be made."""
    return VersionText.objects.filter(version=OuterRef("pk"), sound__state=Sound.State.REFUSED)


def cleared(actor: Actor, unit: str) -> QuerySet[Version]:
    """Find what may be heard in a unit: the newest approved wording of each of its bulletins."""
    newest = Version.objects.filter(
        bulletin=OuterRef("bulletin"), state__in=[state.value for state in CLEARED]
    ).order_by("-number")
    return (
        Version.objects.filter(_reach(actor, *READERS, through="bulletin__"))
        .filter(bulletin__unit_path=unit, pk=Subquery(newest.values("pk")[:1]))
        .select_related("bulletin__unit")
        .order_by("-approved_at")
    )


# What the rules and the delivery need ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A wording that may be heard, as orders and programmes carry it."""

    version_id: int
    bulletin_id: int
    unit: UnitPath
    title: str
    klass: Klass
    clusters: tuple[str, ...]
    """Where the writer wanted it; none: everywhere."""
    manifest: messages.Manifest
    duration_ms: int
    """How long all its languages last, one after the other."""


def approved(actor: Actor, bulletin_id: int) -> Approved:
    """Return the newest approved wording of a bulletin that the actor may see.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
        WrongState: nobody approved it, or it was withdrawn.
        UnitIsGone: the unit that answers for it is no longer in force.
    """
    return as_approved(to_be_read_out(actor, bulletin_id))


def as_approved(version: Version) -> Approved:
    """Hand an approved wording to whoever signs.

    Raises:
        WrongState: nobody approved it, or it was withdrawn.
        DigestChanged: words or sound are not those that were approved.
        UnitIsGone: the unit that answers for it is no longer in force.
    """
    seen = as_rules_see(version)
    rules.cleared(seen)
    if seen.digest != version.digest:
        raise rules.DigestChanged(state="changed", needed="approved")
    of = version.bulletin
    manifest = messages.Manifest(
        bulletin=str(of.uid),
        version=version.number,
        approval=version.digest,
        sounds=tuple(media.as_sound(text.sound) for text in version.texts() if text.sound),
    )
    return Approved(
        version_id=version.pk,
        bulletin_id=of.pk,
        unit=of.unit.as_path(),
        title=of.title,
        klass=Klass(of.klass),
        clusters=tuple(of.clusters),
        manifest=manifest,
        duration_ms=duration_ms(manifest),
    )


def duration_ms(manifest: messages.Manifest) -> int:
    """Return how long all languages of a bulletin last, one after the other."""
    return sum(-(-sound.samples // 48) for sound in manifest.sounds)


def as_rules_see(version: Version) -> rules.Version:
    """Hand a wording to the rules, with whether its unit is in force today."""
    return version.as_version(unit_is_in_force=is_in_force(version.bulletin.unit_path))


def is_in_force(unit: str, on: datetime | None = None) -> bool:
    """Say whether some record of a path is in force; a change of name leaves it so."""
    day = timezone.localdate(on) if on else None
    return orgs.in_force(day).filter(path=unit).exists()


def latest_record(unit: str) -> AdminUnit:
    """Return the newest record of a path, in force or not.

    Raises:
        UnitIsGone: there never was such a unit.
    """
    found = AdminUnit.objects.filter(path=unit).order_by("-valid_from").first()
    if found is None:
        raise UnitIsGone(unit=unit)
    return found


def _reach(actor: Actor, *duties: Duty, through: str = "") -> Q:
    """Describe every bulletin of the units for which the actor holds one of these duties."""
    officer, today = actor.as_officer(), timezone.localdate()
    paths = {path for duty in duties for path in officer.units_for(duty, today)}
    reach = Q(pk__in=[])
    for path in paths:
        reach |= inside(text_of(path), through=through)
    return reach


def inside(unit: str, *, through: str = "") -> Q:
    """Describe every bulletin of a unit and of all inside it."""
    return Q(**{f"{through}unit_path": unit}) | Q(**{f"{through}unit_path__startswith": f"{unit}/"})


def topics() -> QuerySet[Topic]:
    """Find the topics that may be chosen today."""
    return Topic.objects.filter(is_in_force=True)


def topic_codes() -> frozenset[str]:
    """Name the topics that may be chosen today."""
    return frozenset(topics().values_list("code", flat=True))
