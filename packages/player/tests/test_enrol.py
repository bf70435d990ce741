"""Becoming a box of a site: what the code promises, and what the answer must hold."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loa_player import words
from loa_player.box import Folder, NotEnrolled
from loa_player.enrol import Incomplete, NoAnswer, ServerRefused, enrol
from loa_player.store import Store
from loa_player.testing import authority
from loa_player.testing.authority import Keys
from loa_player.testing.site import Web
from loa_protocol.enrolment import BadCode, Code, WrongRoot
from loa_protocol.errors import Refusal
from loa_protocol.messages import to_body
from loa_protocol.signing import SigningKey
from loa_protocol.trust import NotForThisBox, UnknownKey


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder.at(tmp_path / "box")


def test_a_box_makes_its_own_key_and_keeps_what_it_was_told(folder: Folder, web: Web) -> None:
    identity = enrol(folder, web.url, web.code.text.lower())

    assert folder.identity() == identity
    assert web.asked[0]["key"] == folder.key().public.text
    assert "seed" not in json.dumps(web.asked)
    for path in folder.path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    store = Store.open(folder.memory)
    assert len(store.trusted()) == 5
    assert store.kept("place") is not None
    assert store.kept("settings") is not None
    store.close()


def test_a_key_is_made_once(folder: Folder) -> None:
    assert folder.key() == folder.key()
    with pytest.raises(NotEnrolled):
        folder.identity()


def test_a_mistyped_code_is_not_even_sent(folder: Folder, web: Web) -> None:
    with pytest.raises(BadCode):
        enrol(folder, web.url, web.code.text[:-1])

    assert web.asked == []


def test_a_site_with_another_root_is_not_believed(folder: Folder, web: Web) -> None:
    promised = Code(secret=web.code.secret, root=Code.fresh(SigningKey.generate().public).root)

    with pytest.raises(WrongRoot):
        enrol(folder, web.url, promised.text)
    with pytest.raises(NotEnrolled):
        folder.identity()


def test_a_code_that_was_used_is_the_servers_to_refuse(folder: Folder, web: Web) -> None:
    enrol(folder, web.url, web.code.text)

    with pytest.raises(ServerRefused) as refusal:
        enrol(folder, web.url, web.code.text)
    assert refusal.value.facts["reason"] == "enrolment.code_used"


@pytest.mark.parametrize("said", [b"not JSON", b"[]"])
def test_a_refusal_without_a_reason_is_a_refusal_too(folder: Folder, web: Web, said: bytes) -> None:
    web.refusal = said

    with pytest.raises(ServerRefused):
        enrol(folder, web.url, web.code.text)


def test_nobody_at_the_address_is_said_so(folder: Folder, web: Web) -> None:
    with pytest.raises(NoAnswer):
        enrol(folder, "http://127.0.0.1:9", web.code.text)


@pytest.mark.parametrize("date", ["yesterday", "Thu, 99 Nov 2026 10:00:00 GMT", "0" * 200])
def test_a_date_that_cannot_be_read_is_said_so(folder: Folder, web: Web, date: str) -> None:
    web.date = date

    with pytest.raises(NoAnswer) as refusal:
        enrol(folder, web.url, web.code.text)
    assert "no date that can be read" in words.sentence(refusal.value)


def test_a_date_without_a_zone_is_taken_for_utc(folder: Folder, web: Web) -> None:
    web.date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S -0000")

    assert enrol(folder, web.url, web.code.text).device == authority.DEVICE


Change = Callable[[dict[str, Any], Keys], None]


def without_place(answer: dict[str, Any], keys: Keys) -> None:
    kinds = ("place",)
    answer["envelopes"] = [one for one in answer["envelopes"] if one["body"]["type"] not in kinds]


def of_another_box(answer: dict[str, Any], keys: Keys) -> None:
    without_place(answer, keys)
    stands = keys.minh.sign(to_body(authority.place(device="d-2")))
    answer["envelopes"].append(stands.as_json())


def by_a_stranger(answer: dict[str, Any], keys: Keys) -> None:
    without_place(answer, keys)
    stands = SigningKey.generate().sign(to_body(authority.place()))
    answer["envelopes"].append(stands.as_json())


def without_device(answer: dict[str, Any], keys: Keys) -> None:
    del answer["device"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (without_place, Incomplete),
        (of_another_box, NotForThisBox),
        (by_a_stranger, UnknownKey),
        (without_device, NoAnswer),
    ],
)
def test_an_answer_that_does_not_hold_together_changes_nothing(
    folder: Folder, web: Web, keys: Keys, change: Change, refusal: type[Refusal]
) -> None:
    web.change = lambda answer: change(answer, keys)

    with pytest.raises(refusal):
        enrol(folder, web.url, web.code.text)
    with pytest.raises(NotEnrolled):
        folder.identity()
    store = Store.open(folder.memory)
    assert store.trusted() == ()
    store.close()


def test_every_refusal_that_a_person_can_meet_has_a_sentence() -> None:
    for refusal in (BadCode(), WrongRoot(), NoAnswer(), ServerRefused(), Incomplete()):
        assert refusal.code in words.WORDS
        assert words.sentence(refusal).endswith(f"[{refusal}]")
    assert "could not be done" in words.sentence(Refusal())
