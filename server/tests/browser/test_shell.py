"""The pages that belong to nobody else, looked at."""

import pytest
from loa.orgs.testing import Cast
from loa.web.testing import Look, Visitor, complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    looks = [
        Look(name="sign in", path="/sign-in/"),
        Look(name="display", path="/display/"),
        Look(name="style", path="/style/", by=cast.an),
        Look(name="menu", path="/menu/", by=cast.nam),
        Look(name="home", path="/", by=cast.nam),
        Look(name="account", path="/account/", by=cast.hoa),
        Look(name="password", path="/account/password/", by=cast.nam),
        Look(name="second step", path="/account/second-step/", by=cast.nam),
        Look(name="spare codes", path="/account/spare-codes/", by=cast.hoa),
        Look(name="nowhere", path="/nowhere/", by=cast.nam),
        Look(name="forbidden", path="/style/", by=cast.nam),
    ]

    assert complaints_about(visitor, looks) == {}
