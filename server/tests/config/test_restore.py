"""A site comes back from its backup, and counts anew."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from loa.config import archive
from loa.stations.signer.keyring import Keyring
from loa.stations.signer.rules import Purpose
from loa_protocol.messages import Authority

DEADLINE_S = 120
NEW_SITE = "from loa.broadcast.outbox import new_epoch; print(new_epoch(why='first').epoch)"
EPOCHS = (
    "from loa.broadcast.models import SiteEpoch;"
    "print(*SiteEpoch.objects.order_by('started_at').values_list('epoch', flat=True))"
)


def loa(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "loa.config.cli", *words],
        env={**kept, "LOA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("site") / "home"
    said(loa(home, "manage", "migrate", "--no-input"))
    said(loa(home, "manage", "shell", "--no-imports", "-v0", "-c", NEW_SITE))
    (home / "files").mkdir()
    (home / "files" / "sound").write_bytes(b"a sound")
    Keyring(home / "signer").make(Purpose(role=Authority.COMMUNE, area="37.14533"))
    return home


@contextmanager
def coming_and_going(*places: Path) -> Iterator[None]:
    """Do in some folders what a site does all the time: make a draft, and take it away."""
    over = Event()

    def work() -> None:
        while not over.is_set():
            for place in places:
                draft = place / "tmp" / "draft"
                draft.mkdir(parents=True)
                (draft / "part").write_bytes(b"half a sound")
                shutil.rmtree(place / "tmp")

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


@pytest.fixture(scope="module")
def backup(home: Path) -> Path:
    with coming_and_going(home / "work", home / "files"):
        said(loa(home, "backup", str(home.parent)))
    return next(home.parent.glob("loa-*"))


def keys(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "signer").glob("*.key")}


def test_what_was_kept_comes_back_and_a_new_epoch_begins(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    said(loa(tmp_path / "again", "restore", str(backup)))

    before = said(loa(home, "manage", "shell", "--no-imports", "-v0", "-c", EPOCHS)).split()
    after = said(loa(tmp_path / "again", "manage", "shell", "--no-imports", "-v0", "-c", EPOCHS))
    assert after.split()[:-1] == before
    assert after.split()[-1] not in before
    assert (tmp_path / "again/files/sound").read_bytes() == b"a sound"
    assert (tmp_path / "again/secret.key").read_text() == (home / "secret.key").read_text()
    assert keys(tmp_path / "again") == keys(home) != {}
    assert not (tmp_path / "again/work").exists()


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("inside", [".", "files/backups"])
def test_a_backup_does_not_go_into_what_it_backs_up(home: Path, inside: str) -> None:
    before = sorted(home.rglob("*"))
    done = loa(home, "backup", str(home / inside))

    assert done.returncode == 1
    assert "Name a folder outside" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(home.rglob("*")) == before


def test_a_used_home_is_refused_and_left_as_it_was(home: Path, backup: Path) -> None:
    done = loa(home, "restore", str(backup))

    assert done.returncode == 1
    assert "already holds a site" in done.stderr
    assert (home / "files/sound").read_bytes() == b"a sound"


def test_an_altered_backup_is_refused_before_anything_is_touched(
    backup: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (archive.MANIFEST, archive.HOME_FILES):
        (copy / name).write_bytes((backup / name).read_bytes())
    (copy / archive.DATABASE).write_bytes((backup / archive.DATABASE).read_bytes()[:-1])

    done = loa(tmp_path / "again", "restore", str(copy))

    assert done.returncode == 1
    assert "database.dump" in done.stderr
    assert not (tmp_path / "again").exists()


def test_what_goes_away_while_it_is_packed_is_named_and_all_else_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in ("files/a/part", "files/b/part", "files/c", "secret.key"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(name.encode())
    look = tarfile.TarFile.gettarinfo

    def too_late(tar: tarfile.TarFile, name: Path, arcname: str) -> tarfile.TarInfo:
        if arcname == "files/a":
            shutil.rmtree(home / "files" / "a")
        if arcname == "files/c":
            (home / "files" / "c").unlink()
        return look(tar, name, arcname)

    monkeypatch.setattr(tarfile.TarFile, "gettarinfo", too_late)

    gone = archive.pack(home, tmp_path / "home.tar")

    archive.unpack(tmp_path / "home.tar", tmp_path / "again")
    again = {str(path.relative_to(tmp_path / "again")) for path in (tmp_path / "again").rglob("*")}
    assert gone == ("files/a", "files/c")
    assert again == {"files", "files/b", "files/b/part", "secret.key"}


def test_a_home_that_cannot_be_listed_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")

    with pytest.raises(NotADirectoryError):
        archive.pack(tmp_path / "home", tmp_path / "home.tar")


@pytest.mark.parametrize("name", ["../escape", "/tmp/escape"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    evil = tmp_path / "home.tar"
    with tarfile.open(evil, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    (tmp_path / "home").mkdir()

    with pytest.raises(archive.Damaged, match="escape"):
        archive.unpack(evil, tmp_path / "home")


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(archive.Damaged, match="no backup"):
        archive.check(tmp_path)
