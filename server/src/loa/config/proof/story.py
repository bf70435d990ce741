"""Tell the story of one bulletin, from words to receipts, by the actions that the pages use.

Everything here runs inside Django, beside a site that runs: the worker makes the sound, the gateway
carries the order, the boxes answer. Waiting always has an end.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import uuid4

from django.utils import timezone
from loa_protocol.messages import Manifest, Order, Rendition, Role, Stage, Target, read_as
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope

from loa.broadcast import actions as broadcast
from loa.broadcast.models import Delivery, OrderRow
from loa.bulletins import actions as bulletins
from loa.bulletins import queries
from loa.bulletins.actions import Draft
from loa.bulletins.models import Bulletin
from loa.bulletins.writing import Wording
from loa.config.embedded.child import ChildFailed
from loa.config.proof import hearing
from loa.domain.days import VIETNAM
from loa.domain.delivery import BY_STRENGTH, STRENGTH
from loa.domain.targeting import NeedsSecondPerson
from loa.media import hearings
from loa.media.store import store
from loa.orgs.models import Person

PROMISE_S: Final = 6
"""How far ahead the order names its second: enough for every box to fetch the sound."""
SOUND_WITHIN_S: Final = 60
_LOOK_EVERY_S: Final = 0.1

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who writes, who approves and releases."""

    writer: Person
    leader: Person


def people() -> People:
    """Return the province's two."""
    by_name = Person.objects.in_bulk(["minh", "binh"], field_name="username")
    return People(writer=by_name["minh"], leader=by_name["binh"])


def announce(by: Person, unit: str, text: str, *, language: str = "vi") -> Bulletin:
    """Write and submit a bulletin; its sound is then made by the worker."""
    wording = Wording(language=language, text=text)
    draft = Draft(unit=unit, key=uuid4(), wordings=(wording,), klass=Klass.PRIORITY)
    return bulletins.announce(by, draft)


def wait_for_sound(by: Person, bulletin: Bulletin) -> str:
    """Wait until the sound can be heard; return the digest that an approver sees.

    Raises:
        ChildFailed: it was refused, or not made in time.
    """

    def digest() -> str | None:
        sounds = [text.sound for text in queries.latest(by, bulletin.pk).texts()]
        for sound in sounds:
            if sound is not None and sound.state == "refused":
                raise ChildFailed(f"The sound was refused: {sound.refusal_code}.")
        if any(sound is None or sound.state != "ready" for sound in sounds):
            return None
        return str(queries.latest(by, bulletin.pk).as_version().digest)

    return await_(digest, within_s=SOUND_WITHIN_S, what="the sound")


def approve(by: Person, bulletin: Bulletin, digest: str) -> None:
    """Approve exactly what was heard and read."""
    for text in queries.latest(by, bulletin.pk).texts():
        if text.sound is not None:
            hearings.note_heard(by, text.sound.pk, is_their_word=True)
    bulletins.approve(by, bulletin.pk, digest)


def approved_manifest(by: Person, bulletin: Bulletin) -> Manifest:
    """Return what would be signed if it were released now."""
    return queries.approved(by, bulletin.pk).manifest


def let_out(who: People, bulletin: Bulletin, areas: Iterable[str]) -> OrderRow:
    """Release for a second soon; where one person is not enough, the other one agrees."""
    target = Target(areas=tuple(areas))
    at = (timezone.now() + timedelta(seconds=PROMISE_S + 1)).replace(microsecond=0)
    try:
        return broadcast.release(who.leader, bulletin.pk, target, at)
    except NeedsSecondPerson:
        proposal = broadcast.propose_release(who.leader, bulletin.pk, target, at)
        return broadcast.second_release(who.writer, proposal.pk)


def in_words(who: People, text: str, digest: str, row: OrderRow) -> str:
    """Say what became of a text until it went out."""
    horn = for_horns(manifest_of(row))
    seconds, began = hearing.seconds(horn.samples), row.start_at.astimezone(VIETNAM)
    return f"""
  text      “{text}”, by {who.writer}
  sound     {seconds:.2f} s at {horn.lufs / 100:.1f} LUFS, file {horn.file[:16]}…
  approved  by {who.leader}: exactly the digest {digest[:16]}…
  released  order {row.order_id} to {len(row.areas)} communes, for {began:%H:%M:%S}"""


def manifest_of(row: OrderRow) -> Manifest:
    """Return what the order's signature covers."""
    order = read_as(Envelope.from_bytes(bytes(row.envelope)).body, Order)
    if order.manifest is None:
        raise ChildFailed("The order carries no sound.")
    return order.manifest


def for_horns(manifest: Manifest) -> Rendition:
    """Return the file that loudspeakers play."""
    return next(one for one in manifest.sounds[0].renditions if one.role is Role.HORN)


def master_of(manifest: Manifest) -> hearing.Samples:
    """Return the approved sound itself."""
    with store().on_disk(manifest.sounds[0].master) as path:
        return hearing.load(path)


def wait_for_boxes(
    order: str, *, boxes: int, until: datetime, enough: Stage = Stage.REFUSED
) -> list[Delivery]:
    """Wait until so many boxes have said how it ended; return what is known then."""

    def ended() -> list[Delivery] | None:
        found = list(Delivery.objects.filter(order_id=order).order_by("cluster"))
        over = [one for one in found if is_over(one, enough)]
        return found if len(over) >= boxes or timezone.now() > until else None

    patience = (until - timezone.now()).total_seconds() + 10
    return await_(ended, within_s=patience, what="the receipts")


def is_over(delivery: Delivery, enough: Stage) -> bool:
    """Say whether a box has said its last word on an order."""
    still = delivery.strength == STRENGTH[Stage.STARTED]
    return not still and delivery.strength >= STRENGTH[enough]


def stage_of(delivery: Delivery) -> str:
    """Return the strongest word of a box, and why."""
    stage = BY_STRENGTH.get(delivery.strength)
    said = stage.value if stage else "nothing"
    return f"{said}: {delivery.reason}" if delivery.reason else said


def await_(look: Callable[[], T | None], *, within_s: float, what: str) -> T:
    """Look until there is something to see.

    Raises:
        ChildFailed: there was nothing in time.
    """
    deadline = time.monotonic() + within_s
    while (seen := look()) is None:
        if time.monotonic() > deadline:
            raise ChildFailed(f"Waited {within_s:.0f} s for {what}, in vain.")
        time.sleep(_LOOK_EVERY_S)
    return seen
