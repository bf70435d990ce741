"""Gather what a bulletin's page shows: words, sound, length, history, and the next steps."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from loa_protocol.errors import Refusal
from loa_protocol.messages import Target

from loa.broadcast import queries as orders
from loa.broadcast import session_queries
from loa.broadcast.models import Proposal, Session
from loa.bulletins import queries, transcripts
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.bulletins.twins import heard_before
from loa.desk.reading_shown import ReadAloud, read_aloud
from loa.desk.transcript_shown import Written, written_of
from loa.domain import bulletins as rules
from loa.domain.bulletins import CLEARED, State
from loa.domain.languages import Lack, name_of
from loa.domain.permissions import Duty
from loa.domain.spoken import estimated_seconds
from loa.media import queries as media
from loa.media.models import Sound
from loa.orgs import listening
from loa.orgs import queries as orgs
from loa.orgs.models import Person
from loa.stations import queries as stations
from loa.web import refusals

CHIPS = {
    State.DRAFT: ("idle", "pencil"),
    State.SUBMITTED: ("wait", ""),
    State.RETURNED: ("bad", "undo-2"),
    State.APPROVED: ("ok", ""),
    State.RELEASED: ("info", "volume-2"),
    State.WITHDRAWN: ("idle", "ban"),
}


MOST_PLACES_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A state as the page shows it."""

    kind: str
    words: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of a bulletin as the page shows it."""

    kept: VersionText
    name: str
    aloud: ReadAloud | None = None
    written: Written | None = None
    """What is written of its recording; None where its words stand in writing."""
    lasts_ms: int
    is_guess: bool
    is_broken: bool
    """Its sound could not be made."""
    is_unheard: bool = False
    """A robot voice reads it, and this person has not heard it to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a version."""

    at: datetime
    words: str
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPage:
    """Everything on one bulletin's page."""

    bulletin: Bulletin
    version: Version
    chip: Chip
    languages: tuple[Language, ...]
    lasts_ms: int
    is_guess: bool
    places: tuple[str, ...]
    """Names of the clusters where the writer wants it; none: everywhere."""
    lacks: tuple[str, ...]
    """Languages that people there listen in and the bulletin does not have, as sentences."""
    heard_before: tuple[Bulletin, ...]
    """Bulletins that have one of its recordings already."""
    steps: frozenset[str]
    may_submit: bool
    may_classify: bool
    may_judge_but: str
    """Why somebody who approves here may not approve this one."""
    may_release: bool
    would_release: bool
    """Whoever approves it may also let it out at once."""
    was_heard: bool
    """Something of it went out, or will: there is a page of who heard it."""
    digest: str
    rooms: tuple[Session, ...]
    """The sessions ahead with room for it."""
    key: UUID
    """Made with the page: placing it twice by a second tap places it once."""
    has_sessions: bool
    may_place: bool
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bulletin in a list."""

    version: Version
    chip: Chip
    author: str
    lasts_ms: int
    languages: frozenset[str]


def page_of(actor: Person, bulletin_id: int) -> BulletinPage:
    """Gather the page of one bulletin.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    version = queries.latest(actor, bulletin_id)
    of, officer, now = version.bulletin, actor.as_officer(), timezone.now()
    as_rules = queries.as_rules_see(version)
    steps = rules.steps_open_to(as_rules, by=officer, at=now)
    heard = media.masters_heard(actor, [kept.sound_id for kept in version.texts()])
    written = transcripts.of_version(version)
    languages = tuple(
        replace(
            _language(kept, heard=heard),
            aloud=read_aloud(version, kept),
            written=written_of(actor, kept, written.get(kept.language)),
        )
        for kept in version.texts()
    )
    lasts_ms = sum(language.lasts_ms for language in languages)
    is_cleared = version.state in CLEARED
    releases = officer.may(Duty.RELEASE, of.unit.as_path(), timezone.localdate())
    may_programme = officer.may(Duty.PROGRAMME, of.unit.as_path(), timezone.localdate())
    rooms = session_queries.with_room(actor, of.unit_path, lasts_ms)
    return BulletinPage(
        bulletin=of,
        version=version,
        chip=chip_of(version, is_broken=any(language.is_broken for language in languages)),
        languages=languages,
        lasts_ms=lasts_ms,
        is_guess=any(language.is_guess for language in languages),
        places=tuple(_places(actor, of)),
        lacks=lacks_of(
            actor,
            {language.kept.language for language in languages},
            Target(areas=(of.unit_path,), clusters=tuple(of.clusters)),
        ),
        heard_before=tuple(heard_before(actor, version)),
        steps=steps,
        may_submit="edit" in steps,
        may_classify=officer.may(Duty.WRITE, of.unit.as_path(), timezone.localdate()),
        may_judge_but=_why_not(as_rules, actor) if "approve" not in steps else "",
        may_release=is_cleared and releases,
        would_release=releases and "approve" in steps,
        was_heard=version.released_at is not None or version.number > 1,
        digest=as_rules.digest,
        rooms=tuple(rooms),
        key=uuid4(),
        has_sessions=bool(rooms) or session_queries.ahead(actor, of.unit_path).exists(),
        may_place=bool(rooms) and is_cleared and may_programme,
        events=tuple(_events(version)),
    )


