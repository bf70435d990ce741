"""Brokers, a gateway and boxes for the tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from loa.config.testing import brokers
from loa.config.testing.brokers import BrokerUnderTest
from loa.gateway.service import Wiring
from loa.gateway.testing import MqttBox, Refused, RunningGateway, eventually, running
from loa.orgs.testing import Places
from loa.stations.testing import Enrolment, Site, enrol_box, make_site


@pytest.fixture(params=brokers.brokers())
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerUnderTest]:
    with brokers.running(brokers.brokers()[request.param], tmp_path) as broker:
        yield broker


@pytest.fixture
def wiring(broker: BrokerUnderTest, tmp_path: Path) -> Wiring:
    return brokers.wiring(broker.told, tmp_path / "gateway.sock")


@pytest.fixture
def site(transactional_db: None, places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    return enrol_box(site.gate)


@pytest.fixture
def gateway(wiring: Wiring, site: Site) -> Iterator[RunningGateway]:
    with running(wiring) as gateway:
        yield gateway


Connect = Callable[..., MqttBox]


@pytest.fixture
def login(broker: BrokerUnderTest, gateway: RunningGateway) -> Iterator[Connect]:
    """Log boxes in; they hang up when the test ends."""
    with ExitStack() as stack:

        def _login(
            who: Enrolment,
            *,
            password: str | None = None,
            client_id: str = "",
            will: tuple[str, bytes] | None = None,
        ) -> MqttBox:
            box = MqttBox.connect(
                broker.box_url,
                device=who.box.device_id,
                home=who.box.home_id,
                password=who.told.password if password is None else password,
                key=who.key,
                client_id=client_id,
                will=will,
            )
            stack.callback(box.leave)
            return box

        yield _login


@pytest.fixture
def connect(login: Connect) -> Connect:
    """Log boxes in once the broker has heard of them: some read their list a moment later."""

    def _is_known(who: Enrolment) -> bool:
        try:
            login(who).leave()
        except Refused:
            return False
        return True

    def _connect(who: Enrolment) -> MqttBox:
        eventually(lambda: _is_known(who))
        return login(who)

    return _connect
