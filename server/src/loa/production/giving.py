"""Open a way in for people outside, take what they give, and decide what becomes of it."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import IO, Final

from django.db import transaction
from django.utils import timezone

from loa import audit
from loa.bulletins import actions as bulletins
from loa.bulletins import queries
from loa.bulletins.actions import Draft
from loa.bulletins.models import Bulletin, Topic
from loa.bulletins.writing import Wording
from loa.domain import contributions as rules
from loa.domain.areas import path_of
from loa.domain.permissions import SYSTEM, Actor
from loa.domain.products import Origin, Product, known
from loa.domain.royalties import Credit, Role
from loa.domain.wording import title_of
from loa.media import actions as media
from loa.media.models import Sound
from loa.orgs.models import AdminUnit, Person
from loa.production import actions as pay
from loa.production import given
from loa.production.models import Contribution, GivingLink

TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A link as an officer wants it."""

    unit: AdminUnit
    days: int
    topic: str = ""
    organisation: str = ""


@transaction.atomic
def make_link(actor: Actor, wanted: Wanted) -> tuple[GivingLink, str]:
    """Open a way in; return it with its token, which is shown this once.

    Raises:
        NotAllowed: the actor does not write for the unit.
        BadLinkDays: it would be open for no day, or for more than a year.
        UnknownTopic: no topic in force has that code.
    """
    unit, token = wanted.unit, token_urlsafe(TOKEN_BYTES)
    link = rules.make_link(
        unit.as_path(), days=wanted.days, by=actor.as_officer(), at=timezone.now()
    )
    known(Product(topic=wanted.topic), topics=queries.topic_codes())
    kept = GivingLink.objects.create(
        digest=given.digest_of(token),
        unit=unit,
        unit_path=unit.path,
        topic=Topic.objects.filter(code=wanted.topic).first(),
        organisation=wanted.organisation.strip(),
        until=link.until,
        made_by=actor.actor_id,
    )
    audit.record(actor, "giving.opened", kept, unit.path, until=link.until.isoformat())
    return kept, token


@transaction.atomic
def withdraw_link(actor: Actor, link_id: int) -> GivingLink:
    """Close a link. What was given by it stays.

    Raises:
        NotFound, NotAllowed, WrongState: it is not the actor's to close, or is closed.
    """
    given.link(actor, link_id)
    kept = GivingLink.objects.select_for_update(no_key=True).get(pk=link_id)
    rules.withdraw_link(kept.as_link(), by=actor.as_officer(), at=timezone.now())
    kept.withdrawn_at = timezone.now()
    kept.save(update_fields=["withdrawn_at"])
    audit.record(actor, "giving.closed", kept, kept.unit_path)
    return kept


@transaction.atomic
def give(
    token: str, gift: rules.Gift, *, upload: IO[bytes] | None, consent_words: str
) -> Contribution:
    """Take what somebody outside gives. They have no account, so the system takes it.

    Raises:
        LinkClosed: the link is not open.
        NeedsConsent, NeedsName, NothingGiven, BadText: what is wrong with it.
        EmptyFile, TooBig: the file is not taken.
    """
    link = given.open_link(token)
    came = Contribution(link=link, unit=link.unit, unit_path=link.unit_path)
    return _taken_in(SYSTEM, came, gift, upload, consent_words)


@transaction.atomic
def give_as(
    actor: Person,
    unit: AdminUnit,
    gift: rules.Gift,
    *,
    upload: IO[bytes] | None,
    consent_words: str,
) -> Contribution:
    """Take what a contributor gives to a unit in their account, under their own name.

    Raises:
        NotAllowed: the actor was not entrusted with giving to the unit.
        NeedsConsent, NothingGiven, BadText: what is wrong with it.
        EmptyFile, TooBig: the file is not taken.
    """
    rules.enter_by_account(unit.as_path(), by=actor.as_officer(), at=timezone.now())
    came = Contribution(giver=actor.actor_id, unit=unit, unit_path=unit.path)
    return _taken_in(actor, came, replace(gift, name=str(actor)), upload, consent_words)


