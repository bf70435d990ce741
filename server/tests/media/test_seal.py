"""No word leaves a child: the kernel ends one that asks for a socket, and keeps it in its folder.

A library that calls home and keeps quiet about it would be killed here, as the
misbehaving child is; so an engine that answers has asked for no socket, ever.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from loa.media.audio.values import Bounds, Mastered
from loa.media.children import seal
from loa.media.children.ask import ask
from loa.media.children.messages import (
    MasterRequest,
    PhonemeRequest,
    Phonemes,
    SpeechRequest,
    Spoken,
    VoiceRequest,
)
from loa.media.refusals import TooHard
from loa.media.testing import voice, write_sound
from loa.media.testing.misbehaving import Order, Told
from loa.media.testing.shelves import the_english_pack

LEFT_BEHIND = {
    "progress",
    "master.flac",
    "horn.opus",
    "listen.opus",
    "listen.mp3",
    "low.opus",
    "loud.opus",
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Give a child a folder, empty, which is also all the home it knows."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def misbehave(how: str, folder: Path) -> Told:
    return ask("loa.media.testing.misbehaving", Order(how=how), Told, folder=folder)


@pytest.mark.parametrize("how", ["call home", "look up a name", "call home quietly"])
def test_a_child_that_asks_for_the_network_is_ended(
    own: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    with pytest.raises(TooHard) as caught:
        misbehave(how, own)

    assert caught.value.facts == {"why": "network"}


@pytest.mark.skipif(not seal.kernel_guards_folders(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("how", ["write elsewhere", "make a folder elsewhere"])
def test_a_child_that_writes_outside_its_folder_is_refused(
    own: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    with pytest.raises(TooHard):
        misbehave(how, own)

    assert [path.name for path in own.parent.iterdir()] == ["own"]


def test_a_child_writes_in_its_folder_as_it_likes(own: Path) -> None:
    assert misbehave("write here", own).words == "mine"


def robot(own: Path) -> set[str]:
    request = SpeechRequest(
        text="Xin chào bà con.", voice="vi", words_a_minute=130, path=str(own / "speech.wav")
    )
    ask("loa.media.children.espeak_speech", request, Spoken, folder=own)
    return {"speech.wav"}


def phonemes(own: Path) -> set[str]:
    request = PhonemeRequest(text="Good evening.", voice="en-us")
    ask("loa.media.children.espeak_phonemes", request, Phonemes, folder=own)
    return set()


def voice_pack(own: Path) -> set[str]:
    shelf = own.parent / "shelf"
    shelf.mkdir()
    ready = the_english_pack().make_ready(shelf)
    request = VoiceRequest(
        sentences=("həlˈoʊ.",),
        model=str(ready.model),
        symbols=str(ready.symbols),
        pace=100,
        path=str(own / "speech.wav"),
    )
    ask("loa.media.children.voicepack", request, Spoken, folder=own)
    return {"speech.wav"}


def mastering(own: Path) -> set[str]:
    source = write_sound(own.parent / "sent.wav", voice(1))
    request = MasterRequest(source=str(source), into=str(own), bounds=Bounds())
    ask("loa.media.children.master", request, Mastered, folder=own)
    return LEFT_BEHIND


@pytest.mark.parametrize("work", [robot, phonemes, voice_pack, mastering])
def test_no_child_of_ours_asks_for_a_socket_or_leaves_anything_but_its_work(
    own: Path, work: Callable[[Path], set[str]]
) -> None:
    expected = work(own)

    assert {path.name for path in own.iterdir()} == expected


def test_a_processor_that_we_do_not_know_gets_no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "vax")

    with pytest.raises(seal.CannotSeal, match="vax"):
        seal._steps()


def test_a_kernel_that_will_not_seal_is_told() -> None:
    assert seal._insist(0) == 0
    with pytest.raises(seal.CannotSeal):
        seal._insist(-1)