def rows(versions: Iterable[Version]) -> list[Row]:
    """Show versions in a list, each with its writer's name."""
    found = list(versions)
    names = orgs.names_of({str(version.author) for version in found})
    lasts_ms: Counter[int] = Counter()
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    broken: set[int] = set()
    for kept in VersionText.objects.filter(version__in=found).select_related("sound"):
        language = _language(kept)
        lasts_ms[kept.version_id] += language.lasts_ms
        spoken[kept.version_id].add(kept.language)
        broken |= {kept.version_id} if language.is_broken else set()
    return [
        Row(
            version=version,
            chip=chip_of(version, is_broken=version.pk in broken),
            author=names.get(str(version.author), ""),
            lasts_ms=lasts_ms[version.pk],
            languages=frozenset(spoken[version.pk]),
        )
        for version in found
    ]


def chip_of(version: Version, *, is_broken: bool) -> Chip:
    """Show a version's state as colour, picture and word; a broken sound holds up what waits."""
    if is_broken and version.state == State.SUBMITTED:
        return Chip(kind="bad", words=_("Âm thanh hỏng"), sign="volume-x")
    kind, sign = CHIPS[State(version.state)]
    return Chip(kind=kind, words=version.get_state_display(), sign=sign)


def _language(kept: VersionText, *, heard: Collection[str] = ()) -> Language:
    sound = kept.sound
    guess = 1000 * estimated_seconds(kept.text, kept.language)
    known = sound.duration_ms if sound else 0
    return Language(
        kept=kept,
        name=name_of(kept.language),
        lasts_ms=known or guess,
        is_guess=not known,
        is_broken=sound is not None and sound.state == Sound.State.REFUSED,
        is_unheard=bool(sound and sound.is_robot and sound.master_id not in heard),
    )


def _why_not(version: rules.Version, actor: Person) -> str:
    """Say why somebody with the duty to approve may not approve this; nothing for others."""
    officer, day = actor.as_officer(), timezone.localdate()
    if version.state is not State.SUBMITTED or not officer.may(Duty.APPROVE, version.unit, day):
        return ""
    try:
        rules.approve(version, digest=version.digest, by=officer, at=timezone.now())
    except Refusal as refusal:
        return refusals.words(refusal)
    return ""


def lacks_of(actor: Person, has: Collection[str], target: Target) -> tuple[str, ...]:
    """Say which languages, beside these, people listen in where a bulletin is to sound."""
    areas = set(target.areas)
    if target.clusters:
        found = stations.clusters_for(actor).filter(code__in=target.clusters)
        areas = set(found.values_list("area", flat=True)) or areas
    return tuple(_lack_in_words(lack) for lack in listening.lacks(areas, has))


def _lack_in_words(lack: Lack) -> str:
    told = {
        "language": name_of(lack.language),
        "places": ", ".join(lack.places[:MOST_PLACES_NAMED]),
        "more": len(lack.places) - MOST_PLACES_NAMED,
    }
    if len(lack.places) > MOST_PLACES_NAMED:
        return _("Chưa có bản %(language)s cho bà con %(places)s và %(more)s nơi khác.") % told
    return _("Chưa có bản %(language)s cho bà con %(places)s.") % told


def _places(actor: Person, of: Bulletin) -> list[str]:
    if not of.clusters:
        return []
    found = stations.clusters_for(actor).filter(code__in=of.clusters)
    return list(found.values_list("name", flat=True))


def _events(version: Version) -> list[Event]:
    """List what happened to a version, oldest first."""
    told = [
        (version.created_at, _("Soạn"), version.author, ""),
        (version.submitted_at, pgettext("đã", "Gửi duyệt"), version.submitted_by, ""),
        (version.returned_at, _("Trả lại"), version.returned_by, version.reason),
        (version.approved_at, pgettext("đã", "Duyệt"), version.approved_by, ""),
        (version.released_at, _("Cho phát"), version.released_by, ""),
        (version.withdrawn_at, _("Rút"), version.withdrawn_by, ""),
    ]
    names = orgs.names_of({str(who) for _at, _words, who, _reason in told if who})
    happened = [
        Event(at=at, words=words, who=names.get(str(who), ""), reason=reason)
        for at, words, who, reason in told
        if at
    ]
    return sorted(happened, key=lambda event: event.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A release that waits for a second person."""

    proposal: Proposal
    title: str
    bulletin_id: int
    who: str
    is_own: bool


def waiting_for_a_second(actor: Person) -> list[Waiting]:
    """List the releases that the actor may confirm, or asked others to."""
    found = list(orders.proposals(actor))
    names = orgs.names_of({str(one.proposed_by) for one in found})
    of = {
        str(b.uid): b for b in queries.bulletins(actor).filter(uid__in=[p.bulletin for p in found])
    }
    return [
        Waiting(
            proposal=one,
            title=of[one.bulletin].title,
            bulletin_id=of[one.bulletin].pk,
            who=names.get(str(one.proposed_by), ""),
            is_own=one.proposed_by == actor.actor_id,
        )
        for one in found
        if one.bulletin in of
    ]
