"""Make this box one of a site's: with the code that a technician brought.

The code carries a one-time secret for the server, and the fingerprint of the
root key for us. Whatever the server answers is believed only if it leads to
that root; the box's own key is made here and never leaves.
"""

import json
import socket
import time
from contextlib import closing
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from loa_protocol.enrolment import Code, EnrolReply
from loa_protocol.errors import Refusal
from loa_protocol.messages import Place, Settings, read, read_as
from loa_protocol.signing import Envelope, VerifyKey
from loa_protocol.trust import ISSUERS, TrustStore, about_trust, gather, must_be_for, take_place

from loa_player.box import Folder, Identity
from loa_player.fetch import connect
from loa_player.inbox import trust_name
from loa_player.store import Store

PATH: Final = "/device/v1/enrol"
MOST_BYTES: Final = 4 * 1024 * 1024
MS_PER_S: Final = 1000


class NoAnswer(Refusal):
    """The server cannot be reached, or did not answer like one of ours."""

    code = "enrolment.no_answer"


class ServerRefused(Refusal):
    """The server did not take the code. Its own reason is in `reason`."""

    code = "enrolment.refused"


class Incomplete(Refusal):
    """The answer does not say where this box stands."""

    code = "enrolment.incomplete"


def enrol(folder: Folder, url: str, typed: str, *, authorities: Path | None = None) -> Identity:
    """Enrol this box, and keep what the server said.

    Raises:
        BadCode: the code was not typed right.
        NeedsTLS, NoAnswer, ServerRefused: the server could not be asked, or said no.
        WrongRoot: this is not the site that the code is from.
        Refusal: the answer does not hold together.
    """
    code = Code.from_text(typed)
    key = folder.key()
    asked = {"secret": code.secret.hex(), "key": key.public.text, "name": socket.gethostname()}
    answer, at = _ask(url, asked, authorities)
    root = VerifyKey.from_text(answer.root)
    code.must_promise(root)
    envelopes = [Envelope.from_json(one) for one in answer.envelopes]
    store = Store.open(folder.memory)
    folder.memory.chmod(0o600)
    try:
        with store.together():
            _take_in(store, envelopes, root=root, device=answer.device, at=at)
    finally:
        store.close()
    identity = _identity(answer)
    folder.keep(identity)
    return identity


def _take_in(
    store: Store, envelopes: list[Envelope], *, root: VerifyKey, device: str, at: int
) -> None:
    """Check that everything leads to the root, and keep it."""
    about = [one for one in envelopes if about_trust(read(one.body))]
    trust = gather(TrustStore.starting_with(root), about, at=at)
    for envelope in about:
        store.trust(trust_name(envelope), envelope.to_bytes())
    place: Place | None = None
    for envelope in (one for one in envelopes if isinstance(read(one.body), Place)):
        place = take_place(trust, envelope, device=device, current=None, at=at)
        store.keep("place", envelope.to_bytes())
    if place is None:
        raise Incomplete(device=device)
    for envelope in (one for one in envelopes if isinstance(read(one.body), Settings)):
        speaker = trust.verified(envelope, at=at)
        speaker.must_be(*ISSUERS)
        speaker.must_cover(place.area)
        must_be_for(read_as(envelope.body, Settings).device, device)
        store.keep("settings", envelope.to_bytes())


def _identity(answer: EnrolReply) -> Identity:
    return Identity(
        device=answer.device,
        home=answer.home,
        root=answer.root,
        broker_url=answer.broker.url,
        broker_user=answer.broker.user,
        broker_password=answer.broker.password,
        broker_qos=answer.broker.qos,
        files_url=answer.files_url,
        heartbeat_s=answer.heartbeat_s,
    )


def _ask(url: str, asked: dict[str, str], authorities: Path | None) -> tuple[EnrolReply, int]:
    """Return the server's answer, and the time by its own clock."""
    connection = connect(url, authorities=authorities)
    path = urlsplit(url).path.rstrip("/") + PATH
    try:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        connection.request("POST", path, body=json.dumps(asked), headers=headers)
        with closing(connection.getresponse()) as reply:
            said = reply.read(MOST_BYTES)
    except (OSError, HTTPException) as fault:
        raise NoAnswer(url=url, why=str(fault) or type(fault).__name__) from fault
    finally:
        connection.close()
    if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise _refused(reply.status, said)
    try:
        return msgspec.json.decode(said, type=EnrolReply), _date(reply)
    except msgspec.DecodeError as fault:
        raise NoAnswer(url=url, why=str(fault)) from fault


def _refused(status: int, said: bytes) -> Refusal:
    try:
        told = json.loads(said)
    except ValueError:
        return ServerRefused(status=status, reason="")
    if not isinstance(told, dict):
        return ServerRefused(status=status, reason="")
    return ServerRefused(
        status=status, reason=str(told.get("code", "")), detail=str(told.get("detail", ""))
    )


def _date(reply: HTTPResponse) -> int:
    """Return the server's date: the box's own clock may be years off at this moment."""
    stamp = reply.headers.get("Date")
    if stamp is None:
        return time.time_ns() // 1_000_000
    try:
        said = parsedate_to_datetime(stamp)
    except ValueError as fault:
        raise NoAnswer(why="no date that can be read", date=stamp[:80]) from fault
    return int(said.replace(tzinfo=said.tzinfo or UTC).timestamp()) * MS_PER_S
