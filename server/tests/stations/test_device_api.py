"""What boxes ask over HTTP."""

import io
import json
from base64 import b64encode
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client
from loa.audit.models import Entry
from loa.media.store import store
from loa.stations import actions
from loa.stations.models import Box, EnrolmentCode
from loa.stations.testing import Enrolment, Site
from loa_protocol.enrolment import EnrolReply
from loa_protocol.signing import Envelope, SigningKey, VerifyKey

KEY = SigningKey(b"k" * 32).public.text
SOUND = bytes(range(256)) * 8


def enrol(client: Client, **fields: Any) -> HttpResponse:
    asked = {"secret": "00" * 10, "key": KEY, "name": "loa-01"} | fields
    return client.post("/device/v1/enrol", json.dumps(asked), "application/json")


def test_a_box_enrols_and_is_told_all_it_needs(client: Client, site: Site, tuan: Any) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)

    answer = enrol(client, secret=code.secret.hex())

    assert answer.status_code == 201
    told = answer.json()
    told_as = msgspec.convert(told, EnrolReply)
    assert VerifyKey.from_text(told_as.root).text == told["root"]
    assert set(told) == {
        "device", "home", "root", "envelopes", "broker", "files_url", "heartbeat_s"
    }  # fmt: skip
    assert set(told["broker"]) == {"url", "user", "password", "qos"}
    assert told["broker"]["user"] == told["device"]
    assert len(told["broker"]["password"]) == 32
    kinds = [Envelope.from_json(one).body["type"] for one in told["envelopes"]]
    assert kinds == ["delegation"] * 4 + ["revocations"] * 3 + ["place", "settings"]
    assert told["files_url"].endswith("/device/v1/files/")
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_used_code_is_refused_and_nothing_changes(client: Client, site: Site, tuan: Any) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    enrol(client, secret=code.secret.hex())

    answer = enrol(client, secret=code.secret.hex(), key=SigningKey.generate().public.text)

    assert answer.status_code == 409
    assert answer.json()["code"] == "enrolment.used"
    assert "mã mới" in answer.json()["detail"]
    assert Box.objects.count() == 1
    assert Entry.objects.filter(action="enrolment.code_used_twice").count() == 1
    assert EnrolmentCode.objects.get().last_try_from == "127.0.0.1"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("not json", 400, "enrolment.bad_request"),
        ("[1]", 400, "enrolment.bad_request"),
        ('{"secret": 7}', 400, "enrolment.bad_request"),
        (json.dumps({"secret": "0" * 5000, "key": "", "name": ""}), 400, "enrolment.bad_request"),
        (json.dumps({"secret": "00" * 10, "key": "x", "name": ""}), 400, "enrolment.bad_request"),
        (json.dumps({"secret": "00" * 10, "key": KEY, "name": ""}), 404, "enrolment.unknown_code"),
    ],
)
def test_nonsense_gets_a_code_and_a_sentence(
    client: Client, site: Site, body: str, status: int, code: str
) -> None:
    answer = client.post("/device/v1/enrol", body, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


@pytest.mark.usefixtures("one_moment")
def test_guessing_is_slowed_down(client: Client, site: Site) -> None:
    statuses = {enrol(client).status_code for _ in range(61)}

    assert statuses == {404, 429}


@pytest.fixture
def digest() -> str:
    return store().put(io.BytesIO(SOUND)).digest


def fetch(client: Client, digest: str, box: Enrolment | None, **headers: str) -> Any:
    if box is not None:
        login = f"{box.told.device}:{box.told.password}"
        headers["Authorization"] = "Basic " + b64encode(login.encode()).decode()
    return client.get(f"/device/v1/files/{digest}", headers=headers)


def test_a_box_fetches_a_file_by_its_digest(
    client: Client, enrolment: Enrolment, digest: str
) -> None:
    answer = fetch(client, digest, enrolment)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == SOUND
    assert answer["Content-Length"] == str(len(SOUND))


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=100-", 100, 2048),
        ("bytes=0-0", 0, 1),
        ("bytes=2000-9999", 2000, 2048),
        ("bytes=-48", 2000, 2048),
        ("bytes=2000-" + "9" * 18, 2000, 2048),
    ],
)
def test_a_box_fetches_the_part_that_is_missing(  # noqa: PLR0917
    client: Client, enrolment: Enrolment, digest: str, asked: str, start: int, end: int
) -> None:
    answer = fetch(client, digest, enrolment, Range=asked)

    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == SOUND[start:end]
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/2048"


def test_a_number_of_five_thousand_digits_asks_for_the_whole(
    client: Client, enrolment: Enrolment, digest: str
) -> None:
    assert fetch(client, digest, enrolment, Range="bytes=0-" + "9" * 5000).status_code == 200


def test_a_part_that_is_not_there_is_refused(
    client: Client, enrolment: Enrolment, digest: str
) -> None:
    answer = fetch(client, digest, enrolment, Range="bytes=2048-")

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */2048"


def test_a_stranger_fetches_nothing(client: Client, digest: str, db: None) -> None:
    zero = b64encode(b"d-\0:password").decode()
    long = b64encode(b"d" * 9000 + b":password").decode()
    for login in (None, "Basic !!!", "Basic YTpi", f"Basic {zero}", f"Basic {long}"):
        headers = {} if login is None else {"Authorization": login}
        answer = fetch(client, digest, None, **headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_revoked_box_fetches_nothing(
    client: Client, enrolment: Enrolment, digest: str, tuan: Any
) -> None:
    actions.revoke_box(tuan, enrolment.told.device)

    assert fetch(client, digest, enrolment).status_code == 401


@pytest.mark.parametrize("digest", ["0" * 64, "..", "%2e%2e%2fsecret.key"])
def test_what_is_not_there_is_not_found(client: Client, enrolment: Enrolment, digest: str) -> None:
    assert fetch(client, digest, enrolment).status_code == 404
