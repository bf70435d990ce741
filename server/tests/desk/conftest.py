"""People who have signed in, in front of the desk."""

from collections.abc import Callable

import pytest
from django.test import Client
from loa.orgs.models import Person
from loa.web.signin import second_step

SignIn = Callable[[Person], Client]


@pytest.fixture
def signed_in() -> SignIn:
    """Sign somebody in, with their second step set up where they need one."""

    def sign_in(person: Person) -> Client:
        if second_step.is_missing(person):
            second_step.give(person, second_step.new_secret())
        client = Client()
        client.force_login(person)
        return client

    return sign_in
