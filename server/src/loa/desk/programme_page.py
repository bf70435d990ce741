"""Gather what the page of a programme shows: its parts, its music, and where sounds are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.forms import Form
from django.utils import timezone

from loa.bulletins import programme_sources, programmes, queries
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.bulletins.programme_sources import Source
from loa.bulletins.programmes import Place
from loa.desk.programme_forms import FindForm, MusicForm, PartForm, SendForm
from loa.domain import bulletins as rules
from loa.domain.languages import name_of
from loa.media.models import Sound
from loa.orgs.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Forms that were sent and refused; they are shown again as they were typed."""

    part: int = 0
    """Whose form `cut` is."""
    cut: PartForm | None = None
    music: MusicForm | None = None
    send: SendForm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A sound that may be added, and the key that adds it once."""

    source: Source
    key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A part that is heard, with the form to cut it by; none while its sound is being made."""

    part: ArrangementPart
    form: PartForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """Everything on the page."""

    place: Place
    bulletin: Bulletin
    text: VersionText
    language: str
    may_edit: bool
    rows: tuple[PartRow, ...] = ()
    aside: tuple[ArrangementPart, ...] = ()
    lasts_ms: int = 0
    made: Sound | None = None
    """What was put together from the parts as they are now."""
    music: Sound | None = None
    music_title: str = ""
    music_form: MusicForm | None = None
    send: Form = field(default_factory=lambda: SendForm(initial={"key": uuid4()}))
    find: FindForm
    offered: Mapping[str, list[Offer]] = field(default_factory=dict)
    may_put_together: bool = False


def page_of(
    actor: Person, place: Place, *, find: FindForm, bound: Bound | None = None
) -> ProgrammePage:
    """Gather the page of one programme.

    Raises:
        NotFound: there is no such bulletin or language, or not for this actor.
    """
    text, kept = programmes.arrangement(actor, place)
    bound = bound or Bound()
    version = text.version
    steps = rules.steps_open_to(
        queries.as_rules_see(version), by=actor.as_officer(), at=timezone.now()
    )
    page = ProgrammePage(
        place=place,
        bulletin=version.bulletin,
        text=text,
        language=name_of(text.language),
        may_edit="edit" in steps,
        find=find,
    )
    if bound.send:
        page = replace(page, send=bound.send)
    if page.may_edit:
        page = replace(page, offered=_offered(actor, text, find))
    return _with_parts(page, kept, bound) if kept else page


def _with_parts(page: ProgrammePage, kept: Arrangement, bound: Bound) -> ProgrammePage:
    """Add what was begun."""
    parts = list(kept.parts())
    is_made = kept.made_id is not None and kept.made_id == page.text.sound_id
    music = kept.music
    form = MusicForm.of(kept) if music and music.state == Sound.State.READY else None
    return replace(
        page,
        may_put_together=page.may_edit and not programmes.is_put_together(page.text, kept),
        rows=tuple(_row(part, bound) for part in parts if part.position is not None),
        aside=tuple(part for part in parts if part.position is None),
        lasts_ms=kept.as_arrangement().lasts_ms,
        made=kept.made if is_made and not page.text.has_loose_parts else None,
        music=music,
        music_title=kept.music_title,
        music_form=bound.music or form,
    )


def _row(part: ArrangementPart, bound: Bound) -> PartRow:
    if part.sound.state != Sound.State.READY:
        return PartRow(part=part, form=None)
    typed = bound.cut if bound.part == part.pk else None
    return PartRow(part=part, form=typed or PartForm.of(part))


def _offered(actor: Person, text: VersionText, find: FindForm) -> dict[str, list[Offer]]:
    """Look for sounds, each kind under its name."""
    words = find.cleaned_data["words"] if find.is_valid() else ""
    found = programme_sources.sources(actor, text, words)
    kinds = {
        "bulletins": found.bulletins,
        "used_before": found.used_before,
        "phrases": found.phrases,
    }
    return {name: [Offer(source=one) for one in some] for name, some in kinds.items() if some}
