"""Every address of the site, tried as somebody of another commune and of another province.

What belongs to the commune of Hoa and Nam does not exist for them: 404, and nothing
in any table has changed. An address without an example fails here; each app names
its examples in its `testing.py` (see `loa.orgs.examples`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from loa.domain.permissions import Duty
from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, make_person

NOTED_AT_EVERY_VISIT = ("django_session", "axes_", "web_knock")
HERE = {"hoa", "nam", "tuan", "an"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the resolver."""

    name: str
    pattern: str
    is_named: bool


def routes() -> list[Route]:
    return sorted(_below(get_resolver()), key=lambda route: route.name)


def _below(resolver: URLResolver, space: str = "", start: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = start + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name}" if entry.name else pattern
            yield Route(name=name, pattern=pattern, is_named=bool(entry.name))
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, inner, pattern)


ROUTES = {route.name: route for route in routes()}


Examples = list[tuple[str, Example]]


@pytest.fixture
def examples(places: Places, cast: Cast) -> Examples:
    """Ask every app for its examples; an address of many uses has several."""
    found: dict[str, Example | Sequence[Example]] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("loa.") and (module := offering(app.name)):
            offer = getattr(module, "example_routes", None)
            found |= offer(places, cast) if offer else {}
    return [
        (name, example)
        for name, offered in found.items()
        for example in ([offered] if isinstance(offered, Example) else offered)
    ]


def offering(app: str) -> ModuleType | None:
    """Find an app's `testing.py`, or `routes.py` where testing is a folder."""
    found = find_spec(f"{app}.testing")
    if found is None:
        return None
    is_folder = found.submodule_search_locations is not None
    return import_module(f"{app}.testing.routes" if is_folder else f"{app}.testing")


def address(name: str, example: Example) -> str:
    if not ROUTES[name].is_named:
        return f"/{ROUTES[name].pattern}"
    return reverse(name, kwargs=dict(example.kwargs))


def everything() -> list[tuple[str, str]]:
    """Return a digest of every table, but for what every visit notes."""
    tables = [
        table
        for table in connection.introspection.table_names()
        if not table.startswith(NOTED_AT_EVERY_VISIT)
    ]
    each = (
        f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return sorted(cursor.fetchall())


def visit(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def ask(client: Client, name: str, example: Example) -> dict[str, HttpResponse]:
    """Get and post, and return the answers."""
    where = address(name, example)
    return {"GET": client.get(where), "POST": client.post(where, dict(example.body))}


def text_of(answer: HttpResponse) -> str:
    if answer.streaming and answer.is_async:
        return ""  # events never end; what they tell is `web.live`'s own tests' to judge
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def read_only(client: Client, name: str, example: Example) -> dict[str, HttpResponse]:
    """Get only: posting there would rightly change something of one's own."""
    return {"GET": client.get(address(name, example))}


def complaint(name: str, example: Example, person: Person, hidden: tuple[str, ...]) -> str:
    """Say what is wrong when somebody else tries this address; nothing when all is well."""
    client = visit(person)
    before = everything()
    has_own = example.open_to in {OpenTo.ONESELF, OpenTo.EVERYBODY}
    answers = (read_only if has_own and not example.body else ask)(client, name, example)
    status = {verb: answer.status_code for verb, answer in answers.items()}
    said = "".join(text_of(answer) for answer in answers.values())
    told = [words for words in (*hidden, *example.hides) if words in said]
    if everything() != before:
        return f"{name}: something changed {status}"
    if told:
        return f"{name}: others read {told}"
    if max(status.values()) >= 500 or not is_right(example.open_to, status):
        return f"{name}: {status} is not {example.open_to.name}"
    return ""


def is_right(open_to: OpenTo, status: dict[str, int]) -> bool:
    """Say whether somebody else gets the answers that such an address owes them."""
    match open_to:
        case OpenTo.THE_UNIT:
            if status["GET"] == 303:  # the address alone says where to (`web.posting`)
                return status["POST"] == 404
            return set(status.values()) <= {404, 405} and 404 in status.values()
        case OpenTo.BOXES:
            return min(status.values()) >= 400
        case OpenTo.ONESELF:
            return status.get("POST", 404) >= 400
        case _:
            return status["GET"] < 400 or status["GET"] == 405


def marked_names_of(cast: Cast) -> tuple[str, ...]:
    """Give the people of the commune names that stand nowhere else, and return those."""
    names = {who: f"{getattr(cast, who).display_name} ⁂" for who in HERE}
    for who, name in names.items():
        Person.objects.filter(pk=getattr(cast, who).pk).update(display_name=name)
    return tuple(names.values())


def test_every_address_has_an_example(examples: Examples) -> None:
    named = {name for name, _ in examples}

    assert sorted(set(ROUTES) - named) == [], "name them in the app's testing.py"
    assert sorted(named - set(ROUTES)) == [], "these addresses are gone"


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_others_find_nothing_and_change_nothing(cast: Cast, examples: Examples, who: str) -> None:
    person, hidden, wrong = getattr(cast, who), marked_names_of(cast), []
    for name, example in examples:
        with transaction.atomic():
            wrong.append(complaint(name, example, person, hidden))
            transaction.set_rollback(True)

    assert "\n".join(filter(None, wrong)) == ""


def test_a_contributor_finds_nothing_but_their_own(
    places: Places, cast: Cast, examples: Examples
) -> None:
    mai = make_person("mai", "Hoàng Thị Mai", places.commune, Duty.CONTRIBUTE)
    hidden, wrong = marked_names_of(cast), []
    for name, example in examples:
        with transaction.atomic():
            wrong.append(complaint(name, example, mai, hidden))
            transaction.set_rollback(True)

    assert "\n".join(filter(None, wrong)) == ""


def test_strangers_are_led_to_the_door(examples: Examples) -> None:
    wrong = []
    for name, example in examples:
        with transaction.atomic():
            before = everything()
            answers = {} if example.open_to is OpenTo.EVERYBODY else ask(visit(None), name, example)
            if everything() != before:
                wrong.append(f"{name}: something changed")
            for verb, answer in answers.items():
                is_door = answer.status_code == 302 and answer["location"].startswith("/sign-in/")
                if not is_door and not 400 <= answer.status_code < 500:
                    wrong.append(f"{verb} {name}: {answer.status_code}")
            transaction.set_rollback(True)

    assert wrong == []


def test_the_examples_are_there_for_those_who_have_business_there(
    examples: Examples,
) -> None:
    wrong = []
    for name, example in examples:
        if example.open_to is not OpenTo.THE_UNIT:
            continue
        assert example.by is not None, f"{name} is for nobody"
        with transaction.atomic():
            status = {v: a.status_code for v, a in ask(visit(example.by), name, example).items()}
            transaction.set_rollback(True)
        if 404 in status.values() or set(status.values()) == {405} or max(status.values()) >= 500:
            wrong.append(f"{name}: {status}")

    assert wrong == []


def test_no_address_is_a_dead_end_for_whoever_reloads_it(cast: Cast, examples: Examples) -> None:
    pages = [(name, one) for name, one in examples if one.open_to is not OpenTo.BOXES]
    answers = {name: visit(one.by or cast.nam).get(address(name, one)) for name, one in pages}

    assert [name for name, answer in answers.items() if answer.status_code == 405] == []
