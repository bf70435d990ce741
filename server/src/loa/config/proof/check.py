"""`loa demo --check`: do the main job for real, listen to every box, and say whether it holds.

Runs in a home of its own, beside whatever else runs here, and removes it at the end.
"""

import json
import os
import shutil
import sys
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import django

from loa.config.demo import run as demo
from loa.config.demo.boxes import Berth
from loa.config.demo.places import COMMUNES, PROVINCE
from loa.config.embedded import estate
from loa.config.embedded.ports import free_port
from loa.config.env import Env
from loa.config.proof import hearing, verdict
from loa.media.audio.chain import RATE

TEXT = "Kính mời bà con chú ý lắng nghe. Sáng mai, trạm y tế xã tiêm phòng cho trẻ em."
ANOTHER_TEXT = "Chiều mai, hợp tác xã cắt nước để sửa mương từ hai giờ đến năm giờ."
UNIT = f"vn/{PROVINCE}"
AREAS = tuple(f"{UNIT}/{commune.code}" for commune in COMMUNES)
TAKES_S = 20
"""How long after the promised second everything must be over, beyond the sound itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table."""

    box: str
    cells: tuple[str, ...]
    faults: tuple[str, ...]


def main(*, tamper: bool) -> int:
    """Run the proof; 0 only if all of it holds."""
    home = Path(mkdtemp(prefix="loa-check-"))
    forget_the_site()
    env = Env(LOA_HOME=str(home), LOA_LISTEN=f"127.0.0.1:{free_port()}")
    holds = False
    try:
        with demo.opened(env, volume=100, records=True) as running:
            _set_up_django(running.site.told)
            holds = _prove(running)
            if tamper:
                holds = _prove_tamper(running) and holds
    finally:
        if holds:
            _remove(home)
        else:
            print(f"  Everything was left in {home} , to be looked at.", file=sys.stderr)
    return 0 if holds else 1


def forget_the_site() -> None:
    """Leave the site alone that this environment names: no invented bulletin belongs there."""
    for field in fields(Env):
        for name in (field.name, f"{field.name}_FILE"):
            os.environ.pop(name, None)


