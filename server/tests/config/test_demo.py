"""The demo keeps away from sites where people work."""

import os
from unittest.mock import patch

import pytest
from django.test import Client
from loa.config.demo.accounts import ensure_cast
from loa.config.demo.cast import GIA_VIEN, NHO_QUAN, PASSWORD
from loa.config.demo.places import PROVINCE
from loa.config.env import Env, load
from loa.config.proof.check import forget_the_site
from loa.orgs.models import Kind, Person
from loa.orgs.testing import Places, make_person, make_unit


def test_no_demo_account_is_opened_where_people_work(places: Places) -> None:
    make_person("quynh", "Đặng Thu Quỳnh", places.commune)

    with pytest.raises(SystemExit, match="people of its own"):
        ensure_cast()

    assert list(Person.objects.values_list("username", flat=True)) == ["quynh"]


def test_the_people_of_the_demo_go_straight_in(client: Client, places: Places) -> None:
    make_unit(f"vn/{PROVINCE}", Kind.PROVINCE, "Ninh Bình")
    make_unit(f"vn/{PROVINCE}/{GIA_VIEN}", Kind.COMMUNE, "Gia Viễn")
    make_unit(f"vn/{PROVINCE}/{NHO_QUAN}", Kind.COMMUNE, "Nho Quan")

    ensure_cast()
    client.post("/sign-in/", {"username": "nam", "password": PASSWORD})

    assert client.get("/account/").status_code == 200
    assert not Person.objects.filter(has_first_password=True).exists()


def test_the_proof_forgets_the_site_that_the_environment_names() -> None:
    real = {"DATABASE_URL": "postgresql://real", "MQTT_URL": "mqtt://real"}
    with patch.dict(os.environ, {**real, "LOA_FILES_URL_FILE": "/run/secrets/files"}):
        forget_the_site()

        assert load() == Env()
