"""A place that cannot hold an installation is refused before anything starts."""

import shutil
from pathlib import Path

import pytest
from loa.config import room
from loa.config.embedded.child import ChildFailed
from loa.config.home import Home


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil._ntuple_diskusage(total=10**12, used=10**12, free=10**6)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)

    with pytest.raises(ChildFailed, match="Make room"):
        room.check_home(Home(root=tmp_path))


def test_an_address_without_a_number_is_refused() -> None:
    with pytest.raises(ChildFailed, match="is not host:port"):
        room.check_port("127.0.0.1:http")
