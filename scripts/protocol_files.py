"""Write the published schemas and golden vectors from the code that defines them.

    python scripts/protocol_files.py          write them
    python scripts/protocol_files.py --check  say which are out of date, and fail

Vectors are made from fixed keys (`loa_protocol.testing`), so that anyone can
make them again byte for byte. They are never changed to make a test pass: a
difference means that the protocol changed, and that is a new version.
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from loa_protocol import canonical, enrolment, testing, topics
from loa_protocol.errors import Refusal
from loa_protocol.frames import Frame
from loa_protocol.messages import KINDS, Cursor, to_body
from loa_protocol.signing import PREFIX, Envelope, SigningKey
from loa_protocol.trust import TrustStore, gather

HERE = Path(__file__).resolve().parent.parent
SCHEMAS = HERE / "docs/protocol/schemas"
VECTORS = HERE / "packages/protocol/vectors"
KEYS = {
    "root": testing.ROOT,
    "centre": testing.CENTRE,
    "province": testing.MINH,
    "commune": testing.HOA,
    "link": testing.LINK,
    "thief": testing.THIEF,
}


def schemas() -> dict[Path, Any]:
    """Return one JSON Schema for each kind of message, and for enrolment over HTTP."""
    files: dict[Path, Any] = {}
    http = {"enrol-request": enrolment.EnrolRequest, "enrol-reply": enrolment.EnrolReply}
    for name, kind in {**KINDS, **http}.items():
        schema = msgspec.json.schema(kind)
        files[SCHEMAS / f"{name}.json"] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"loa/1/{name}",
            **schema,
        }
    return files


def canonical_vectors() -> dict[str, Any]:
    """List values with their bytes, and bytes that must be refused."""
    values: list[Any] = [
        None,
        True,
        0,
        -canonical.LARGEST,
        "",
        'Lũ về "đêm"\n\u0007\\/',
        "\u2028 \U0001f30a",
        [],
        {},
        {"b": [1, {"z": None, "a": "x"}], "a": {}, "B": False, "a b": 1},
    ]
    bad = ['{"a": 1}', '{"a":1.0}', '{"a":1,"a":1}', '{"b":1,"a":2}', "1e3", '"\\u0041"', "-0", ""]
    return {
        "good": [{"value": value, "bytes": canonical.encode(value).hex()} for value in values],
        "refused": [text.encode().hex() for text in bad],
    }


def signature_vectors() -> dict[str, Any]:
    """List bodies with their signatures, and envelopes whose signature must be refused."""
    order = testing.HOA.sign(to_body(testing.ORDER))
    changed = {**order.as_json(), "body": {**order.body, "expires_at": testing.NOW + 1}}
    other_key = {**order.as_json(), "kid": testing.MINH.public.kid}
    thief = {**testing.THIEF.sign(order.body).as_json(), "kid": order.kid}
    return {
        "prefix": PREFIX.hex(),
        "keys": {
            name: {"seed": key.seed.hex(), "public": key.public.text, "kid": key.public.kid}
            for name, key in KEYS.items()
        },
        "good": [
            {"key": name, "envelope": _text(key.sign(to_body(testing.ORDER)))}
            for name, key in KEYS.items()
        ],
        "refused": [
            {"key": "commune", "why": why, "envelope": canonical.encode(value).decode()}
            for why, value in (
                ("one field changed", changed),
                ("names another key", other_key),
                ("signed by another key", thief),
            )
        ],
    }


def trust_vectors() -> list[dict[str, Any]]:
    """Tell a chain, what was taken back, and who may speak when."""
    chain = testing.chain()
    taken_back = testing.revocations(testing.CENTRE, testing.MINH, serial=2)
    stories = {"whole": chain, "province taken back": [*chain, taken_back]}
    questions = [
        (key, at)
        for key in KEYS
        for at in (testing.NOW, testing.NOW + testing.YEAR, testing.NOW - testing.YEAR - 1)
    ]
    return [
        {
            "story": story,
            "root": testing.ROOT.public.text,
            "envelopes": [_text(envelope) for envelope in envelopes],
            "answers": [
                {"key": key, "at": at, **_answer(envelopes, KEYS[key], at)} for key, at in questions
            ],
        }
        for story, envelopes in stories.items()
    ]


def _answer(envelopes: list[Envelope], key: SigningKey, at: int) -> dict[str, Any]:
    store = gather(TrustStore.starting_with(testing.ROOT.public), envelopes, at=testing.NOW)
    try:
        speaker = store.speaker(key.public.kid, at=at)
    except Refusal as refusal:
        return {"refused": refusal.code}
    return {
        "area": speaker.area,
        "role": str(speaker.role),
        "klasses": sorted(map(str, speaker.klasses)),
    }


def link_vectors() -> dict[str, Any]:
    """Show a frame, the topics of a place, and an enrolment code."""
    frame = Frame(
        cursor=Cursor(epoch="e-1", n=7), envelope=testing.HOA.sign(to_body(testing.ORDER))
    )
    code = enrolment.Code(secret=bytes(range(10)), root=enrolment.fingerprint(testing.ROOT.public))
    place = testing.PLACE
    return {
        "frame": frame.to_bytes().decode(),
        "place": to_body(place),
        "topics": list(topics.listened(place.area, home=place.home, device=place.device)),
        "enrolment": {
            "code": code.text,
            "secret": code.secret.hex(),
            "root_fingerprint": code.root.hex(),
            "root": testing.ROOT.public.text,
            "secret_digest": code.secret_digest,
        },
    }


def _text(envelope: Envelope) -> str:
    return envelope.to_bytes().decode()


def everything() -> dict[Path, str]:
    """Return every published file with its text."""
    files = {
        **schemas(),
        VECTORS / "canonical.json": canonical_vectors(),
        VECTORS / "signatures.json": signature_vectors(),
        VECTORS / "trust.json": trust_vectors(),
        VECTORS / "link.json": link_vectors(),
    }
    return {
        path: json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for path, value in files.items()
    }


def main() -> int:
    """Write the files, or say which differ."""
    files = everything()
    if "--check" in sys.argv:
        stale = [
            path for path, text in files.items() if not path.exists() or path.read_text() != text
        ]
        for path in stale:
            print(f"Out of date: {path.relative_to(HERE)}")
        return 1 if stale else 0
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    print(f"Wrote {len(files)} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
