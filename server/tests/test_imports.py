"""Each import contract is broken on purpose in a copy, to show that it bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
PLACES = {
    "loa": "server/src",
    "loa_protocol": "packages/protocol/src",
    "loa_player": "packages/player/src",
}

BREACHES = [
    ("loa/orgs/breach.py", "import loa.bulletins", "The server's apps are layers"),
    ("loa/stations/breach.py", "import loa.bulletins", "The server's apps are layers"),
    ("loa/surplus/__init__.py", "", "The server's apps are layers"),
    ("loa_protocol/breach.py", "import loa.orgs", "The protocol knows neither"),
    ("loa_player/breach.py", "import django", "The box knows nothing of the site"),
    ("loa/broadcast/breach.py", "import loa_player", "The site never imports the box"),
    ("loa/domain/breach.py", "import django.db", "The rules are plain Python"),
    ("loa/bulletins/views.py", "import loa.orgs.models", "Pages, APIs and the gateway"),
    ("loa/gateway/breach.py", "import loa.orgs.models", "Pages, APIs and the gateway"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("copy")
    for package, place in PLACES.items():
        skipped = shutil.ignore_patterns("__pycache__", "static", "locale", "tests", "*.csv")
        shutil.copytree(TOP / place / package, top / package, ignore=skipped)
    shutil.copy(TOP / ".importlinter", top)
    return top


def lint(top: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=top,
        env={"PYTHONPATH": str(top), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold_as_the_code_is(copy: Path) -> None:
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(("place", "line", "contract"), BREACHES)
def test_a_breach_is_found(copy: Path, place: str, line: str, contract: str) -> None:
    breach = copy / place
    before = breach.read_text(encoding="utf-8") if breach.exists() else None
    breach.parent.mkdir(exist_ok=True)
    breach.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")

    done = lint(copy)

    if before is None:
        breach.unlink()
    else:
        breach.write_text(before, encoding="utf-8")
    if breach.parent.name == "surplus":
        breach.parent.rmdir()
    assert done.returncode == 1
    broken = [words for words in done.stdout.splitlines() if words.endswith("BROKEN")]
    assert [words for words in broken if words.startswith(contract)] == broken
    assert broken
