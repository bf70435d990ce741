"""`loa up` runs a site, and leaves nothing behind but its home."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import psutil
import pytest
from loa.config.demo import boxes
from loa.config.embedded.ports import free_port
from loa.config.testing.up import DEADLINE_S, environment, running

AS_NOBODY = """
import os, sys
from loa.config import cli, up
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
sys.exit(cli.main(["up"]))
"""


def up(home: Path, port: int, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(words or ("-m", "loa.config.cli", "up"))],
        env=environment(home, port),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def all_gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=DEADLINE_S)
    return all(is_gone(process) for process in alive)


def open_to_others(folders: Iterable[Path]) -> list[Path]:
    """Find which of these folders somebody else could enter."""
    return [one for one in folders if one.exists() and one.stat().st_mode & 0o007]


def test_it_serves_until_ctrl_c_and_then_stops_every_child(tmp_path: Path) -> None:
    home, port, people = tmp_path / "home", free_port(), Path("/etc/passwd").read_bytes()
    with running(home, port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        children = descendants(process)
        process.send_signal(signal.SIGINT)

        assert process.wait(DEADLINE_S) == 0
        assert len(children) >= 4
        assert all(is_gone(child) for child in children)
    assert not (home / "run" / "database.url").exists()
    assert open_to_others([home, Path("/var/lib/loa")]) == []
    assert Path("/etc/passwd").read_bytes() == people


@pytest.mark.trial
def test_kill_9_leaves_no_orphan_and_the_data_survives(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        children = descendants(process)
        process.kill()
        assert all_gone(children)

    with running(tmp_path, port) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_S) == 0


def test_a_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = up(tmp_path, other.getsockname()[1])

    assert done.returncode == 1
    assert "is taken by another program" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_is_none_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = up(tmp_path / "file" / "home", free_port())

    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("is_of_an_older_site", "sentence"),
    [(False, "cannot be used (Permission denied)"), (True, "cannot be written to")],
)
def test_a_folder_of_somebody_else_is_one_clear_sentence(
    is_of_an_older_site: bool, sentence: str
) -> None:
    home = Path(tempfile.mkdtemp(prefix="loa-somebody-elses-"))
    try:
        if is_of_an_older_site:
            (home / "run").mkdir()
        home.chmod(0o555)  # nobody, whom root becomes here, is not its owner; others are
        words = ("-c", AS_NOBODY) if os.getuid() == 0 else ()
        done = up(home, free_port(), *words)
    finally:
        home.chmod(0o700)
        shutil.rmtree(home)

    assert done.returncode == 1
    assert f"{home} {sentence}" in done.stderr
    assert "Name a folder of yours: LOA_HOME=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def can_run(uid: int) -> bool:
    try:
        return subprocess.run([sys.executable, "-c", ""], user=uid, check=False).returncode == 0
    except PermissionError:
        return False


@pytest.mark.trial
@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_needs_nothing_of_root(tmp_path: Path) -> None:
    somebody = pwd.getpwnam("daemon").pw_uid
    if not can_run(somebody):
        pytest.skip("this project lies in a home that nobody else can enter")
    home = Path(tempfile.mkdtemp(prefix="loa-somebody-"))
    home.chmod(0o700)
    os.chown(home, somebody, somebody)
    told = {"HOME": str(home)}
    try:
        with running(home, free_port(), told=told, user=somebody) as process:
            children = descendants(process)
            assert {child.uids().real for child in children} == {somebody}
            process.send_signal(signal.SIGINT)

            assert process.wait(DEADLINE_S) == 0
            assert all(is_gone(child) for child in children)
        assert {path.stat().st_uid for path in home.rglob("*")} == {somebody}
    finally:
        shutil.rmtree(home)


@pytest.mark.trial
def test_the_demo_resumes_with_the_same_boxes(tmp_path: Path) -> None:
    port = free_port()
    devices = []
    for _ in range(2):
        with running(tmp_path, port, "demo", until="Ctrl-C stops everything") as process:
            berths = boxes.read(tmp_path / "demo" / "boxes.json")
            devices.append([boxes.status(berth)["device"] for berth in berths])
            children = descendants(process)
            process.send_signal(signal.SIGINT)
            assert process.wait(DEADLINE_S) == 0
            assert all(is_gone(child) for child in children)

    assert len(set(devices[0])) == 12
    assert devices[0] == devices[1]
