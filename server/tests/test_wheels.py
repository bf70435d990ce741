"""A release holds what runs, and the lists beside it what that needs: no less and no more."""

import runpy
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
WHEELS = runpy.run_path(str(TOP / "scripts" / "wheels.py"))
LOCK = """\
# a comment
client==1.0 \\
    --hash=sha256:aa
    # via
    #   loa-player (packages/player/pyproject.toml)
    #   loa-player
socket==2.0 ; sys_platform != 'win32' \\
    --hash=sha256:bb
    # via client
pages==3.0 \\
    --hash=sha256:cc
    # via loa (server/pyproject.toml)
tool==4.0 \\
    --hash=sha256:dd
    # via loa-workspace (pyproject.toml:dev)
"""


def pinned(ours: set[str]) -> list[str]:
    return [line for line in WHEELS["needed"](LOCK, by=ours).splitlines() if "==" in line]


def test_a_box_gets_what_it_needs_and_what_that_needs_but_no_pages() -> None:
    assert pinned({"loa-player"}) == ["client==1.0 \\", "socket==2.0 ; sys_platform != 'win32' \\"]


def test_a_site_gets_all_but_the_tools_of_the_workshop() -> None:
    assert "pages==3.0 \\" in pinned({"loa-player", "loa"})
    assert "tool==4.0 \\" not in pinned({"loa-player", "loa"})


def test_hashes_stay_with_their_package() -> None:
    taken = WHEELS["needed"](LOCK, by={"loa"})

    assert "sha256:cc" in taken
    assert "sha256:dd" not in taken


@pytest.mark.parametrize("package", WHEELS["WHEELS"])
def test_a_wheel_holds_every_file_of_its_source(package: str, tmp_path: Path) -> None:
    source = TOP / package / "src"
    files = [path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"]

    WHEELS["build"](TOP / package, tmp_path)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert {str(path.relative_to(source)) for path in files} <= set(wheel.namelist())


def test_the_wheel_of_the_site_holds_the_english_of_every_app(tmp_path: Path) -> None:
    WHEELS["build"](TOP / "server", tmp_path)

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    texts = [name for name in names if name.endswith(".po")]
    assert texts
    assert {name.removesuffix(".po") + ".mo" for name in texts} <= names
