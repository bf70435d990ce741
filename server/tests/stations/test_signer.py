"""The signer: what each key signs, what it refuses, and what it leaves behind."""

import grp
import json
import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loa.stations.signer.client import Client, SignerSilent
from loa.stations.signer.keeper import Keeper
from loa.stations.signer.keyring import CannotOpenError, Keyring, NoSuchKey
from loa.stations.signer.process import Config, listen
from loa.stations.signer.rules import ForgetsRevoked, NotItsGround, NotItsPurpose
from loa_protocol.messages import (
    Ack,
    Authority,
    BadMessage,
    Delegation,
    Heartbeat,
    Kind,
    Message,
    Order,
    Place,
    Programme,
    Revocations,
    RootChange,
    Settings,
    Target,
    TimeReply,
    to_body,
)
from loa_protocol.messages import Clock as BoxClock
from loa_protocol.priority import Klass
from loa_protocol.signing import SigningKey, VerifyKey

HERE, BESIDE = "vn/31/11848", "vn/31/11755"
WAITS, HANGS_UP = 3, 7
"""How a connection goes on: the signer waits for a question, or will hear none."""
OTHER = SigningKey(b"o" * 32).public
ORDER = Order(
    id="o-1",
    subject="s-1",
    kind=Kind.CANCEL,
    cancels="o-0",
    klass=Klass.ORDINARY,
    issued_at=1,
    expires_at=2,
    target=Target(areas=(HERE,)),
)
PROGRAMME = Programme(id="p-1", serial=1, area=HERE, issued_at=1, start=1, end=2)
PLACE = Place(device="d-1", home="h-1", serial=1, area=HERE, cluster="c-1", valid_from=1)
SETTINGS = Settings(device="d-1", serial=1, volume_percent=50, ceiling_percent=60)
DELEGATION = Delegation(
    id="dl-1", key=OTHER.text, role=Authority.COMMUNE, area=HERE, not_before=1, not_after=2
)
REVOCATIONS = Revocations(serial=1, issued_at=1, next_update=2, revoked=(OTHER.kid,))
ACK = Ack(device="d-1", receipts=("r-1",))
TIME = TimeReply(device="d-1", nonce="0" * 32, now=1)
ROOT = RootChange(serial=1, key=OTHER.text, not_before=1, overlap_until=2)
BEAT = Heartbeat(
    device="d-1", at=1, clock=BoxClock.FRESH, volume_percent=1, free_bytes=1, block_age_ms=1
)
EVERYTHING: tuple[Message, ...] = (
    ORDER, PROGRAMME, PLACE, SETTINGS, DELEGATION, REVOCATIONS, ACK, TIME, ROOT, BEAT,
)  # fmt: skip


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(Keyring(tmp_path / "keys"))


@pytest.mark.parametrize(
    ("role", "signed"),
    [
        (Authority.CENTRE, (ORDER, PROGRAMME, PLACE, SETTINGS, DELEGATION, REVOCATIONS)),
        (Authority.PROVINCE, (ORDER, PROGRAMME, PLACE, SETTINGS, DELEGATION, REVOCATIONS)),
        (Authority.COMMUNE, (ORDER, PROGRAMME)),
        (Authority.LINK, (ACK, TIME)),
    ],
)
def test_a_key_signs_what_it_is_for_and_nothing_else(
    keeper: Keeper, role: Authority, signed: tuple[Message, ...]
) -> None:
    key = keeper.generate(role, "vn/31" if role is not Authority.COMMUNE else HERE)

    for message in EVERYTHING:
        if message in signed:
            keeper.sign(key.kid, to_body(message)).verify(key)
        else:
            with pytest.raises(NotItsPurpose):
                keeper.sign(key.kid, to_body(message))


@pytest.mark.parametrize(
    "body",
    [
        to_body(ORDER) | {"target": {"areas": [HERE, BESIDE]}},
        to_body(ORDER) | {"target": {"areas": ["vn/31"]}},
        to_body(PROGRAMME) | {"area": BESIDE},
    ],
)
def test_a_commune_key_speaks_for_its_own_ground_only(keeper: Keeper, body: dict[str, Any]) -> None:
    key = keeper.generate(Authority.COMMUNE, HERE)

    with pytest.raises(NotItsGround):
        keeper.sign(key.kid, body)


