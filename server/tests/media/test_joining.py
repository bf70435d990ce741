"""A programme is put together from sounds that its maker may hear, and told how far it came."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from loa.audit.models import Entry
from loa.domain.arrangement import Arrangement, BadTrim, Part, PartIsGone
from loa.domain.permissions import NotAllowed
from loa.media import making, queries
from loa.media.actions import join, take_upload
from loa.media.children import ask as asking
from loa.media.children.limits import Limits
from loa.media.children.messages import Joined, JoinRequest
from loa.media.children.progress import percent, teller
from loa.media.models import Sound
from loa.media.refusals import TooHard
from loa.media.store import store
from loa.media.testing import read_samples
from loa.media.testing.misbehaving import Order
from loa.media.workshop import join_safely
from loa.orgs.models import Person
from loa.orgs.testing import Cast


@pytest.fixture
def voice(nam: Person, files: Path, recording: Path) -> Sound:
    """A recording that is made already."""
    with recording.open("rb") as file:
        return making.make(take_upload(nam, file, nam.unit, "vi").pk)


def twice(voice: Sound, **told: int) -> Arrangement:
    part = Part(master=str(voice.master_id), to_ms=1000, gap_ms=500)
    return Arrangement(parts=(part, Part(master=part.master, **{"to_ms": 1500, **told})))


def test_parts_become_one_sound_with_master_and_renditions(nam: Person, voice: Sound) -> None:
    asked = join(nam, twice(voice), "vi", nam.unit)

    made = making.make(asked.pk)

    assert (made.kind, made.state) == ("joined", "ready")
    assert made.duration_ms == 3000
    assert [each.role for each in queries.renditions(made)] == [
        *("horn", "listen", "listen", "low", "loud"),
    ]
    with store().on_disk(str(made.master_id)) as path:
        heard = read_samples(path)
    assert abs(heard[1200 * 48 : 1490 * 48]).max() < 1e-3
    assert abs(heard[: 1000 * 48]).max() > 0.05
    assert Entry.objects.filter(action="sound.joined").exists()


def test_the_same_parts_are_put_together_once(nam: Person, voice: Sound) -> None:
    first, second = (join(nam, twice(voice), "vi", nam.unit) for _ in range(2))
    other = join(nam, twice(voice, from_ms=1), "vi", nam.unit)

    assert first.recipe == second.recipe != other.recipe


def test_what_holds_a_robot_voice_says_so(nam: Person, voice: Sound) -> None:
    assert not join(nam, twice(voice), "vi", nam.unit).is_robot

    Sound.objects.filter(pk=voice.pk).update(is_robot=True)

    assert join(nam, twice(voice), "vi", nam.unit).is_robot


def test_what_is_mostly_music_is_coded_for_it(nam: Person, recording: Path, voice: Sound) -> None:
    with recording.open("rb") as file:
        song = making.make(take_upload(nam, file, nam.unit, "vi", is_music=True).pk)
    assert song.recipe != voice.recipe
    assert song.master_id == voice.master_id

    made = making.make(join(nam, twice(song), "vi", nam.unit).pk)

    assert made.is_music
    assert {each.bitrate for each in queries.renditions(made)} == {24_000, 64_000, 96_000}


def test_somebody_elses_sound_is_no_part(cast: Cast, voice: Sound) -> None:
    with pytest.raises(PartIsGone):
        join(cast.lan, twice(voice), "vi", cast.lan.unit)

    assert not Sound.objects.filter(kind="joined").exists()


def test_whoever_does_not_write_puts_nothing_together(cast: Cast, voice: Sound) -> None:
    with pytest.raises(NotAllowed):
        join(cast.hoa, twice(voice), "vi", cast.hoa.unit)


def test_a_bad_trim_keeps_nothing(nam: Person, voice: Sound) -> None:
    with pytest.raises(BadTrim):
        join(nam, twice(voice, to_ms=voice.duration_ms + 1), "vi", nam.unit)

    assert Sound.objects.count() == 1


def test_what_is_joined_says_from_what(nam: Person, voice: Sound) -> None:
    joined = join(nam, twice(voice), "vi", nam.unit)

    for wrong in ({"arrangement": None}, {"text": "chữ"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sound.objects.filter(pk=joined.pk).update(**wrong)


def test_a_part_whose_file_is_damaged_breaks_only_the_child(
    nam: Person, voice: Sound, tmp_path: Path
) -> None:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "x").write_bytes(b"not a sound")
    request = JoinRequest(
        arrangement=Arrangement(parts=(Part(master="x", to_ms=1000),)),
        sounds=str(tmp_path / "sounds"),
        path=str(tmp_path / "joined.w64"),
    )

    with pytest.raises(Exception) as told:  # noqa: PT011 - which of our refusals does not matter
        asking.ask("loa.media.children.join", request, Joined, folder=tmp_path)

    assert told.type.__module__ == "loa.media.refusals"


# --- How far it came -----------------------------------------------------------------------------


def test_a_child_tells_how_far_it_came(tmp_path: Path) -> None:
    assert percent(tmp_path) == 0

    teller(tmp_path)(0.404)

    assert percent(tmp_path) == 40


@pytest.mark.parametrize("told", [b"", b"-1", b"1e9", b"9999", b"\xff", b"99999999999"])
def test_nonsense_of_a_child_is_no_progress(tmp_path: Path, told: bytes) -> None:
    (tmp_path / "progress").write_bytes(told)

    assert percent(tmp_path) == 0


def test_the_parent_looks_now_and_then_until_the_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_GLANCE_S", 0.05)
    looked: list[None] = []

    with pytest.raises(TooHard):
        asking.ask(
            "loa.media.testing.misbehaving",
            Order(how="wait"),
            Joined,
            folder=tmp_path,
            limits=Limits(wall_s=1.0),
            watch=lambda: looked.append(None),
        )

    assert len(looked) > 1


def test_joining_tells_how_far_it_came_and_is_looked_at(
    nam: Person, voice: Sound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_GLANCE_S", 0.01)
    looked: list[int] = []

    with store().on_disk(str(voice.master_id)) as master:
        (tmp_path / str(voice.master_id)).symlink_to(master)
        join_safely(twice(voice), tmp_path, tmp_path, watch=lambda: looked.append(1))

    assert looked
    assert percent(tmp_path) == 20, "the rest is for mastering"


def percent_on_page(nam: Person, sound: Sound) -> str:
    client = Client()
    client.force_login(nam)
    page = client.get(reverse("media:player", args=[sound.pk])).text
    return page.split("<progress", 1)[1].split("</progress>")[0].split(">")[1]


def test_the_page_shows_how_far_it_came(
    nam: Person, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = join(nam, twice(voice), "vi", nam.unit)
    seen: list[str] = []

    def told(folder: Path, share: float, watch: asking.Watch) -> None:
        teller(folder)(share)
        watch()
        seen.append(percent_on_page(nam, sound))

    def joined(_what: Arrangement, _sounds: Path, folder: Path, *, watch: asking.Watch) -> Path:
        told(folder, 0.1, watch)
        return folder

    def master(_source: Path, folder: Path, *, is_music: bool, watch: asking.Watch) -> None:
        assert not is_music
        told(folder, 0.4, watch)
        raise TooHard(why="time")

    monkeypatch.setattr(making, "join_safely", joined)
    monkeypatch.setattr(making, "master_safely", master)
    making.make(sound.pk)

    assert seen == ["10 %", "40 %"]
