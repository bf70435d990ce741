"""What people do with bulletins: lock, decide, save, record.

Each action stands alone in a transaction; when a rule refuses, nothing happened.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound
from loa_protocol.priority import Klass

from loa import audit
from loa.bulletins import archive, queries, reading, writing
from loa.bulletins.models import Bulletin, Version
from loa.bulletins.writing import Wording
from loa.domain import bulletins as rules
from loa.domain import products
from loa.domain.bulletins import ReadingChanged, ReadingDoubted, State
from loa.domain.products import Product
from loa.media import queries as media
from loa.orgs.models import AdminUnit, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the page for a new bulletin was filled with."""

    unit: str
    """Path of the unit in whose name it speaks."""
    key: UUID
    """Made with the empty page: the same key never writes two bulletins."""
    wordings: Sequence[Wording]
    title: str = ""
    klass: Klass = Klass.ORDINARY
    clusters: Collection[str] = field(default=())
    product: Product = field(default_factory=Product)


@transaction.atomic
def write(actor: Person, draft: Draft) -> Bulletin:
    """Keep a new bulletin as a draft. The same page sent twice keeps one.

    Raises:
        UnitIsGone: the unit is no longer in force.
        NotAllowed: the actor does not write for it.
        BadText, NothingToSay, SoundRefused: what is wrong with the words or the file.
    """
    now = timezone.now()
    unit = queries.latest_record(draft.unit)
    rules.write(
        unit.as_path(),
        is_in_force=queries.is_in_force(draft.unit),
        by=actor.as_officer(),
        at=now,
    )
    AdminUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # numbers follow one another
    if known := Bulletin.objects.filter(key=draft.key).first():
        return _own(known, actor)
    bulletin = _number(draft, unit=unit, author=actor)
    version = Version.objects.create(
        bulletin=bulletin, author=actor.actor_id, writers=[actor.actor_id]
    )
    for wording in draft.wordings:
        writing.put(version, wording, by=actor)
    bulletin.keep(products.known(draft.product, topics=queries.topic_codes()))
    return _recorded(actor, "bulletin.written", version)


@transaction.atomic
def announce(actor: Person, draft: Draft) -> Bulletin:
    """Write a bulletin and submit it in one step: the plain announcement.

    Where a person has to confirm how something is read, it stays a draft.

    Raises:
        Refusal: any other that writing or submitting may raise.
    """
    bulletin = write(actor, draft)
    try:
        return submit(actor, bulletin.pk)
    except ReadingDoubted:
        return bulletin


@transaction.atomic
def write_to_hear(actor: Person, draft: Draft) -> Bulletin:
    """Keep a draft and have its texts spoken, so that the writer hears them first.

    Raises:
        Refusal: any that writing may raise.
    """
    bulletin = write(actor, draft)
    return hear(actor, bulletin.pk)


@transaction.atomic
def change(
    actor: Person,
    bulletin_id: int,
    *,
    title: str,
    klass: Klass,
    clusters: Collection[str] = (),
) -> Bulletin:
    """Change what a bulletin is called, how urgent it is and where it is wanted.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    version = on_the_desk(actor, bulletin_id)
    bulletin = version.bulletin
    bulletin.title = title.strip()[:120] or bulletin.title
    bulletin.klass = klass.value
    bulletin.clusters = sorted(set(clusters))
    bulletin.save(update_fields=["title", "klass", "clusters"])
    return changed(actor, version)


@transaction.atomic
def classify(actor: Person, bulletin_id: int, product: Product) -> Bulletin:
    """Say what a bulletin is as a product, also after its approval: figures follow from it.

    Raises:
        NotFound, NotAllowed: it is not the actor's to classify.
        UnknownTopic: no topic in force has that code.
    """
    version = _locked(actor, bulletin_id)
    bulletin = version.bulletin
    kept = products.classify(
        product,
        topics=queries.topic_codes() | {bulletin.as_product().topic},
        unit=bulletin.unit.as_path(),
        by=actor.as_officer(),
        at=timezone.now(),
    )
    bulletin.keep(kept)
    return _recorded(actor, "bulletin.classified", version, kind=kept.kind.value, topic=kept.topic)


@transaction.atomic
def put_wording(actor: Person, bulletin_id: int, wording: Wording) -> Bulletin:
    """Write, record or upload one language; what that language held is replaced.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        BadText, NothingToSay, TooManyLanguages, SoundRefused: what is wrong with it.
    """
    version = on_the_desk(actor, bulletin_id)
    writing.put(version, wording, by=actor)
    return changed(actor, version, language=wording.language)


@transaction.atomic
def drop_recording(actor: Person, bulletin_id: int, language: str) -> Bulletin:
    """Let a voice speak the words, in place of a recording.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        NothingToSay: there are no words.
    """
    version = on_the_desk(actor, bulletin_id)
    writing.drop_recording(version, language)
    return changed(actor, version, language=language)


@transaction.atomic
def use_phrases(actor: Person, bulletin_id: int, language: str) -> Bulletin:
    """Say the words of one language with recorded phrases, joined.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        PhraseIsMissing, BadPhrase, BadArrangement: what has to be recorded first, or is too long.
    """
    version = on_the_desk(actor, bulletin_id)
    queries.text_in(actor, bulletin_id, language)
    writing.join_phrases(version, language, by=actor)
    return changed(actor, version, language=language)


@transaction.atomic
def drop_language(actor: Person, bulletin_id: int, language: str) -> Bulletin:
    """Take one language out of a draft.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    version = on_the_desk(actor, bulletin_id)
    writing.drop(version, language)
    return changed(actor, version, language=language)


