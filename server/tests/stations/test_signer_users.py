"""The signer as a site with users of its own runs it: who is answered, and who is not."""

import grp
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")

SIGNER, WEB, STRANGER = "daemon", "bin", "games"  # every Debian has them
ASKERS = "mail"
"""The group that reaches the socket."""
QUESTION = """
import socket, struct, sys
request = b'{"do":"revoked","kid":"k"}'
line = socket.socket(socket.AF_UNIX)
line.settimeout(10)
try:
    line.connect(sys.argv[1])
    line.sendall(struct.pack(">I", len(request)) + request)
    print("answered" if line.recv(4) else "hung up on")
except PermissionError:
    print("kept away")
except (BrokenPipeError, ConnectionResetError):
    print("hung up on")
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A signer that runs as one user, and answers another; where it listens."""
    folder = Path(mkdtemp(prefix="loa-signer-"))  # pytest's own are closed to other users
    folder.chmod(0o711)
    home = folder / "home"
    home.mkdir(mode=0o711)
    shutil.chown(home, SIGNER)
    told = {
        "LOA_HOME": str(home),
        "LOA_SIGNER_USERS": WEB,
        "LOA_SIGNER_GROUP": ASKERS,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "loa.config.cli", "signer"],
        env={**os.environ, **told},
        cwd="/",
        stderr=subprocess.PIPE,
        text=True,
        user=SIGNER,
        group=pwd.getpwnam(SIGNER).pw_gid,
        extra_groups=[grp.getgrnam(ASKERS).gr_gid],
    )
    assert child.stderr is not None
    try:
        if not any("listens" in line for line in child.stderr):
            pytest.skip("this project lies in a home that nobody else can enter")
        yield home / "run" / "signer.sock"
    finally:
        child.terminate()
        child.wait(10)
        child.stderr.close()
        shutil.rmtree(folder)


def ask(place: Path, who: str, *groups: str) -> str:
    """Ask as somebody, and say what came of it."""
    python = Path(sys.executable).resolve()  # not of a folder that only we may enter
    done = subprocess.run(
        [python, "-I", "-S", "-c", QUESTION, str(place)],
        cwd="/",
        user=who,
        group=pwd.getpwnam(who).pw_gid,
        extra_groups=[grp.getgrnam(one).gr_gid for one in groups],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_those_who_were_named_are_answered_and_nobody_else(place: Path) -> None:
    assert ask(place, WEB, ASKERS) == "answered"
    assert ask(place, SIGNER) == "answered"
    assert ask(place, "root") == "answered"

    assert ask(place, STRANGER, ASKERS) == "hung up on"
    assert ask(place, STRANGER) == "kept away"
    assert ask(place, WEB) == "kept away"  # named, but not of the group


def test_keys_and_socket_are_for_the_signer_and_its_group(place: Path) -> None:
    owner, keys = pwd.getpwnam(SIGNER).pw_uid, place.parent.parent / "signer"

    assert keys.stat().st_mode & 0o777 == 0o700
    assert place.parent.stat().st_mode & 0o777 == 0o710
    assert place.stat().st_mode & 0o777 == 0o660
    assert {path.stat().st_uid for path in (keys, place.parent, place)} == {owner}
    assert place.stat().st_gid == grp.getgrnam(ASKERS).gr_gid
