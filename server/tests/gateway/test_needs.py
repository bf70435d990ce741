"""A gateway that could not tell one box from another does not start, and says what is missing."""

import pytest
from loa.gateway.service import Wiring
from pytest_django import Settings

MOSQUITTO = {
    "MQTT_URL": "mqtt://gateway:secret@broker",
    "MOSQUITTO_FOLDER": "/var/lib/loa-mosquitto",
    "MOSQUITTO_PID_FILE": "/var/lib/loa-mosquitto/mosquitto.pid",
    "NATS_URL": "",
}
NATS = {
    "NATS_URL": "nats://broker",
    "NATS_AUTH_URL": "nats://auth@broker",
    "NATS_SYS_URL": "nats://sys@broker",
    "NATS_ISSUER_SEED": "SA",
    "MQTT_URL": "",
}


def tell(settings: Settings, told: dict[str, str]) -> None:
    for name, value in told.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("told", [MOSQUITTO, NATS])
def test_a_gateway_that_was_told_everything_starts(
    told: dict[str, str], settings: Settings
) -> None:
    tell(settings, told)

    assert Wiring.from_settings()


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (MOSQUITTO, "MOSQUITTO_FOLDER"),
        (MOSQUITTO, "MOSQUITTO_PID_FILE"),
        (NATS, "NATS_AUTH_URL"),
        (NATS, "NATS_SYS_URL"),
        (NATS, "NATS_ISSUER_SEED"),
    ],
)
def test_a_gateway_that_lets_any_box_in_does_not_start(
    told: dict[str, str], missing: str, settings: Settings
) -> None:
    tell(settings, {**told, missing: ""})

    with pytest.raises(SystemExit, match=f"^The gateway needs {missing} as well: "):
        Wiring.from_settings()


@pytest.mark.parametrize("url", ["mqtt://broker", "mqtt://gateway@broker"])
def test_a_gateway_without_a_name_of_its_own_does_not_start(url: str, settings: Settings) -> None:
    tell(settings, {**MOSQUITTO, "MQTT_URL": url})

    with pytest.raises(SystemExit, match="a user and a password in MQTT_URL"):
        Wiring.from_settings()


def test_a_gateway_without_a_broker_does_not_start(settings: Settings) -> None:
    tell(settings, {"MQTT_URL": "", "NATS_URL": ""})

    with pytest.raises(SystemExit, match="Set NATS_URL or MQTT_URL"):
        Wiring.from_settings()