def _remove(home: Path) -> None:
    shutil.rmtree(estate.folder_for(home / "postgres"), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def _set_up_django(told: dict[str, str]) -> None:
    """Become part of the site that runs: read what its own processes read."""
    os.environ.update(told)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    django.setup()


def _prove(running: demo.Demo) -> bool:
    """Carry one bulletin from words to receipts, and measure what each box played."""
    from loa.config.proof import story  # noqa: PLC0415 - Django is ready only now

    progress, who = running.site.progress, story.people()
    with progress.step("Minh writes it and submits"):
        bulletin = story.announce(who.writer, UNIT, TEXT)
    with progress.step("The worker makes its sound"):
        digest = story.wait_for_sound(who.writer, bulletin)
    with progress.step("Bình hears it and approves exactly that"):
        story.approve(who.leader, bulletin, digest)
    with progress.step(f"It is released for a second that comes in {story.PROMISE_S} s"):
        row = story.let_out(who, bulletin, AREAS)
    manifest = story.manifest_of(row)
    horn = story.for_horns(manifest)
    over = row.start_at + timedelta(seconds=hearing.seconds(horn.samples) + TAKES_S)
    with progress.step(f"{len(running.berths)} boxes play it and send receipts"):
        boxes = story.wait_for_boxes(row.order_id, boxes=len(running.berths), until=over)
    promise = verdict.Promise(
        start_ms=int(row.start_at.timestamp() * 1000), samples=horn.samples, lufs=horn.lufs / 100
    )
    said = {one.cluster: story.stage_of(one) for one in boxes}
    with progress.step("What each box played is measured against the approved master"):
        approved = story.master_of(manifest)
        lines = [
            _line(berth, row.order_id, promise, approved, said.get(berth.cluster, "nothing"))
            for berth in running.berths
        ]
    print(story.in_words(who, TEXT, digest, row))
    return _show(lines, promise)


def _line(
    berth: Berth, order: str, promise: verdict.Promise, approved: hearing.Samples, said: str
) -> Line:
    played = _played(berth, order, approved)
    faults = verdict.faults(promise, played)
    if said != "finished":
        faults.append(f"its receipt says {said}")
    cells = ("-",) * 4
    if played is not None:
        cells = (
            f"{played.start_ms - promise.start_ms:+d} ms",
            f"{hearing.seconds(played.samples):.2f} s",
            f"{played.lufs:.1f}",
            f"{played.likeness:.3f}",
        )
    return Line(box=f"{berth.folder.name} {berth.name}", cells=(*cells, said), faults=tuple(faults))


def _played(berth: Berth, order: str, approved: hearing.Samples) -> verdict.Played | None:
    """Listen to what one box wrote down of an order."""
    sound, sidecar = berth.played / f"{order}.wav", berth.played / f"{order}.json"
    if not (sound.exists() and sidecar.exists()):
        return None
    told = json.loads(sidecar.read_text(encoding="utf-8"))
    samples = hearing.load(sound)
    match = hearing.find(approved, samples)
    return verdict.Played(
        start_ms=told["utc_ms_of_sample_0"] + match.begins * 1000 // RATE,
        samples=len(samples),
        lufs=hearing.meter(sound).lufs,
        likeness=match.likeness,
        is_clipped=hearing.is_clipped(samples),
    )


def _show(lines: list[Line], promise: verdict.Promise) -> bool:
    """Print the table; return whether every line holds."""
    head = ("box", "began", "length", "LUFS", "likeness", "receipt", "")
    promised = (
        "as promised", "0 ms", f"{hearing.seconds(promise.samples):.2f} s", f"{promise.lufs:.1f}",
        f"≥ {verdict.LIKENESS}", "finished", "",
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [head, promised]
    rows += [(line.box, *line.cells, "; ".join(line.faults) or "ok") for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    print()
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    good = sum(not line.faults for line in lines)
    print(f"\n  {good} of {len(lines)} boxes played what was approved.\n", flush=True)
    return good == len(lines) and bool(lines)


def _prove_tamper(running: demo.Demo) -> bool:
    """Alter one sound and forge one order; both must be refused, with a receipt that says why."""
    from loa.config.proof import story, tamper  # noqa: PLC0415 - Django is ready only now

    progress, who = running.site.progress, story.people()
    area = AREAS[0]
    clusters = len(COMMUNES[0].spots)
    with progress.step("A second bulletin is approved"):
        bulletin = story.announce(who.writer, area, ANOTHER_TEXT)
        story.approve(who.leader, bulletin, story.wait_for_sound(who.writer, bulletin))
        horn = story.for_horns(story.approved_manifest(who.leader, bulletin))
    with progress.step("One byte of its sound is altered where it is stored"):
        tamper.alter(horn.file)
    with progress.step("It is released; every box that fetches it refuses it"):
        row = story.let_out(who, bulletin, (area,))
        altered = tamper.wait_for_refusals(row.order_id, boxes=clusters)
    with progress.step("An order that nobody signed is put on the broker; every box refuses it"):
        forged_id = tamper.forge(area, story.manifest_of(row))
        forged = tamper.wait_for_refusals(forged_id, boxes=clusters)
    print()
    for what, refused in (("altered sound", altered), ("forged order", forged)):
        for one in refused:
            print(f"  {what}  {one.device}  refused: {one.reason}")
    sounded = tamper.devices_that_sounded(forged_id) | tamper.devices_that_sounded(
        row.order_id, file=horn.file
    )
    is_why = {one.reason for one in altered} == {"file.wrong_digest"}
    is_why &= {one.reason for one in forged} == {"trust.unknown_key"}
    print(f"\n  {'Neither was heard anywhere.' if not sounded else f'HEARD on {sounded}!'}\n")
    return is_why and not sounded
