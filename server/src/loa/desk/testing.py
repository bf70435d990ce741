"""One example of every address of the desk."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from io import BytesIO
from uuid import uuid4

from django.utils import timezone

from loa.broadcast import sessions
from loa.broadcast.models import Proposal
from loa.bulletins import retention
from loa.bulletins.testing import MEETING, make_approved, make_recorded, make_waiting
from loa.domain.days import VIETNAM
from loa.domain.permissions import Duty
from loa.domain.retention import Rule
from loa.media import dictionary, phrases
from loa.media.models import Phrase
from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust, today
from loa.web.signin import second_step

Fields = Mapping[str, object]
OF_ONESELF = (
    "today",
    "bulletins",
    "waiting",
    "sessions",
    "proposals",
    "archive",
    "figures",
    "figure",
    "phrases",
)


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address."""
    here = places.commune.path
    day = today() + timedelta(days=3)
    evening = sessions.open_session(
        cast.nam,
        unit=here,
        name="Buổi họp chợ",
        starts=datetime.combine(day, time(17), VIETNAM),
        ends=datetime.combine(day, time(18), VIETNAM),
    )
    waiting = make_waiting(cast.nam, here, title="Họp xóm Thượng")
    approved = make_approved(cast.nam, cast.hoa, here, title="Nước sạch xóm Hạ")
    proposal = Proposal.objects.create(
        bulletin=str(approved.uid),
        version=1,
        unit=here,
        areas=[here],
        reasons=["night"],
        proposed_by=cast.hoa.actor_id,
        proposed_at=timezone.now(),
    )
    recorded = make_recorded(cast.nam, here)
    said = phrases.Said(text="Họp xóm Thượng", kind=Phrase.Kind.SENTENCE, file=BytesIO(b"a voice"))
    phrase = phrases.record(cast.nam, places.commune, "vi", said)
    entrust(cast.nam, Duty.RELEASE, places.commune)
    second_step.give(cast.nam, second_step.new_secret())
    hidden = ("Họp xóm Thượng", "Nước sạch xóm Hạ", "Buổi họp chợ")
    of, room = {"bulletin_id": waiting.pk}, {"session_id": evening.pk}
    return {
        **{f"desk:{name}": Example(open_to=OpenTo.ONESELF, hides=hidden) for name in OF_ONESELF},
        "desk:robot-voice": Example(
            open_to=OpenTo.ONESELF, body={"unit": here, "do": "on"}, hides=("Vĩnh Hòa",)
        ),
        **_retention(cast, places, hidden),
        "desk:compose": Example(open_to=OpenTo.ONESELF, body=announcement(here)),
        **_dictionary(cast.nam, here),
        "desk:open-session": Example(open_to=OpenTo.ONESELF, body=_window(here)),
        "desk:bulletin": _ours(cast.nam, of),
        "desk:details": _ours(cast.nam, of, {"title": "Khác", "klass": "ordinary"}),
        "desk:export": _ours(cast.nam, {"bulletin_id": approved.pk}, _podcast()),
        "desk:script": _ours(cast.nam, {"bulletin_id": approved.pk}),
        "desk:readout": _ours(cast.nam, {"bulletin_id": approved.pk}),
        "desk:product": _ours(cast.nam, of, {"kind": "news", "origin": "own"}),
        "desk:add-language": _ours(cast.nam, of, {"language": "en", "text": "Meeting"}),
        "desk:wording": _ours(cast.nam, {**of, "language": "vi"}, {"text": "Khác"}),
        "desk:transcript": _ours(
            cast.nam, {"bulletin_id": recorded.pk, "language": "vi"}, {"words": "Kính thưa"}
        ),
        "desk:programme": _ours(cast.nam, {**of, "language": "vi"}),
        "desk:programme-step": _ours(cast.nam, {**of, "language": "vi", "step": "put-together"}),
        "desk:step": _ours(cast.nam, {**of, "step": "withdraw"}),
        "desk:release": _ours(cast.nam, {"bulletin_id": approved.pk}, {"key": str(uuid4())}),
        "desk:proposal": _ours(cast.nam, {"proposal_id": proposal.pk, "step": "drop"}),
        "desk:phrase-take-out": _ours(cast.nam, {"phrase_id": phrase.pk}),
        "desk:session": _ours(cast.nam, room),
        "desk:session-step": _ours(cast.nam, {**room, "step": "drop"}),
    }


def _retention(cast: Cast, places: Places, hidden: tuple[str, ...]) -> dict[str, Example]:
    """Have An say how long sounds are kept."""
    rule = retention.set_rule(cast.an, Rule(unit=places.commune.as_path(), years=5))
    asked = {"unit": places.commune.path, "years": "5", "confirmed": "on"}
    return {
        "desk:retention": Example(open_to=OpenTo.ONESELF, body=asked, hides=hidden),
        "desk:retention-end": _ours(cast.an, {"rule_id": rule.pk}),
    }


def _dictionary(by: Person, unit: str) -> dict[str, Example]:
    """Put a word into the dictionary of the unit."""
    entry = dictionary.add_entry(by, unit, written="HTX", spoken="hợp tác xã mẫu")
    word = {"entry_id": entry.pk}
    return {
        "desk:dictionary": Example(open_to=OpenTo.ONESELF, hides=("hợp tác xã mẫu",)),
        "desk:dictionary-entry": _ours(by, word, {"spoken": "hợp tác xã"}),
        "desk:dictionary-remove": _ours(by, word),
    }


def _ours(
    by: Person, kwargs: Mapping[str, object], body: Mapping[str, object] | None = None
) -> Example:
    return Example(open_to=OpenTo.THE_UNIT, by=by, kwargs=kwargs, body=body or {})


def announcement(unit: str) -> dict[str, object]:
    """Fill in the page for a new bulletin."""
    return {"key": str(uuid4()), "unit": unit, "text": MEETING, "klass": "ordinary"}


def _podcast() -> dict[str, object]:
    return {"kind": "podcast", "language": "vi"}


def _window(unit: str) -> dict[str, object]:
    day = today() + timedelta(days=4)
    return {"unit": unit, "name": "Sáng", "date": str(day), "starts": "05:00", "ends": "06:00"}
