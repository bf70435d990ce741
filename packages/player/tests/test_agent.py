"""The agent where the disk is full, or the relay is gone: told, and not the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from loa_player.agent import Agent, Options
from loa_player.box import Folder
from loa_player.commands import Power, Report
from loa_player.enrol import enrol
from loa_player.events import LinkUp, ProgrammeArrived
from loa_player.inbox import SettingsArrived, TimeTold
from loa_player.items import Wanted
from loa_player.testing import authority
from loa_player.testing.driver import MARKET
from loa_player.testing.site import Web
from loa_protocol.messages import Stage
from msgspec import structs


@pytest.fixture
async def agent(tmp_path: Path, web: Web) -> Iterator[Agent]:
    folder = Folder.at(tmp_path / "box")
    enrol(folder, web.url, web.code.text)
    one = Agent(folder, Options(amplifier="serial:/nowhere/at/all"))
    yield one
    one.store.close()


def report(number: int) -> Report:
    return Report(item=f"o-{number}", order=f"o-{number}", stage=Stage.RECEIVED, at=number)


async def test_receipts_that_do_not_fit_on_the_disk_wait_for_room(agent: Agent) -> None:
    base = agent.store._base
    (pages,) = base.execute("PRAGMA page_count").fetchone()
    base.execute(f"PRAGMA max_page_count = {pages}")
    written = 0
    while agent.store.receipts_waiting() == written:
        agent._write_down([report(written)])
        written += 1
    base.execute("PRAGMA max_page_count = 100000")
    agent._write_down([report(written)])

    assert agent.store.receipts_waiting() == written + 1


async def test_a_relay_that_is_gone_does_not_end_the_box(agent: Agent) -> None:
    agent._do([Power(is_on=True)])


async def test_what_there_was_no_room_for_is_asked_for_before_anything_new_starts(
    agent: Agent,
) -> None:
    agent.happen(LinkUp())
    agent._act_on(TimeTold(step_ms=0, is_all=False))
    assert agent.post._greet.is_set()
    assert agent.state.hold_until > 0

    agent._act_on(TimeTold(step_ms=0, is_all=True))
    assert agent.state.hold_until == 0


async def test_settings_say_what_the_box_speaks_from_now_on(agent: Agent) -> None:
    told = structs.replace(authority.settings(), languages=("hmn", "vi"), is_metered=True)
    agent._act_on(SettingsArrived(settings=told))

    assert agent.state.wanted == Wanted(languages=("hmn", "vi"), is_metered=True)


async def test_files_that_a_programme_names_are_not_deleted_for_others(agent: Agent) -> None:
    agent.happen(ProgrammeArrived(programme=authority.programme((MARKET,), (), at=0)))
    agent._make_room(1)

    assert agent.as_facts()["volume_percent"] == 100
    assert agent.as_facts()["receipts_waiting"] == 1
