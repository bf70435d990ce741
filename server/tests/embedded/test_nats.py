"""The embedded broker lets in nobody whom we have not answered for."""

from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import nats
import pytest
from loa.config.embedded import nats as embedded
from loa.config.embedded.child import Child
from loa.config.embedded.ports import free_port
from loa.config.home import Home


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[embedded.Broker]:
    broker = embedded.prepare(
        Home(root=tmp_path), port=free_port(), mqtt_port=free_port(), patience=0.2
    )
    child = Child(broker.recipe())
    child.wait_until_ready()
    yield broker
    child.stop()


async def test_a_box_is_refused_while_nobody_answers_for_it(broker: embedded.Broker) -> None:
    with pytest.raises(aiomqtt.MqttError):
        async with aiomqtt.Client("127.0.0.1", broker.mqtt_port, username="box", password="x"):
            pass


@pytest.mark.parametrize("user", [embedded.GATEWAY, embedded.AUTH, embedded.SYS])
async def test_our_own_users_are_let_in(broker: embedded.Broker, user: str) -> None:
    connection = await nats.connect(broker.url(user), allow_reconnect=False)

    assert connection.is_connected
    await connection.close()


def test_only_the_owner_can_read_the_configuration(broker: embedded.Broker) -> None:
    assert broker.configuration.stat().st_mode & 0o777 == 0o600


def test_the_keys_stay_the_same_when_it_is_configured_again(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    first = embedded.prepare(home, port=4222, mqtt_port=1883)
    again = embedded.prepare(home, port=4223, mqtt_port=1884)

    assert (again.seed, again.password) == (first.seed, first.password)
