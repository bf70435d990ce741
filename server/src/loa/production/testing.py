"""One example of every address of production."""

from loa.bulletins.testing import make_waiting
from loa.domain.contributions import Gift
from loa.domain.permissions import ActorId
from loa.domain.plan import Item
from loa.orgs.examples import Example, OpenTo
from loa.orgs.testing import Cast, Places, today
from loa.production import giving, planning
from loa.production.models import PlanItem

GIFT = Gift(name="Cô Mai dạy học", text="Mai trường nghỉ học.", agrees=True)


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address."""
    hidden = ("Mùa lúa mới",)
    bulletin = make_waiting(cast.nam, places.commune.path, title=hidden[0])
    item = _planned(cast, places)
    of = {"item_id": item.pk}
    link, token = giving.make_link(cast.nam, giving.Wanted(unit=places.commune, days=7))
    given = giving.give(token, GIFT, upload=None, consent_words="Tôi đồng ý.")
    that = {"contribution_id": given.pk}
    return {
        "production:give": Example(open_to=OpenTo.EVERYBODY, kwargs={"token": token}),
        "production:contributions": Example(open_to=OpenTo.ONESELF, hides=(GIFT.name,)),
        "production:contribution": Example(open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=that),
        "production:take-over": Example(open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=that),
        "production:decline": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=that, body={"reason": "Trùng"}
        ),
        "production:own": Example(
            open_to=OpenTo.ONESELF,
            body={"unit": places.province.code, "text": "Họp", "language": "vi", "agrees": "on"},
            hides=(GIFT.name,),
        ),
        "production:links": Example(
            open_to=OpenTo.ONESELF, body={"unit": places.commune.code, "days": 7}
        ),
        "production:link-withdraw": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs={"link_id": link.pk}
        ),
        "production:plan": Example(open_to=OpenTo.ONESELF, hides=(item.title,)),
        "production:plan-add": Example(open_to=OpenTo.ONESELF, body=_wanted(places)),
        "production:planned": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=of, body=_wanted(places)
        ),
        "production:plan-drop": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=of, body={"reason": "Mưa bão"}
        ),
        "production:sheet": Example(open_to=OpenTo.ONESELF, hides=hidden),
        "production:rates": Example(open_to=OpenTo.ONESELF, hides=hidden),
        "production:credits": Example(
            open_to=OpenTo.THE_UNIT,
            by=cast.nam,
            kwargs={"bulletin_id": bulletin.pk},
            body={"people": "Nguyễn Văn Nam; Tác giả; 100"},
        ),
    }


def _planned(cast: Cast, places: Places) -> PlanItem:
    """Have Nam asked to make something."""
    wanted = Item(
        unit=places.commune.as_path(),
        title="Chuyện làng nghề",
        due=today(),
        maker=ActorId(str(cast.nam.actor_id)),
    )
    return planning.plan(cast.hoa, wanted)


def _wanted(places: Places) -> dict[str, object]:
    """Fill in the page of the plan."""
    return {"unit": places.commune.path, "title": "Khác", "kind": "news", "due": str(today())}
