"""Answer NATS when it asks who may log in, and cut off whoever may no longer.

The server asks over an account that only it and we can use; the answer is a user
claim, signed by the account key that its configuration names (NATS auth callout).
Cutting off goes through the system account: find the connections of a device on
every server, and kick each.
"""

import asyncio
import json
import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Final

import nkeys
from loa_protocol.errors import Refusal
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from loa.gateway.auth.rules import Rules, rules_of
from loa.gateway.counts import Counts
from loa.gateway.desk import DatabaseAway, Desk
from loa.gateway.nats import connect, subject
from loa.stations.queries import BadLogin, check_login

logger = logging.getLogger(__name__)

ASKED: Final = "$SYS.REQ.USER.AUTH"
GROUP: Final = "loa-auth"
ACCOUNT: Final = "APP"
SECOND_LOOK_S: Final = 2.0
"""A login that was being answered while a box was revoked is found by a second look."""
ANSWERS_WITHIN_S: Final = 0.5
MOST_CONNECTIONS: Final = 1024
HEADER: Final = b'{"typ":"JWT","alg":"ed25519-nkey"}'
DESKS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who wants to log in."""

    server: str
    user_nkey: str
    device: str
    password: str = field(repr=False)
    is_mqtt: bool
    client_id: str

    def check(self) -> Rules:
        """Say on which topics this one may hear and speak.

        Raises:
            BadLogin: it may not log in at all.
        """
        if not self.is_mqtt or self.client_id != self.device:
            raise BadLogin(box=self.device, why="not MQTT, or under another name")
        return rules_of(check_login(self.device, self.password))


class Callout:
    """The one who answers logins."""

    def __init__(self, url: str, seed: str, counts: Counts) -> None:
        """Say where NATS asks, and with which key answers are signed."""
        self._url = url
        self._key = nkeys.from_seed(bytearray(seed.encode()))
        self._issuer = self._key.public_key.decode()
        self._counts = counts
        self._desks = [Desk(f"logins-{number}") for number in range(DESKS)]
        self._turn = 0
        self._answering: set[asyncio.Task[None]] = set()
        self._client = Client()

    async def open(self) -> None:
        """Begin to answer."""
        self._client = await connect(self._url)
        await self._client.subscribe(ASKED, queue=GROUP, cb=self._asked)
        await self._client.flush()

    async def close(self) -> None:
        """Answer no more."""
        await self._client.close()
        for desk in self._desks:
            desk.close()

    async def _asked(self, message: Msg) -> None:
        task = asyncio.create_task(self._answer(message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, message: Msg) -> None:
        question = read_question(message.data)
        self._turn += 1
        desk = self._desks[self._turn % DESKS]
        try:
            rules = await desk.ask(question.check)
        except (Refusal, DatabaseAway) as fault:
            self._counts["logins_refused"] += 1
            logger.warning(
                "Refused a login: %s",
                fault,
                extra={"action": "login.refused", "device": question.device[:64]},
            )
            answer = {"error": "not allowed"}
        else:
            self._counts["logins"] += 1
            answer = {"jwt": self._user(question, rules)}
        await message.respond(self._signed(_response(question, answer), audience=question.server))

    def _user(self, question: Question, rules: Rules) -> str:
        told = {
            "pub": {"allow": [subject(topic) for topic in rules.speaks]},
            "sub": {"allow": [subject(topic) for topic in rules.hears]},
            "subs": len(rules.hears) + 1,
            "data": -1,
            "payload": -1,
            "allowed_connection_types": ["MQTT"],
            "type": "user",
            "version": 2,
        }
        claims = {"sub": question.user_nkey, "name": question.device, "nats": told}
        return self._signed(claims, audience=ACCOUNT).decode()

    def _signed(self, claims: dict[str, Any], *, audience: str) -> bytes:
        now = int(time.time())
        whole = {**claims, "iss": self._issuer, "aud": audience, "iat": now, "jti": claims["sub"]}
        told = _text(HEADER) + b"." + _text(json.dumps(whole).encode())
        return told + b"." + _text(self._key.sign(told))


def _response(question: Question, answer: dict[str, str]) -> dict[str, Any]:
    told = {"type": "authorization_response", "version": 2, **answer}
    return {"sub": question.user_nkey, "nats": told}


def read_question(data: bytes) -> Question:
    """Read what the server asks. Only the server can speak here, so nothing is verified."""
    part = data.split(b".")[1]
    told = json.loads(urlsafe_b64decode(part + b"=" * (-len(part) % 4)))["nats"]
    given, client = told["connect_opts"], told["client_info"]
    return Question(
        server=told["server_id"]["id"],
        user_nkey=told["user_nkey"],
        device=given.get("user", ""),
        password=given.get("pass", ""),
        is_mqtt=client.get("type") == "mqtt",
        client_id=client.get("mqtt_id", ""),
    )


class Door:
    """The one who shows boxes out."""

    def __init__(self, url: str) -> None:
        """Say where the system account is reached."""
        self._url = url
        self._client = Client()

    async def open(self) -> None:
        """Connect."""
        self._client = await connect(self._url)

    async def close(self) -> None:
        """Leave."""
        await self._client.close()

    async def cut_off(self, device: str) -> int:
        """End every connection of a device, on every server; return how many there were."""
        count = 0
        for server, connection in await self._connections(device):
            request = json.dumps({"cid": connection}).encode()
            await self._client.request(f"$SYS.REQ.SERVER.{server}.KICK", request, timeout=5)
            count += 1
        if count:
            logger.info("Cut off", extra={"action": "login.cut_off", "device": device})
        return count

    async def cut_off_for_good(self, device: str) -> None:
        """End its connections now, and again those that were being let in meanwhile."""
        try:
            await self.cut_off(device)
            await asyncio.sleep(SECOND_LOOK_S)
            await self.cut_off(device)
        except (Error, TimeoutError) as fault:
            logger.error(  # noqa: TRY400 - the broker's own words are enough
                "Could not cut off: %s", fault, extra={"action": "login.not_cut", "device": device}
            )

    async def _connections(self, device: str) -> list[tuple[str, int]]:
        """Ask every server for its connections under this name."""
        asked = {"mqtt_client": device, "auth": True, "limit": MOST_CONNECTIONS}
        found: list[tuple[str, int]] = []
        inbox = self._client.new_inbox()
        answers = await self._client.subscribe(inbox)
        try:
            await self._client.publish(
                "$SYS.REQ.SERVER.PING.CONNZ", json.dumps(asked).encode(), reply=inbox
            )
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                async for message in answers.messages:
                    told = json.loads(message.data)["data"]
                    found += [(told["server_id"], one["cid"]) for one in told["connections"] or []]
        except TimeoutError:
            pass  # nobody says how many servers there are: all that answered are here
        finally:
            await answers.unsubscribe()
        return found


def _text(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
