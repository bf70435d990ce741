"""Begin a bulletin from an item of the production plan, and tie the two together."""

from django.http import HttpRequest

from loa.bulletins.models import Bulletin
from loa.desk.forms import Choices, choices_of
from loa.domain.products import Product, ProductKind
from loa.orgs import queries as orgs
from loa.orgs.models import Person
from loa.production import planned, planning
from loa.production.models import PlanItem


def asked(request: HttpRequest, person: Person) -> PlanItem | None:
    """Return the item that is written, if the page was opened from one.

    Raises:
        NotFound: there is none such, or not for this person.
    """
    said = (request.POST if request.method == "POST" else request.GET).get("plan", "")
    return planned.item(person, int(said[:12])) if said.isdecimal() else None


def unit_of(item: PlanItem) -> Choices:
    """Offer the unit that plans it, and no other."""
    named = orgs.names_of_units({item.unit_path})
    return choices_of([(item.unit_path, named.get(item.unit_path, item.unit_path))])


def filled(item: PlanItem | None) -> dict[str, object]:
    """Say what the page for a new bulletin begins with."""
    return {"plan": item.pk, "title": item.title, "kind": item.kind} if item else {}


def product(item: PlanItem | None, kind: str) -> Product:
    """Say how it is counted; a topic that is in force no longer is left open."""
    topic = item.topic if item and item.topic and item.topic.is_in_force else None
    return Product(kind=ProductKind(kind or ProductKind.NOTICE), topic=topic.code if topic else "")


def note_begun(person: Person, item: PlanItem | None, bulletin: Bulletin) -> None:
    """Tie the bulletin to the item it was written for.

    Raises:
        WrongState, NotAllowed: it was begun already, or is somebody else's.
    """
    if item is not None:
        planning.begin(person, item.pk, bulletin.pk)