@transaction.atomic
def hear(actor: Person, bulletin_id: int) -> Bulletin:
    """Have the texts of a draft spoken, so that the writer hears them before submitting.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        PhraseIsMissing: what has to be recorded first.
    """
    version = on_the_desk(actor, bulletin_id)
    writing.speak_what_is_silent(version, voices=media.languages_spoken(), by=actor)
    return version.bulletin


@transaction.atomic
def confirm_reading(actor: Person, bulletin_id: int, pieces: Collection[str]) -> Bulletin:
    """Confirm how doubtful pieces of a draft are read, each for exactly the text as it stands.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        ReadingChanged: none of these pieces is open.
    """
    version = on_the_desk(actor, bulletin_id)
    count = reading.confirm(version, pieces, by=actor)
    if not count:
        raise ReadingChanged(state="changed", needed="open")
    version.add_writer(actor.actor_id)
    return _recorded(actor, "bulletin.reading_confirmed", version, count=count)


@transaction.atomic
def submit(actor: Person, bulletin_id: int) -> Bulletin:
    """Send a draft to whoever approves, and have its sound made. Twice is once.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be submitted by the actor.
        NothingToSay, TooManyLanguages, NeedsSound, SoundIsRefused, LooseParts: what it lacks.
        ReadingDoubted: a person has to confirm how something is read.
        PhraseIsMissing: what has to be recorded first.
    """
    version = _locked(actor, bulletin_id)
    if version.state == State.SUBMITTED and actor.actor_id in version.writers:
        return version.bulletin
    voices = media.languages_spoken()
    step = rules.submit(
        queries.as_rules_see(version),
        voices=voices,
        by=actor.as_officer(),
        at=timezone.now(),
        doubts=reading.doubts(version),
    )
    writing.speak_what_is_silent(version, voices=voices, by=actor)
    version.add_writer(actor.actor_id)
    version.keep(step)
    return _recorded(actor, "bulletin.submitted", version)


@transaction.atomic
def take_back(actor: Person, bulletin_id: int) -> Bulletin:
    """Take a submitted bulletin back to the desk, before anybody decided.

    Raises:
        NotFound, WrongState, NotAllowed: it does not wait, or not for the actor.
    """
    version = _locked(actor, bulletin_id)
    step = rules.take_back(queries.as_rules_see(version), by=actor.as_officer(), at=timezone.now())
    version.keep(step)
    return _recorded(actor, "bulletin.taken_back", version)


@transaction.atomic
def approve(actor: Person, bulletin_id: int, digest: str) -> Bulletin:
    """Let exactly the words and the sound that the actor heard and read go out. Twice is once.

    Raises:
        NotFound, WrongState, NotAllowed, OwnWork: it is not to be approved by the actor.
        SoundIsRefused, SoundNotReady, DigestChanged: it is not what the actor heard and read.
        NotHeard: a robot voice reads it, and the actor has not heard it to the end.
    """
    version = _locked(actor, bulletin_id)
    if version.was_approved_by(actor.actor_id, digest):
        return version.bulletin
    approval = rules.approve(
        queries.as_rules_see(version),
        digest=digest,
        heard=media.masters_heard(actor, [text.sound_id for text in version.texts()]),
        by=actor.as_officer(),
        at=timezone.now(),
    )
    version.keep(approval)
    archive.note_approval(version.bulletin, approval.at)
    return _recorded(actor, "bulletin.approved", version, digest=approval.digest)