@pytest.mark.parametrize("role", ["centre", "province"])
def test_a_province_key_makes_no_equal(keeper: Keeper, role: str) -> None:
    key = keeper.generate(Authority.PROVINCE, "vn/31")

    with pytest.raises(NotItsPurpose):
        keeper.sign(key.kid, to_body(DELEGATION) | {"role": role})


def test_a_list_never_forgets_a_key_that_was_taken_back(keeper: Keeper, tmp_path: Path) -> None:
    key = keeper.generate(Authority.PROVINCE, "vn/31")
    keeper.sign(key.kid, to_body(REVOCATIONS))

    restarted = Keeper(Keyring(tmp_path / "keys"))

    assert restarted.revoked(key.kid) == {OTHER.kid}
    with pytest.raises(ForgetsRevoked):
        restarted.sign(key.kid, to_body(REVOCATIONS) | {"serial": 2, "revoked": []})


def test_of_a_batch_all_or_none_is_signed(keeper: Keeper, tmp_path: Path) -> None:
    key = keeper.generate(Authority.COMMUNE, HERE)

    with pytest.raises(NotItsPurpose):
        keeper.sign_many(key.kid, [to_body(ORDER), to_body(ACK)])

    assert "digest" not in journal(tmp_path / "keys")


def test_what_is_no_message_is_not_signed(keeper: Keeper) -> None:
    key = keeper.generate(Authority.COMMUNE, HERE)

    with pytest.raises(BadMessage):
        keeper.sign(key.kid, to_body(ORDER) | {"klass": "loud"})
    with pytest.raises(NoSuchKey):
        keeper.sign(OTHER.kid, to_body(ORDER))


def test_every_signature_of_an_issuer_is_written_down(keeper: Keeper, tmp_path: Path) -> None:
    issuer = keeper.generate(Authority.COMMUNE, HERE)
    link = keeper.generate(Authority.LINK, "vn")
    keeper.sign(issuer.kid, to_body(ORDER))
    keeper.sign(link.kid, to_body(ACK))

    lines = [json.loads(line) for line in journal(tmp_path / "keys").splitlines()]

    assert [line.get("made") for line in lines[:2]] == [issuer.kid, link.kid]
    assert [(line["kid"], line["type"], line["id"]) for line in lines[2:]] == [
        (issuer.kid, "order", "o-1")
    ]


def test_keys_are_for_their_owner_alone_and_unreadable_without_the_passphrase(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "keys"
    open_ring = Keyring(folder)
    key = open_ring.make(Keeper(open_ring).keyring.key(made(open_ring)).purpose)
    seed = key.signing.seed

    sealed = Keyring(folder, passphrase="một câu dài và khó đoán")

    assert sealed.key(key.signing.public.kid).signing.seed == seed
    with pytest.raises(CannotOpenError):
        Keyring(folder)
    with pytest.raises(CannotOpenError):
        Keyring(folder, passphrase="another")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def made(ring: Keyring) -> str:
    return str(Keeper(ring).generate(Authority.COMMUNE, HERE).kid)


def journal(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.glob("journal-*.jsonl")))


# The process ---------------------------------------------------------------------------------