def _taken_in(
    actor: Actor,
    came: Contribution,
    gift: rules.Gift,
    upload: IO[bytes] | None,
    consent_words: str,
) -> Contribution:
    """Keep what is given beside how it came."""
    kept = rules.give(replace(gift, has_sound=upload is not None))
    if upload:
        came.sound = media.take_contributed(actor, upload, came.unit, kept.language)
    came.name, came.organisation = kept.name, kept.organisation
    came.language, came.text = kept.language, kept.text
    came.consent_version, came.consent_words = rules.CONSENT_VERSION, consent_words
    came.given_at = timezone.now()
    came.save(force_insert=True)
    audit.record(actor, "contribution.given", came, came.unit_path, consent=rules.CONSENT_VERSION)
    return came


@transaction.atomic
def take_over(actor: Person, contribution_id: int) -> Bulletin:
    """Make a draft of what was given. Who takes it over is its writer, and approves none of it.

    Raises:
        NotFound, NotAllowed, WrongState: it is not the actor's to take.
        Refusal: any other that writing may raise.
    """
    of = _locked(actor, contribution_id)
    path = path_of(of.unit_path)
    rules.take_over(of.fate, unit=path, by=actor.as_officer(), at=timezone.now())
    credit = rules.credit_of(of.as_gift())
    sound = _heard(of)
    with media.source_of(sound) if sound else nullcontext() as upload:
        of.bulletin = bulletins.write(actor, _draft(of, credit, upload))
    of.save(update_fields=["bulletin"])
    roles = (Role.AUTHOR, Role.SPEAKER) if sound else (Role.AUTHOR,)
    pay.credit(actor, of.bulletin.pk, [Credit(name=credit[:120], role=role) for role in roles])
    audit.record(actor, "contribution.taken", of, of.unit_path, bulletin=of.bulletin.pk)
    return of.bulletin


@transaction.atomic
def decline(actor: Actor, contribution_id: int, reason: str) -> Contribution:
    """Decline what was given, saying why; it is forgotten later like what nobody took.

    Raises:
        NotFound, NotAllowed, WrongState: it is not the actor's to decline.
        DeclineNeedsReason: no reason, or one too long to read.
    """
    of, now = _locked(actor, contribution_id), timezone.now()
    path = path_of(of.unit_path)
    of.reason = rules.decline(of.fate, reason=reason, unit=path, by=actor.as_officer(), at=now)
    of.declined_by, of.declined_at = actor.actor_id, now
    of.save(update_fields=["reason", "declined_by", "declined_at"])
    audit.record(actor, "contribution.declined", of, of.unit_path)
    return of


def forget_what_nobody_took() -> int:
    """Delete what was given long ago and not taken over, with names and sounds; say how many."""
    old = Contribution.objects.filter(
        bulletin__isnull=True, given_at__lt=rules.kept_since(timezone.now())
    )
    return sum(_forget(contribution_id) for contribution_id in old.values_list("pk", flat=True))


@transaction.atomic
def _forget(contribution_id: int) -> bool:
    """Delete one, unless somebody took it over meanwhile."""
    found = Contribution.objects.select_for_update().filter(pk=contribution_id)
    of = found.filter(bulletin__isnull=True).first()
    if of is None:
        return False
    sound = of.sound
    audit.record(SYSTEM, "contribution.forgotten", of, of.unit_path)
    of.delete()
    if sound is not None:
        media.forget(sound)
    return True


def _locked(actor: Actor, contribution_id: int) -> Contribution:
    given.contribution(actor, contribution_id)
    locked = Contribution.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("link__topic", "sound").get(pk=contribution_id)


def _heard(of: Contribution) -> Sound | None:
    """Return the sound that can be used; one that was refused leaves the words alone."""
    return of.sound if of.sound and of.sound.state != Sound.State.REFUSED else None


def _draft(of: Contribution, credit: str, upload: IO[bytes] | None) -> Draft:
    """Fill in the page for a new bulletin with what was given."""
    topic = of.topic
    wording = Wording(
        language=of.language,
        text=of.text,
        speaker=of.name if upload else "",
        upload=upload,
    )
    code = topic.code if topic and topic.is_in_force else ""
    return Draft(
        unit=of.unit_path,
        key=of.key,
        wordings=(wording,),
        title=title_of(of.text) or credit,
        product=Product(topic=code, origin=Origin.CONTRIBUTED),
    )
