"""What each button of a programme does. The view finds it by its name."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import QueryDict
from loa_protocol.errors import NotFound

from loa.bulletins import programmes
from loa.bulletins.programmes import Place
from loa.desk.steps import key_in, number_in
from loa.orgs.models import Person

Button = Callable[[Person, Place, QueryDict], object]


def _add(person: Person, place: Place, given: QueryDict) -> object:
    key = key_in(given)
    if key is None:
        raise NotFound(key="")
    return programmes.add(person, place, number_in(given, "sound"), given.get("title", ""), key=key)


def _lay(person: Person, place: Place, given: QueryDict) -> object:
    return programmes.lay_music(person, place, number_in(given, "sound"), given.get("title", ""))


def _move(steps: int) -> Button:
    return lambda person, place, given: programmes.move(
        person, place, number_in(given, "which"), steps=steps
    )


BUTTONS: Final[Mapping[str, Button]] = {
    "add": _add,
    "lay-music": _lay,
    "drop-music": lambda person, place, _given: programmes.drop_music(person, place),
    "earlier": _move(-1),
    "later": _move(1),
    "take-out": lambda p, place, given: programmes.take_out(p, place, number_in(given, "which")),
    "put-back": lambda p, place, given: programmes.put_back(p, place, number_in(given, "which")),
    "put-together": lambda person, place, _given: programmes.put_together(person, place),
}