def started(home: Path) -> subprocess.Popen[str]:
    """Start a signer and wait until it listens."""
    child = subprocess.Popen(
        [sys.executable, "-c", "from loa.stations.signer.process import main; main()"],
        env={**os.environ, "LOA_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    next(line for line in child.stderr if "listens" in line)
    return child


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A real signer, in a folder whose path is longer than a socket's may be."""
    home = tmp_path / ("a-long-name-" * 8)
    home.mkdir()
    child = started(home)
    assert child.stderr is not None
    yield child
    child.send_signal(signal.SIGTERM)
    child.stderr.close()
    assert child.wait(10) == 0


@pytest.fixture
def client(process: subprocess.Popen[str], tmp_path: Path) -> Iterator[Client]:
    client = Client(next(tmp_path.glob("a-long*")) / "run" / "signer.sock")
    yield client
    client.close()


def test_the_process_signs_for_its_own_user(client: Client) -> None:
    key = client.generate(Authority.COMMUNE, HERE)

    envelope = client.sign(key.kid, to_body(ORDER))

    envelope.verify(key)
    assert client.revoked(key.kid) == frozenset()
    assert VerifyKey.from_text(key.text) == key


def test_the_process_refuses_as_the_keeper_does(client: Client) -> None:
    key = client.generate(Authority.LINK, "vn")

    with pytest.raises(NotItsPurpose, match="order"):
        client.sign(key.kid, to_body(ORDER))
    with pytest.raises(NoSuchKey):
        client.sign(OTHER.kid, to_body(ACK))
    with pytest.raises(SignerSilent):
        client._ask({"do": "generate", "role": "king", "area": "vn"})
    client.sign(key.kid, to_body(ACK)).verify(key)


def test_nobody_else_may_open_the_socket(client: Client) -> None:
    client.generate(Authority.LINK, "vn")

    assert stat.S_IMODE(client.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(client.path.parent.stat().st_mode) == 0o700


def ask_as(uid: int, path: Path) -> int:
    """Connect as another user, from a fork that need not read a file, and see what happens."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(path.parent)
            os.setuid(uid)
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(0.5)
                line.connect(path.name)
                os._exit(HANGS_UP if line.recv(1) == b"" else 1)
        except TimeoutError:
            os._exit(WAITS)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_the_kernel_says_who_asks_and_a_stranger_is_not_answered(client: Client) -> None:
    client.path.chmod(0o777)  # nothing but the kernel's word stands between them
    client.path.parent.chmod(0o711)

    assert ask_as(os.getuid(), client.path) == WAITS
    assert ask_as(65534, client.path) == HANGS_UP


def test_a_client_says_when_there_is_no_signer(tmp_path: Path) -> None:
    with pytest.raises(SignerSilent):
        Client(tmp_path / "nobody.sock").sign(OTHER.kid, to_body(ACK))


def test_a_client_finds_the_signer_again_after_a_restart(
    process: subprocess.Popen[str], client: Client, tmp_path: Path
) -> None:
    key = client.generate(Authority.COMMUNE, HERE)
    client._line.close()  # type: ignore[union-attr]  # what a restart leaves of the old connection

    client.sign(key.kid, to_body(ORDER)).verify(key)


def test_the_process_knows_nothing_of_django_and_of_the_database() -> None:
    asks = (
        "import sys, loa.stations.signer.process\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg'}))"
    )
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_the_process_does_not_start_with_another_passphrase(tmp_path: Path) -> None:
    Keeper(Keyring(tmp_path / "signer", passphrase="một")).generate(Authority.LINK, "vn")
    (tmp_path / "passphrase").write_text("hai\n", encoding="utf-8")

    for told in ({}, {"LOA_SIGNER_PASSPHRASE_FILE": str(tmp_path / "passphrase")}):
        done = subprocess.run(
            [sys.executable, "-m", "loa.config.cli", "signer"],
            env={**os.environ, "LOA_HOME": str(tmp_path), **told},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "passphrase" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_socket_may_be_opened_to_one_group(tmp_path: Path) -> None:
    config = Config.from_environment(
        {
            "LOA_SIGNER_SOCKET": str(tmp_path / "door" / "signer.sock"),
            "LOA_HOME": str(tmp_path),
            "LOA_SIGNER_USERS": "nobody",
            "LOA_SIGNER_GROUP": grp.getgrgid(os.getgid()).gr_name,
        }
    )

    with listen(config):
        assert stat.S_IMODE(config.socket.stat().st_mode) == 0o660
        assert stat.S_IMODE(config.socket.parent.stat().st_mode) == 0o710
    assert config.users == {0, os.getuid(), pwd.getpwnam("nobody").pw_uid}


def test_a_signer_that_was_killed_comes_back_with_its_keys_and_its_memory(tmp_path: Path) -> None:
    first = started(tmp_path)
    client = Client(tmp_path / "run" / "signer.sock")
    key = client.generate(Authority.PROVINCE, "vn/31")
    client.sign(key.kid, to_body(REVOCATIONS))
    first.kill()
    first.communicate(timeout=10)
    with pytest.raises(SignerSilent):
        client.sign(key.kid, to_body(PLACE))

    second = started(tmp_path)

    client.sign(key.kid, to_body(PLACE)).verify(key)
    assert client.revoked(key.kid) == {OTHER.kid}
    with pytest.raises(ForgetsRevoked, match=OTHER.kid):
        client.sign(key.kid, to_body(REVOCATIONS) | {"serial": 2, "revoked": []})
    client.close()
    second.terminate()
    second.communicate(timeout=10)
    assert second.returncode == 0
