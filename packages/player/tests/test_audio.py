"""Sound in blocks: starts on the instant, fades, meters, and never falls silent by accident."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loa_player.audio.blocks import BLOCK, RATE, Block, ns
from loa_player.audio.engine import Engine, Said
from loa_player.audio.recording import Recorder
from loa_player.audio.sinks import NullSink, PipeSink, SinkLost, WavSink, named
from loa_player.audio.sources import FileSource
from loa_player.sinks import UnknownSink, check
from loa_player.testing import sounds

Saved = Callable[[str, bytes], str]
TONE = "tone:440:1000"


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    def save(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return save


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    sink = WavSink(tmp_path / "all.wav")
    sink.open()
    return Engine(sink=sink)


def run(engine: Engine, *, blocks: int) -> list[Said]:
    return [one for _ in range(blocks) for one in engine.render()]


def finish(engine: Engine, tmp_path: Path) -> Block:
    engine.sink.close()
    return sounds.heard(tmp_path / "all.wav")


def told(said: list[Said], what: str) -> dict[str, Any]:
    return next(one for one in said if one["said"] == what)


def test_an_item_starts_on_its_sample_and_is_not_shortened(
    engine: Engine, saved: Saved, tmp_path: Path
) -> None:
    start = 12_345
    engine.play("one", [saved("one.wav", sounds.wav(1.0))], at_ns=ns(start) + 1)
    said = run(engine, blocks=100)
    heard = finish(engine, tmp_path)

    assert told(said, "started")["sample"] == start
    assert told(said, "ended")["samples"] == RATE
    assert told(said, "ended")["outcome"] == "finished"
    assert not heard[:start].any()
    body = heard[start + 480 : start + RATE]
    assert np.allclose(body, sounds.chirp(1.0)[480:], atol=2e-4)
    assert not heard[start + RATE :].any()


def test_opus_mp3_and_flac_are_decoded_to_their_last_sample(saved: Saved) -> None:
    source = FileSource(saved("one.opus", sounds.opus(1.0)))
    read = [source.read(BLOCK) for _ in range(60)]
    source.close()
    whole = np.concatenate(read)

    assert len(whole) == RATE
    assert sounds.likeness(whole, sounds.chirp(1.0)) > 0.95


def test_files_follow_one_another_without_a_gap(
    engine: Engine, saved: Saved, tmp_path: Path
) -> None:
    one, two = saved("one.wav", sounds.wav(0.5)), saved("two.wav", sounds.wav(0.25))
    engine.play("both", [one, two], at_ns=0)
    said = run(engine, blocks=60)
    heard = finish(engine, tmp_path)

    assert told(said, "ended")["samples"] == RATE * 3 // 4
    assert np.allclose(heard[RATE // 2 :][: RATE // 4], sounds.chirp(0.25), atol=2e-4)


def test_the_level_is_measured_on_what_went_out(engine: Engine) -> None:
    engine.play("tone", [TONE], at_ns=0)
    said = run(engine, blocks=60)
    expected = 20 * np.log10(0.1 / np.sqrt(2)) * 100

    assert told(said, "ended")["level"] == pytest.approx(expected, abs=20)


def test_the_volume_changes_without_a_step(engine: Engine, tmp_path: Path) -> None:
    engine.set_gain(0.5)
    engine.play("tone", [TONE], at_ns=0)
    run(engine, blocks=10)
    engine.set_gain(0.0)
    run(engine, blocks=10)
    heard = finish(engine, tmp_path)

    assert np.max(np.abs(heard[BLOCK : 10 * BLOCK])) == pytest.approx(0.05, abs=0.001)
    assert not heard[11 * BLOCK :].any()
    assert np.max(np.abs(np.diff(heard))) < 0.01


def test_what_is_stopped_fades_out_and_says_how_much_was_heard(
    engine: Engine, tmp_path: Path
) -> None:
    engine.play("tone", [TONE], at_ns=0)
    run(engine, blocks=10)
    engine.stop("other")
    engine.stop("tone")
    said = run(engine, blocks=5)
    heard = finish(engine, tmp_path)

    assert told(said, "ended")["outcome"] == "stopped"
    assert told(said, "ended")["samples"] == 10 * BLOCK + 480
    assert np.max(np.abs(np.diff(heard))) < 0.01
    assert not heard[10 * BLOCK + 480 :].any()


def test_what_is_stopped_before_it_starts_was_not_heard(engine: Engine) -> None:
    engine.play("later", [TONE], at_ns=ns(RATE))
    engine.play("soon", [TONE], at_ns=ns(900))
    engine.stop_all()
    said = run(engine, blocks=1)

    assert [one["samples"] for one in said if one["said"] == "ended"] == [0, 0]
    assert [one["level"] for one in said if one["said"] == "ended"] == [None, None]
    assert engine.is_silent


def test_a_new_item_begins_in_the_block_in_which_the_old_one_fades(engine: Engine) -> None:
    engine.play("ordinary", [TONE], at_ns=0)
    run(engine, blocks=5)
    engine.stop("ordinary")
    engine.play("emergency", ["tone:880:500"], at_ns=0)
    said = run(engine, blocks=1)

    assert told(said, "ended")["item"] == "ordinary"
    assert told(said, "started")["sample"] == 5 * BLOCK


def test_two_loud_sounds_at_once_do_not_clip(engine: Engine, tmp_path: Path, saved: Saved) -> None:
    loud = saved("loud.wav", _pcm(np.sin(np.arange(RATE) / 20) * 0.99))
    engine.play("one", [loud], at_ns=0)
    engine.play("two", [loud], at_ns=0)
    run(engine, blocks=60)
    heard = finish(engine, tmp_path)

    assert np.max(np.abs(heard)) <= 10 ** (-1 / 20) + 1e-4


def _pcm(samples: np.ndarray[Any, Any]) -> bytes:
    import io  # noqa: PLC0415
    import wave  # noqa: PLC0415

    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return held.getvalue()


def test_a_file_that_is_no_sound_fails_and_the_rest_goes_on(engine: Engine, saved: Saved) -> None:
    engine.play("good", [TONE], at_ns=0)
    engine.play("bad", [saved("bad.opus", b"this is not a sound")], at_ns=0)
    engine.play("gone", ["/nowhere/at/all"], at_ns=0)
    said = run(engine, blocks=60)

    ends = {one["item"]: one["outcome"] for one in said if one["said"] == "ended"}
    assert ends == {"good": "finished", "bad": "failed", "gone": "failed"}
    assert "unready" in {one["said"] for one in said}


def test_a_file_that_breaks_in_the_middle_is_dropped_and_the_sink_gets_its_block(
    engine: Engine, saved: Saved, tmp_path: Path
) -> None:
    good, bad = saved("good.wav", sounds.wav(0.1)), saved("bad.wav", b"not a sound either")
    engine.play("half", [good, bad], at_ns=0)
    said = run(engine, blocks=20)

    assert told(said, "ended")["outcome"] == "failed"
    assert told(said, "ended")["samples"] < RATE // 10 + BLOCK
    assert len(finish(engine, tmp_path)) == 20 * BLOCK


def test_what_was_prepared_is_used_and_prepared_only_once(engine: Engine, saved: Saved) -> None:
    path = saved("one.wav", sounds.wav(0.1))
    engine.prepare("one", [path])
    Path(path).unlink()
    engine.prepare("one", [path])
    engine.play("one", [path], at_ns=0)

    assert told(run(engine, blocks=10), "ended")["outcome"] == "finished"


def test_what_was_prepared_is_not_played_when_the_item_has_other_files_by_then(
    engine: Engine, saved: Saved
) -> None:
    """A new programme may keep an occurrence and give it another sound."""
    old, new = saved("old.wav", sounds.wav(0.1)), saved("new.wav", sounds.wav(0.05))
    engine.prepare("news", [old])
    engine.play("news", [new], at_ns=0)

    assert told(run(engine, blocks=10), "ended")["samples"] == RATE // 20


def test_the_engine_says_how_it_is_once_a_second(engine: Engine) -> None:
    engine.play("tone", ["tone:440:5000"], at_ns=0)
    said = run(engine, blocks=100)

    status = [one for one in said if one["said"] == "status"]
    assert [one["playing"] for one in status] == [{"tone": RATE}, {"tone": 2 * RATE}]


def test_each_item_can_be_written_down_with_its_instant(tmp_path: Path, saved: Saved) -> None:
    sink = WavSink(tmp_path / "all.wav")
    sink.open()
    recorder = Recorder(folder=tmp_path / "played", utc_offset_ns=1_000_000_000_000)
    engine = Engine(sink=sink, recorder=recorder)
    engine.play("one", [saved("one.wav", sounds.wav(0.333))], at_ns=ns(4_800))
    run(engine, blocks=60)
    sink.close()
    recorder.end("never began", samples=0)

    sidecar = json.loads((tmp_path / "played" / "one.json").read_text())
    assert sidecar == {
        "item": "one",
        "rate": RATE,
        "samples": int(0.333 * RATE),
        "utc_ms_of_sample_0": 1_000_000 + 100,
    }
    heard = sounds.heard(tmp_path / "played" / "one.wav")
    assert len(heard) == int(0.333 * RATE)
    assert np.allclose(heard[480:], sounds.chirp(0.333)[480:], atol=2e-4)


def test_the_null_sink_keeps_the_pace_and_gives_lost_time_up() -> None:
    waits: list[float] = []
    clock = [0]
    sink = NullSink(now=lambda: clock[0], wait=waits.append)
    sink.open()
    block = np.zeros(BLOCK, dtype=np.float32)
    sink.write(block)
    clock[0] = 30_000_000
    sink.write(block)
    assert waits == [0.02, 0.01]
    clock[0] = 50_000_000
    sink.write(block)
    clock[0] = 400_000_000
    sink.write(block)

    assert sink.underruns == 1
    assert sink.now_ns() == 400_000_000
    assert sink.latency_frames() == 0
    sink.close()


def test_a_pipe_gets_what_was_played(tmp_path: Path) -> None:
    path = tmp_path / "raw"
    sink = PipeSink(["/bin/sh", "-c", f"cat > {path}"])
    sink.open()
    engine = Engine(sink=sink)
    engine.play("tone", [TONE], at_ns=0)
    run(engine, blocks=60)
    child = sink._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    child.wait()
    sink._child = None

    raw = np.frombuffer(path.read_bytes(), dtype="<i2")
    assert len(raw) == 60 * BLOCK
    assert np.max(raw) == pytest.approx(3276, abs=2)
    assert sink.latency_frames() > 0


def test_a_program_that_exits_is_started_again_and_nothing_is_skipped(tmp_path: Path) -> None:
    sink = PipeSink(["/bin/sh", "-c", "exec cat >/dev/null"])
    sink.open()
    engine = Engine(sink=sink)
    engine.play("tone", [TONE], at_ns=0)
    run(engine, blocks=5)
    child = sink._child
    assert child is not None
    child.kill()
    child.wait()
    with pytest.raises(SinkLost):
        run(engine, blocks=5)
    at = engine.position
    with pytest.raises(SinkLost):
        engine.render()
    assert engine.position == at
    with pytest.raises(SinkLost):
        sink.open()
    sink._tried_ns = -(10**12)
    sink.open()
    said = run(engine, blocks=60)

    assert told(said, "ended")["samples"] == RATE
    sink.close()
    sink.close()


def test_a_program_that_is_not_there_is_a_lost_sink() -> None:
    with pytest.raises(SinkLost):
        PipeSink(["/nowhere/at/all"]).open()


@pytest.mark.parametrize(
    ("help_says", "called"), [("-a, --raw", ["--raw", "-"]), ("<file>|-", ["--latency=20ms", "-"])]
)
def test_pw_cat_is_told_that_samples_are_raw_where_it_knows_the_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, help_says: str, called: list[str]
) -> None:
    """From PipeWire 1.4 on, `-` alone is a sound file."""
    program, told = tmp_path / "pw-cat", tmp_path / "told"
    program.write_text(
        f'#!/bin/sh\n[ "$1" = --help ] && echo "{help_says}" && exit\n'
        f'echo "$@" > {told}.new && mv {told}.new {told}; exec cat > /dev/null\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    sink, _ = named("pw-cat")
    sink.open()
    try:
        while not told.exists():
            sink.write(np.zeros(BLOCK, np.float32))
    finally:
        sink.close()

    assert told.read_text().split()[-2:] == called


def test_sinks_are_named(tmp_path: Path) -> None:
    assert isinstance(named("null")[0], NullSink)
    assert named(f"null:{tmp_path}")[1] == Recorder(folder=tmp_path)
    assert isinstance(named(f"wav:{tmp_path}/all.wav")[0], WavSink)
    assert isinstance(named("aplay")[0], PipeSink)
    assert isinstance(named("pipe:cat -u")[0], PipeSink)
    for name in ("null", "aplay", f"wav:{tmp_path}/all.wav", "pipe:cat"):
        check(name)
    for nonsense in ("", "wav:", "pipe:", "speaker"):
        with pytest.raises(UnknownSink):
            named(nonsense)
        with pytest.raises(UnknownSink):
            check(nonsense)
