"""The systemd units of a site say what the code says."""

import shlex
from collections import defaultdict
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

import pytest
from loa.config.cli import VERBS
from loa.config.env import Env

FOLDER = Path(__file__).resolve().parents[3] / "deploy" / "site"
PROCESSES = ["loa-gateway", "loa-signer", "loa-web", "loa-worker"]
OF_THE_SIGNER = {"SOCKET", "KEYS", "PASSPHRASE_FILE", "USERS", "GROUP"}
KNOWN = {field.name for field in fields(Env)} | {f"LOA_SIGNER_{one}" for one in OF_THE_SIGNER}

Told = dict[str, list[str]]


def unit(name: str) -> Told:
    """Read a unit; some keys are there twice."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for line in (FOLDER / f"{name}.service").read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            told[key].append(value)
    return told


def environment(of: Told) -> dict[str, str]:
    words = [word for line in of["Environment"] for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)


def test_there_is_a_unit_for_each_process() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.service")) == PROCESSES


@pytest.mark.parametrize("name", PROCESSES)
def test_a_unit_runs_what_there_is_and_tells_it_what_it_reads(name: str) -> None:
    for command in unit(name)["ExecStart"] + unit(name)["ExecStartPre"]:
        match command.split():
            case ["/opt/loa/bin/loa", verb, *_]:
                assert verb in {one.word for one in VERBS}
            case ["/opt/loa/bin/python", "-m", module]:
                assert find_spec(module)
            case [program, application, *_]:
                assert program == "/opt/loa/bin/granian"
                assert find_spec(application.partition(":")[0])
    assert environment(unit(name)).keys() <= KNOWN


def test_only_the_signer_is_the_user_of_the_keys_and_it_answers_the_others() -> None:
    units = {name: unit(name) for name in PROCESSES}
    users = {name: one["User"][0] for name, one in units.items()}
    signer = environment(units["loa-signer"])
    others = {user for name, user in users.items() if name != "loa-signer"}

    assert users["loa-signer"] not in others
    assert users["loa-gateway"] != users["loa-web"] == users["loa-worker"]
    assert set(signer["LOA_SIGNER_USERS"].split()) == others
    for one in units.values():
        assert one["SupplementaryGroups"] == [signer["LOA_SIGNER_GROUP"]]
        assert environment(one)["LOA_SIGNER_SOCKET"] == signer["LOA_SIGNER_SOCKET"]
