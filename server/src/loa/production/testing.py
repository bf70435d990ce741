"""One example of every address of production."""

from loa.bulletins.testing import make_waiting
from loa.orgs.examples import Example, OpenTo
from loa.orgs.testing import Cast, Places


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address."""
    hidden = ("Mùa lúa mới",)
    bulletin = make_waiting(cast.nam, places.commune.path, title=hidden[0])
    return {
        "production:sheet": Example(open_to=OpenTo.ONESELF, hides=hidden),
        "production:rates": Example(open_to=OpenTo.ONESELF, hides=hidden),
        "production:credits": Example(
            open_to=OpenTo.THE_UNIT,
            by=cast.nam,
            kwargs={"bulletin_id": bulletin.pk},
            body={"people": "Nguyễn Văn Nam; Tác giả; 100"},
        ),
    }
