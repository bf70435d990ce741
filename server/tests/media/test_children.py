"""A child that reads strangers' bytes may die, hang or lie; its parent says so in words."""

import errno
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest
from loa.media.audio.values import Mastered
from loa.media.children import ask as asking
from loa.media.children.answer import reply
from loa.media.children.ask import ask
from loa.media.children.limits import Limits
from loa.media.children.wire import Malformed, from_json, to_json
from loa.media.refusals import NotSound, TooHard, TooLong
from loa.media.testing import voice, write_sound
from loa.media.workshop import master_safely

MISBEHAVING = "loa.media.testing.misbehaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    words: str
    numbers: tuple[int, ...] = ()
    share: float = 0.0
    note: str | None = None


def told_by(how: str, folder: Path, **limits: float) -> Told:
    return ask(MISBEHAVING, Order(how=how), Told, folder=folder, limits=Limits(**limits))  # type: ignore[arg-type]


def test_a_child_masters_a_file(tmp_path: Path) -> None:
    made = master_safely(write_sound(tmp_path / "sent.wav", voice(2)), tmp_path)

    assert isinstance(made, Mastered)
    assert made.master.measured.samples == 2 * 48_000
    assert (tmp_path / "horn.opus").stat().st_size > 0
    assert (tmp_path / "horn.opus").stat().st_mode & 0o077 == 0


def test_a_childs_refusal_arrives_with_its_facts(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("Kính thưa bà con. " * 400)

    with pytest.raises(NotSound):
        master_safely(tmp_path / "text.mp3", tmp_path)
    with pytest.raises(TooLong) as caught:
        told_by("refuse", tmp_path)

    assert caught.value.facts == {"seconds": 9, "limit": 3}


def test_a_typed_answer_arrives_whole(tmp_path: Path) -> None:
    told = told_by("obey", tmp_path)

    assert told == Told(words="xin chào", numbers=(1, 2), share=0.5)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("crash", "died"),
        ("raise", "died"),
        ("eat", "memory"),
        ("lie about the type", "nonsense"),
        ("lie about the code", "nonsense"),
        ("lie about the facts", "nonsense"),
        ("mumble", "nonsense"),
        ("ramble", "nonsense"),
    ],
)
def test_a_child_that_misbehaves_is_a_refusal(
    tmp_path: Path, how: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    with pytest.raises(TooHard) as caught:
        told_by(how, tmp_path, address_mib=512)

    assert caught.value.facts == {"why": why}


def test_a_child_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TooHard) as caught:
        told_by("wait", tmp_path, wall_s=1)

    assert caught.value.facts == {"why": "time"}


def test_a_child_that_computes_for_ever_is_ended(tmp_path: Path) -> None:
    with pytest.raises(TooHard) as caught:
        told_by("spin", tmp_path, cpu_s=1)

    assert caught.value.facts == {"why": "time"}


def test_a_child_sees_no_secret_of_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")

    assert "SECRET_KEY" not in told_by("look around", tmp_path).words


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught:
        told_by("fill the disk", tmp_path)

    assert caught.value.errno == errno.ENOSPC


def test_other_faults_of_the_system_are_not_swallowed() -> None:
    def work() -> None:
        raise PermissionError(errno.EACCES, "no")

    with pytest.raises(PermissionError):
        reply(work)


def test_a_master_with_other_files_than_agreed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = master_safely(write_sound(tmp_path / "sent.wav", voice(1)), tmp_path)
    lie = Mastered(master=made.master, renditions=made.renditions[:1])
    monkeypatch.setattr("loa.media.workshop.ask", lambda *_, **__: lie)

    with pytest.raises(TooHard):
        master_safely(tmp_path / "sent.wav", tmp_path)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {"words": 3},
        {"words": "a", "numbers": 3},
        {"words": "a", "numbers": [True]},
        {"words": "a", "other": 1},
        {},
        {"words": "a", "share": "0.5"},
    ],
)
def test_json_of_another_shape_is_refused(plain: object) -> None:
    with pytest.raises(Malformed):
        from_json(Told, plain)


def test_a_value_survives_the_wire() -> None:
    value = Told(words="a", numbers=(1,), share=1, note="b")

    assert from_json(Told, {**to_json(value), "numbers": [1]}) == value


def test_a_child_that_ended_itself_by_kill_is_told_as_time() -> None:
    assert asking._cause(-9) == "time"
