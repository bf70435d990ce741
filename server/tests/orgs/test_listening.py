"""In which languages people listen: who says so, and what a bulletin lacks where they live."""

import pytest
from loa.audit.models import Entry
from loa.domain.languages import Lack, TooManyLanguages
from loa.domain.permissions import NotAllowed
from loa.orgs import actions, listening
from loa.orgs.models import Listening, Person
from loa.orgs.testing import Cast, Places
from loa_protocol.errors import NotFound, Refusal

COMMUNE, UPPER, LOWER = "11848", "11848-01", "11848-02"


def test_an_administrator_says_in_which_languages_a_village_listens(
    an: Person, places: Places
) -> None:
    actions.set_languages(an, UPPER, ["hmn", "vi"])
    actions.set_languages(an, UPPER, ["vi", "km", "vi"])

    assert listening.languages_of(UPPER) == ("vi", "km")
    told = Entry.objects.filter(action="unit.languages_set").order_by("id").last()
    assert told is not None
    assert (told.subject, told.facts["languages"]) == (f"unit:{UPPER}", ["vi", "km"])


def test_nothing_is_kept_where_nothing_is_said(an: Person, places: Places) -> None:
    actions.set_languages(an, UPPER, ["hmn"])
    actions.set_languages(an, UPPER, [])

    assert listening.languages_of(UPPER) == ()
    assert not Listening.objects.exists()


@pytest.mark.parametrize(
    ("who", "code", "refusal"),
    [
        ("hoa", UPPER, NotAllowed),
        ("nam", COMMUNE, NotAllowed),
        ("lan", UPPER, NotFound),
        ("vy", UPPER, NotFound),
        ("binh", "31", NotFound),
        ("an", "0", NotFound),
    ],
)
def test_languages_are_not_set_by_others_or_elsewhere(
    cast: Cast, who: str, code: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        actions.set_languages(getattr(cast, who), code, ["km"])

    assert not Listening.objects.exists()


def test_too_many_languages_are_refused_and_the_old_ones_stay(an: Person, places: Places) -> None:
    actions.set_languages(an, UPPER, ["hmn"])

    with pytest.raises(TooManyLanguages):
        actions.set_languages(an, UPPER, ["vi", "km", "rad", "jra"])

    assert listening.languages_of(UPPER) == ("hmn",)


def lacks(*areas: str) -> dict[str, tuple[str, ...]]:
    """Return what a Vietnamese bulletin lacks in some areas."""
    found = listening.lacks(areas, {"vi"})
    assert all(isinstance(lack, Lack) for lack in found)
    return {lack.language: lack.places for lack in found}


def test_a_village_speaks_for_itself_and_otherwise_as_its_commune(
    an: Person, places: Places
) -> None:
    assert lacks(places.commune.path) == {}
    actions.set_languages(an, COMMUNE, ["vi", "tyz"])
    actions.set_languages(an, UPPER, ["hmn"])

    assert lacks(places.commune.path) == {
        "tyz": ("Xã Vĩnh Hòa",),
        "hmn": ("Thôn Thượng",),
    }
    assert lacks(places.village.path) == {"hmn": ("Thôn Thượng",)}
    assert lacks(places.second_village.path) == {"tyz": ("Xã Vĩnh Hòa",)}
    assert lacks(places.province.path).keys() == {"tyz", "hmn"}
    assert lacks(places.other_commune.path) == {}


def test_a_village_that_was_closed_is_not_asked(an: Person, places: Places) -> None:
    actions.set_languages(an, UPPER, ["hmn"])
    actions.close_village(an, UPPER)

    assert lacks(places.commune.path) == {}
