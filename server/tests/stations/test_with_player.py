"""The box's own code enrols at the real server, over HTTP, and fetches a sound."""

import io
from pathlib import Path
from typing import Any

import pytest
from loa.media.store import store
from loa.orgs.models import Person
from loa.stations import actions, queries
from loa.stations.models import Box
from loa.stations.testing import Site
from loa_player.box import Folder
from loa_player.enrol import ServerRefused, enrol
from loa_player.fetch import Source
from loa_player.files import Files
from loa_protocol.enrolment import Code, WrongRoot
from loa_protocol.signing import SigningKey

pytestmark = pytest.mark.django_db(transaction=True)
SOUND = b"sound" * 1000


@pytest.fixture
def code(site: Site, tuan: Person) -> str:
    return actions.make_code(tuan, site.gate.code)[0].text


def test_a_box_enrols_the_very_second_its_keys_were_made(
    live_server: Any, settings: Any, code: str, tmp_path: Path
) -> None:
    settings.LOA_URL, settings.BOX_BROKER_URL = live_server.url, "mqtt://127.0.0.1:1883"
    digest = store().put(io.BytesIO(SOUND)).digest

    identity = enrol(Folder.at(tmp_path / "box"), live_server.url, code)

    box = Box.objects.get()
    assert (identity.device, identity.home) == (box.device_id, box.home_id)
    assert identity.broker_url == "mqtt://127.0.0.1:1883"
    assert queries.check_login(identity.broker_user, identity.broker_password).home == box.home_id
    source = Source(
        url=identity.files_url, user=identity.broker_user, password=identity.broker_password
    )
    files = Files(folder=tmp_path / "files")
    assert source.fetch(digest, size=len(SOUND), into=files).read_bytes() == SOUND


def test_a_box_says_why_the_server_did_not_take_its_code(
    live_server: Any, code: str, tmp_path: Path
) -> None:
    enrol(Folder.at(tmp_path / "first"), live_server.url, code)

    with pytest.raises(ServerRefused, match=r"enrolment\.used"):
        enrol(Folder.at(tmp_path / "second"), live_server.url, code)


def test_a_box_does_not_believe_a_site_that_its_code_does_not_promise(
    live_server: Any, code: str, tmp_path: Path
) -> None:
    told = Code.from_text(code)
    another = Code(secret=told.secret, root=Code.fresh(SigningKey.generate().public).root)

    with pytest.raises(WrongRoot):
        enrol(Folder.at(tmp_path / "box"), live_server.url, another.text)
