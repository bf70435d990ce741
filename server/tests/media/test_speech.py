"""A text becomes speech, or a refusal; never something else that was hidden in it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from loa.media.children import espeak_phonemes, espeak_speech, voicepack
from loa.media.children.messages import PhonemeRequest, SpeechRequest, VoiceRequest
from loa.media.refusals import LanguageNotSpoken, SpeechFailed, TooHard, VoiceNotHere
from loa.media.speech import plausible
from loa.media.speech.engines import voice_for, voice_named, voices
from loa.media.speech.espeak import EspeakEngine
from loa.media.speech.espeak_library import Espeak, EspeakFailed
from loa.media.speech.port import Voice
from loa.media.speech.voicepack import VoicePackEngine
from loa.media.testing import Samples, read_samples
from loa.media.testing.models import write_voice
from loa.media.testing.shelves import engine_with, the_english_pack

NOTICE = "Kính thưa bà con, ngày mai mất điện từ bảy giờ đến mười một giờ."
WARNING = "Attention please: the water will rise tonight, so leave the river bank now."
ROBOT = EspeakEngine()
VIETNAMESE, ENGLISH = ROBOT.voices()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voices")


@pytest.fixture(scope="session")
def packs(home: Path) -> VoicePackEngine:
    return engine_with(home, the_english_pack())


def heard(text: str, folder: Path, voice: Voice = VIETNAMESE) -> Samples:
    return read_samples(ROBOT.synthesise(text, voice, folder))


def test_a_vietnamese_text_is_read_aloud_with_headroom(tmp_path: Path) -> None:
    samples = heard(NOTICE, tmp_path)

    assert 3 < len(samples) / 48_000 < 12
    assert 0.05 < np.abs(samples).max() < 0.99


def test_a_slower_pace_takes_longer(tmp_path: Path) -> None:
    usual = len(read_samples(ROBOT.synthesise(NOTICE, VIETNAMESE, tmp_path)))
    slow = len(read_samples(ROBOT.synthesise(NOTICE, VIETNAMESE, tmp_path, pace=70)))

    assert slow > usual * 1.2


def test_the_robot_says_that_it_is_one() -> None:
    assert all(voice.is_robot for voice in ROBOT.voices())
    assert VIETNAMESE.key == "espeak:vi"


@pytest.mark.parametrize(
    "trick",
    [
        "<break time='20s'/>",
        "<speak><prosody rate='x-slow'>bà con</prosody></speak>",
        "<audio src='/etc/passwd'/>",
        "[[h@l'oU]]",
        "$(touch hacked); `touch hacked` | touch hacked",
        "--stdin -f /etc/passwd",
    ],
)
def test_markup_and_commands_are_only_words(tmp_path: Path, trick: str) -> None:
    assert len(heard(f"Xin chào {trick}", tmp_path)) / 48_000 < 12
    assert sorted(path.name for path in tmp_path.iterdir()) == ["speech.wav"]


def test_a_nul_does_not_end_the_text(tmp_path: Path) -> None:
    whole = len(heard(NOTICE.replace(",", " "), tmp_path))

    assert len(heard(NOTICE.replace(",", "\x00"), tmp_path)) == pytest.approx(whole, rel=0.1)


def test_a_language_that_it_would_read_as_nonsense_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LanguageNotSpoken) as caught:
        ROBOT.synthesise("សួស្តី", replace(VIETNAMESE, language="km"), tmp_path)

    assert caught.value.facts == {"language": "km"}


def test_a_voice_that_the_library_does_not_have_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(TooHard):
        ROBOT.synthesise(NOTICE, replace(VIETNAMESE, name="xx-none"), tmp_path)


@pytest.mark.parametrize("seconds", [0, 0.4, 400])
def test_a_length_that_cannot_be_that_text_is_refused(seconds: float) -> None:
    plausible.check(NOTICE, 5)
    with pytest.raises(SpeechFailed):
        plausible.check(NOTICE, seconds)


def test_the_bundled_english_voice_reads_a_warning(packs: VoicePackEngine, tmp_path: Path) -> None:
    (voice,) = packs.voices()

    samples = read_samples(packs.synthesise(WARNING, voice, tmp_path))

    assert not voice.is_robot
    assert 3 < len(samples) / 48_000 < 9
    assert 0.05 < np.abs(samples).max() <= 0.75
    assert sorted(path.name for path in tmp_path.iterdir()) == ["speech.wav"], "no telemetry"


def test_a_voice_that_was_taken_away_is_a_refusal(packs: VoicePackEngine, tmp_path: Path) -> None:
    (voice,) = packs.voices()

    with pytest.raises(VoiceNotHere):
        packs.synthesise(WARNING, replace(voice, name="gone"), tmp_path)


def test_a_text_without_a_sound_is_a_refusal(packs: VoicePackEngine, tmp_path: Path) -> None:
    (voice,) = packs.voices()

    with pytest.raises(SpeechFailed):
        packs.synthesise("...", voice, tmp_path)


def test_a_pack_is_made_ready_once_for_each_version(home: Path) -> None:
    home.mkdir(exist_ok=True)
    pack = the_english_pack()
    ready = pack.make_ready(home)
    made_at = ready.model.stat().st_mtime_ns

    assert pack.make_ready(home) == ready
    assert ready.model.stat().st_mtime_ns == made_at
    assert ready.model.read_bytes()[: 1 << 20] == pack.model.read_bytes()[: 1 << 20]
    assert [path.name for path in home.iterdir()] == [pack.version], "no draft is left"


def test_two_workers_that_make_a_pack_ready_at_once_end_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_voice(tmp_path / "pack")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    pack.make_ready(shelf)
    monkeypatch.setattr(Path, "exists", lambda _: False)

    ready = pack.make_ready(shelf)

    assert ready.espeak_voice == "en-us"
    assert [path.name for path in shelf.iterdir()] == [pack.version]


def test_the_symbols_are_the_makers_own_where_they_are_listed(tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_text("a 1\n", encoding="utf-8")
    pack = replace(write_voice(tmp_path / "pack"), tokens=tmp_path / "tokens.txt")

    assert pack.make_ready(tmp_path).symbols.read_text(encoding="utf-8") == "a 1\n"


def test_phonemes_come_sentence_by_sentence_with_their_punctuation() -> None:
    request = PhonemeRequest(text="Hello, world. It is 9.30 now!\n…\nGo?", voice="en-us")

    sentences = espeak_phonemes.work(request).sentences

    assert [sentence[-1] for sentence in sentences] == [".", "!", "?"]
    assert "," in sentences[0]


def test_the_voice_works_in_its_child_as_it_does_here(home: Path, tmp_path: Path) -> None:
    home.mkdir(exist_ok=True)
    ready = the_english_pack().make_ready(home)
    phonemes = espeak_phonemes.work(PhonemeRequest(text="Hello.", voice="en-us"))
    request = VoiceRequest(
        sentences=phonemes.sentences,
        model=str(ready.model),
        symbols=str(ready.symbols),
        pace=100,
        path=str(tmp_path / "hello.wav"),
    )

    assert 0.3 < voicepack.work(request).seconds < 3
    with pytest.raises(SpeechFailed):
        voicepack.work(replace(request, sentences=("☂",)))


def test_the_robot_works_in_its_child_as_it_does_here(tmp_path: Path) -> None:
    request = SpeechRequest(
        text="Xin chào.", voice="vi", words_a_minute=130, path=str(tmp_path / "hello.wav")
    )

    assert 0.3 < espeak_speech.work(request).seconds < 3
    with pytest.raises(EspeakFailed):
        Espeak("xx-none")


@pytest.mark.django_db
def test_without_a_pack_the_robot_reads() -> None:
    assert voice_for("vi").key == "espeak:vi"
    assert voice_for("en").key == "espeak:en"
    assert voice_named("espeak:en").is_robot
    assert {voice.language for voice in voices()} == {"vi", "en"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["tyz", "hmn", "km", "rad", ""])
def test_a_language_without_a_voice_has_to_be_recorded(language: str) -> None:
    with pytest.raises(LanguageNotSpoken):
        voice_for(language)


@pytest.mark.django_db
def test_a_voice_that_is_not_here_is_named() -> None:
    with pytest.raises(VoiceNotHere) as caught:
        voice_named("voicepack:hoa")

    assert caught.value.facts == {"voice": "voicepack:hoa"}


def test_the_web_process_loads_no_sound_library() -> None:
    """It would cost every web process forty megabytes, and the GPL part must stay a child."""
    look = (
        "import sys, loa.media.workshop, loa.media.speech.espeak, loa.media.speech.voicepack;"
        "print([n for n in ('av', 'numpy', 'sherpa_onnx', 'espeakng_loader') if n in sys.modules])"
    )
    seen = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, check=True, env=dict(os.environ)
    )

    assert seen.stdout.decode().strip() == "[]"