@transaction.atomic
def return_(actor: Person, bulletin_id: int, reason: str) -> Bulletin:
    """Send a submitted bulletin back to its writer, saying why. Twice is once.

    Raises:
        NotFound, WrongState, NotAllowed, OwnWork: it is not to be returned by the actor.
        NeedsReason: the reason is missing, or too long to read.
    """
    version = _locked(actor, bulletin_id)
    if version.was_returned_by(actor.actor_id, reason):
        return version.bulletin
    step = rules.return_(
        queries.as_rules_see(version),
        reason=reason,
        by=actor.as_officer(),
        at=timezone.now(),
    )
    version.keep(step)
    return _recorded(actor, "bulletin.returned", version)


@transaction.atomic
def note_release(actor: Person, version_id: int) -> Version:
    """Note that a version went out. Called by whoever issued the order or the programme.

    Raises:
        WrongState: nobody approved it, or it was withdrawn.
    """
    version = _lock(Version.objects.filter(pk=version_id))
    step = rules.release(queries.as_rules_see(version), by=actor.as_officer().id, at=timezone.now())
    if version.state != State.RELEASED:
        version.keep(step)
        _recorded(actor, "bulletin.released", version)
    return version


@transaction.atomic
def withdraw(actor: Person, bulletin_id: int) -> Bulletin:
    """Take a bulletin out of use, every wording. Orders and sessions are `broadcast`'s to clear.

    Raises:
        NotFound, WrongState, NotAllowed: it is gone already, or not the actor's to withdraw.
    """
    latest = _locked(actor, bulletin_id)
    now, officer = timezone.now(), actor.as_officer()
    latest.keep(rules.withdraw(queries.as_rules_see(latest), by=officer, at=now))
    for earlier in Version.objects.filter(bulletin=latest.bulletin).exclude(state=State.WITHDRAWN):
        earlier.keep(rules.withdraw(queries.as_rules_see(earlier), by=officer, at=now))
    return _recorded(actor, "bulletin.withdrawn", latest)


@transaction.atomic
def new_version(actor: Person, bulletin_id: int) -> Bulletin:
    """Begin another wording of a bulletin; the one before it stays what it is.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: one is on the desk already, or the
            actor does not write here.
    """
    latest = _locked(actor, bulletin_id)
    number = rules.new_version(
        queries.as_rules_see(latest), by=actor.as_officer(), at=timezone.now()
    )
    version = Version.objects.create(
        bulletin=latest.bulletin,
        number=number,
        author=actor.actor_id,
        writers=sorted({*latest.writers, actor.actor_id}),
    )
    writing.copy(latest, version)
    return _recorded(actor, "bulletin.reworded", version)


def _number(draft: Draft, *, unit: AdminUnit, author: Person) -> Bulletin:
    """Give a new bulletin the next number of its unit and year."""
    year = timezone.localdate().year
    of_year = Bulletin.objects.filter(unit_path=draft.unit, year=year)
    last = of_year.order_by("-number").values_list("number", flat=True).first() or 0
    title = draft.title.strip()[:120] or writing.title_for(draft.wordings)
    return Bulletin.objects.create(
        key=draft.key,
        unit=unit,
        unit_path=draft.unit,
        year=year,
        number=last + 1,
        title=title,
        klass=draft.klass.value,
        clusters=sorted(set(draft.clusters)),
        author=author.actor_id,
    )


def _own(bulletin: Bulletin, actor: Person) -> Bulletin:
    """Return what the same page wrote before, to the same person."""
    if bulletin.author != actor.actor_id:
        raise NotFound(bulletin=bulletin.pk)
    return bulletin


def _locked(actor: Person, bulletin_id: int) -> Version:
    """Lock the latest version of a bulletin that the actor may see."""
    bulletin = queries.bulletin(actor, bulletin_id)
    return _lock(Version.objects.filter(bulletin=bulletin))


def _lock(versions: "QuerySet[Version]") -> Version:
    locked = versions.select_for_update(no_key=True, of=("self",))
    return locked.select_related("bulletin__unit").order_by("-number")[:1].get()


def on_the_desk(actor: Person, bulletin_id: int) -> Version:
    """Lock a version that the actor may change now.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    version = _locked(actor, bulletin_id)
    rules.edit(queries.as_rules_see(version), by=actor.as_officer(), at=timezone.now())
    return version


def changed(
    actor: Person, version: Version, action: str = "bulletin.changed", **facts: object
) -> Bulletin:
    """Record that the actor changed a version, so that they never approve it."""
    version.add_writer(actor.actor_id)
    return _recorded(actor, action, version, **facts)


def _recorded(actor: Person, action: str, version: Version, **facts: object) -> Bulletin:
    bulletin = version.bulletin
    archive.keep_words(version)
    audit.record(actor, action, bulletin, bulletin.unit_path, version=version.number, **facts)
    return bulletin
