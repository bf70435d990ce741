"""How far one person reaches alone is the site's to say."""

from dataclasses import replace
from datetime import time

import pytest
from loa.config.alone import policy
from loa.config.env import Env
from loa.domain.targeting import STANDARD


def test_where_the_site_says_nothing_the_standard_holds() -> None:
    assert policy(Env()) == STANDARD


def test_a_site_says_its_own() -> None:
    told = policy(Env(RELEASE_ALONE_COMMUNES="1", RELEASE_ALONE_NIGHT="21:30-06:00"))

    assert told == replace(STANDARD, most_communes=1, night_from=time(21, 30), night_until=time(6))


@pytest.mark.parametrize(
    "env",
    [
        Env(RELEASE_ALONE_COMMUNES="many"),
        Env(RELEASE_ALONE_CLUSTERS=""),
        Env(RELEASE_ALONE_NIGHT="22:00"),
        Env(RELEASE_ALONE_NIGHT="late-early"),
    ],
)
def test_what_is_no_number_or_no_time_is_said_in_a_sentence(env: Env) -> None:
    with pytest.raises(SystemExit, match="RELEASE_ALONE_NIGHT two times like 22:00-05:00"):
        policy(env)
