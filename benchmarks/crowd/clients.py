"""Be many boxes at once, in one process and one loop: `python clients.py PORT FILE`.

FILE holds one box a line: device, password, topics. Each word on standard input is
obeyed and answered with one line of JSON on standard output:

    connect            log everybody in and subscribe
    watch TEXT         wait until every box was sent TEXT; when the last one had it
    deliver FILE       publish receipts (device, receipt, topic, payload in hexadecimal a line);
                       each box sends the next when the site has acknowledged the one before
"""

import json
import select
import socket
import sys
import time
from pathlib import Path

CONNACK, PUBLISH, SUBACK = 2, 3, 9
AT_ONCE = 200
"""Logins under way at the same time, as if boxes came back with jitter."""
PATIENCE_S = 60
REPEAT_S = 15.0
MOST_KEPT = 200
"""Bytes of what came before that are looked at again: a name may come in two pieces."""


def text(word: str) -> bytes:
    """Write a string as MQTT does."""
    return len(word).to_bytes(2, "big") + word.encode()


def packet(kind: int, flags: int, body: bytes) -> bytes:
    """Write a packet as MQTT does."""
    length, left = b"", len(body)
    while True:
        left, digit = divmod(left, 128)
        length += bytes([digit | (128 if left else 0)])
        if not left:
            return bytes([kind << 4 | flags]) + length + body


class Box:
    """One connection."""

    def __init__(self, device: str, password: str, topics: list[str]) -> None:
        """Know how to log in."""
        self.device = device
        self.password = password
        self.topics = topics
        self.socket = socket.socket()
        self.seen = b""

    def open(self, port: int) -> None:
        """Connect and say who we are."""
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = text("MQTT") + b"\x04\xc2\x00\x00"
        body += text(self.device) + text(self.device) + text(self.password)
        self.socket.send(packet(1, 0, body))

    def subscribe(self) -> None:
        """Ask for our topics."""
        body = b"\x00\x01" + b"".join(text(topic) + b"\x00" for topic in self.topics)
        self.socket.send(packet(8, 2, body))


class Message:
    """One receipt on its way."""

    def __init__(self, name: bytes, data: bytes) -> None:
        """Not sent yet."""
        self.name = name
        self.packet = data
        self.sent = 0.0


class Crowd:
    """All of them."""

    def __init__(self, port: int, boxes: list[Box]) -> None:
        """Hold them, not connected yet."""
        self.port = port
        self.boxes = boxes
        self.poll = select.epoll()
        self.by_number: dict[int, Box] = {}
        self.under_way: dict[int, Message] = {}

    def connect(self) -> dict[str, object]:
        """Log everybody in."""
        begun, waiting, ready = time.time(), iter(self.boxes), 0
        under_way = sum(self._open(box) for _, box in zip(range(AT_ONCE), waiting, strict=False))
        while under_way:
            for number, _ in self._ready():
                box = self.by_number[number]
                kind = (box.socket.recv(65536) or b"\x00")[0] >> 4
                if kind == CONNACK:
                    box.subscribe()
                elif kind == SUBACK:
                    ready += 1
                    under_way -= 1
                    under_way += sum(self._open(more) for more in [next(waiting, None)] if more)
        return {"ready": ready, "seconds": time.time() - begun}

    def watch(self, word: str) -> dict[str, object]:
        """Wait until everybody was sent a word."""
        sought, missing, last = word.encode(), set(self.by_number), 0.0
        cpu = 0.0
        while missing:
            events = self._ready()
            begun = time.process_time()
            for number, _ in events:
                box = self.by_number[number]
                box.seen += box.socket.recv(65536)
                if sought in box.seen:
                    missing.discard(number)
                    last = time.time()
                    box.seen = b""
            cpu += time.process_time() - begun
        return {"last": last, "cpu": cpu}

    def deliver(self, path: Path) -> dict[str, object]:
        """Have every message acknowledged by the site; each box has one under way."""
        queues: dict[str, list[Message]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            device, name, topic, payload = line.split()
            body = text(topic) + b"\x00\x07" + bytes.fromhex(payload)
            message = Message(name.encode(), packet(PUBLISH, 2, body))
            queues.setdefault(device, []).append(message)
        self.under_way = {}
        begun, acknowledged, again = time.time(), 0, 0
        for number, box in self.by_number.items():
            self._send_next(number, queues[box.device])
        checked = begun
        while self.under_way:
            for number, _ in self.poll.poll(1):
                box = self.by_number[number]
                box.seen = box.seen[-MOST_KEPT:] + box.socket.recv(65536)
                message = self.under_way.get(number)
                if message is not None and message.name in box.seen:
                    acknowledged += 1
                    self._send_next(number, queues[box.device])
            now = time.time()
            if now - checked > 1:
                again += self._repeat(now)
                checked = now
        return {"acknowledged": acknowledged, "again": again, "seconds": time.time() - begun}

    def _send_next(self, number: int, queue: list["Message"]) -> None:
        if not queue:
            del self.under_way[number]
            return
        message = self.under_way[number] = queue.pop()
        message.sent = time.time()
        self.by_number[number].socket.send(message.packet)

    def _repeat(self, now: float) -> int:
        """Send again what was not acknowledged for a while, as a box does."""
        late = [(n, m) for n, m in self.under_way.items() if now - m.sent > REPEAT_S]
        for number, message in late:
            message.sent = now
            self.by_number[number].socket.send(message.packet)
        return len(late)

    def _open(self, box: Box) -> bool:
        box.open(self.port)
        self.by_number[box.socket.fileno()] = box
        self.poll.register(box.socket.fileno(), select.EPOLLIN)
        return True

    def _ready(self) -> list[tuple[int, int]]:
        events = self.poll.poll(PATIENCE_S)
        if not events:
            raise SystemExit("nothing came for a minute")
        return events


def main() -> None:
    """Obey."""
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    lines = path.read_text(encoding="utf-8").splitlines()
    crowd = Crowd(port, [Box(*json.loads(line)) for line in lines])
    for line in sys.stdin:
        match line.split():
            case ["connect"]:
                told = crowd.connect()
            case ["watch", word]:
                print("{}", flush=True)  # we watch now
                told = crowd.watch(word)
            case ["deliver", file]:
                told = crowd.deliver(Path(file))
            case _:
                return
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
