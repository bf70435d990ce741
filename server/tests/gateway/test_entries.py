"""Whoever may log in at Mosquitto has rules there, at every instant of the writing."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from loa.gateway.auth.entries import PROOF, Entries
from loa.gateway.testing import MqttBox
from loa.stations.credentials import Login
from loa.stations.testing import Site, enrol_box

Connect = Callable[..., MqttBox]


def names(path: Path, before: str, after: str) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {line.removeprefix(before).split(after)[0] for line in lines if line.startswith(before)}


def test_a_box_that_may_log_in_has_its_rules_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = Entries(folder=tmp_path, pid_file=tmp_path / "pid", gateway="ours", password="secret")
    real, seen = Path.replace, []

    def replace(draft: Path, path: Path) -> Path:
        put = real(draft, path)
        may_log_in = names(tmp_path / "passwd", "", ":")
        assert may_log_in - {PROOF} <= names(tmp_path / "acl", "user ", "\n")
        seen.append((path.name, may_log_in))
        return put

    monkeypatch.setattr(Path, "replace", replace)
    entries.write([])
    entries.write([(Login(device="d-1", home="h-1", area="vn.31.11"), "$7$digest")])

    assert seen[-1] == ("passwd", {"ours", PROOF, "d-1"})
    assert len(seen) == 4


@pytest.mark.parametrize("broker", ["mosquitto"], indirect=True)
def test_a_box_is_let_in_though_mosquitto_lost_the_word_of_its_list(
    site: Site, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = Entries.write, []

    def write(entries: Entries, known: Iterable[tuple[Login, str]]) -> str:
        with monkeypatch.context() as deaf:
            deaf.setattr(Entries, "reload", lambda entries: lost.append(entries.folder))
            return real(entries, known)

    monkeypatch.setattr(Entries, "write", write)

    assert connect(enrol_box(site.gate))
    assert lost
