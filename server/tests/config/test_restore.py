"""A site comes back from its backup, and counts anew."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from loa.config import archive

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
    return home


@pytest.fixture(scope="module")
def backup(home: Path) -> Path:
    said(loa(home, "backup", str(home.parent)))
    return next(home.parent.glob("loa-*"))


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


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


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
