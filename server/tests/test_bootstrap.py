"""A machine that cannot run Loa is told why in one sentence, before anything is downloaded."""

import ast
import platform
import shutil
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def load(name: str) -> ModuleType:
    spec = util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap() -> ModuleType:
    return load("bootstrap")


def test_an_old_python_can_read_far_enough_to_be_told() -> None:
    source = (SCRIPTS / "bootstrap.py").read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 5))


def test_an_old_python_is_refused(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        bootstrap.refuse_wrong_python()


def test_a_python_without_venv_is_told_how_to_get_it(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        bootstrap.refuse_wrong_python()


@pytest.mark.parametrize("machine", ["armv7l", "i686"])
def test_another_processor_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)

    with pytest.raises(SystemExit, match=machine):
        bootstrap.refuse_wrong_machine()


def test_another_system_is_refused(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    with pytest.raises(SystemExit, match="64-bit Linux"):
        bootstrap.refuse_wrong_machine()


def test_a_full_disk_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left = shutil._ntuple_diskusage(10**12, 10**12, 10**6)  # type: ignore[attr-defined]
    monkeypatch.setattr(bootstrap, "TOP", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: left)

    with pytest.raises(SystemExit, match="MB left"):
        bootstrap.refuse_wrong_folder()


def test_a_folder_of_somebody_else_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)

    with pytest.raises(SystemExit, match="cannot be written to"):
        bootstrap.refuse_wrong_folder()


def test_one_package_is_taken_from_the_lock_with_its_hashes() -> None:
    lock = (
        "# a comment\nother==1.0 \\\n    --hash=sha256:aa\nuv==2.0 \\\n    --hash=sha256:bb\n"
        "    # via loa-workspace\nuvloop==3.0 \\\n    --hash=sha256:cc\n"
    )

    taken = load("install").lines_of(lock, "uv")

    assert "uv==2.0" in taken
    assert "sha256:bb" in taken
    assert "sha256:aa" not in taken
    assert "uvloop" not in taken
