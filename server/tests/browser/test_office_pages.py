"""The administrator's desk, looked at."""

import pytest
from loa.orgs.testing import Cast
from loa.web.testing import Look, Visitor, complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    him = cast.nam.pk
    paths = {
        "units": "/units/",
        "unit": "/units/11848/",
        "add village": "/units/11848/villages/new/",
        "people": "/people/",
        "add person": "/people/new/",
        "person": f"/people/{him}/",
        "erase": f"/people/{him}/erase/",
        "grant": f"/people/{him}/duties/new/",
        "log": "/audit/",
    }
    looks = [Look(name=f"office {name}", path=path, by=cast.binh) for name, path in paths.items()]

    assert complaints_about(visitor, looks) == {}
