"""A place that cannot hold an installation is refused before anything starts."""

import shutil
from pathlib import Path

import pytest
from loa.config import room
from loa.config.embedded.child import ChildFailed
from loa.config.env import Env
from loa.config.home import Home


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil._ntuple_diskusage(total=10**12, used=10**12, free=10**6)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)

    with pytest.raises(ChildFailed, match="Make room"):
        room.check_home(Home(root=tmp_path))


def test_an_address_without_a_number_is_refused() -> None:
    with pytest.raises(ChildFailed, match="is not host:port"):
        room.check_port("127.0.0.1:http")


@pytest.mark.parametrize("listen", ["no.such.host.invalid:8000", "203.0.113.9:8000"])
def test_an_address_that_is_not_here_is_not_called_taken(listen: str) -> None:
    with pytest.raises(ChildFailed, match="Nobody can listen at"):
        room.check_port(listen)


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        (
            Env(MQTT_URL="mqtts://gateway:secret@broker"),
            "needs BOX_BROKER_URL, MOSQUITTO_FOLDER, MOSQUITTO_PID_FILE as well",
        ),
        (
            Env(NATS_URL="nats://broker", BOX_BROKER_URL="mqtts://broker"),
            "needs NATS_AUTH_URL, NATS_SYS_URL, NATS_ISSUER_SEED as well",
        ),
    ],
)
def test_a_broker_that_no_box_could_reach_is_refused(env: Env, missing: str) -> None:
    with pytest.raises(ChildFailed, match=missing):
        room.check_broker(env)


def test_the_embedded_broker_needs_nothing() -> None:
    room.check_broker(Env())
