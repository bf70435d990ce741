"""What is published says what the code does."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
from loa_protocol import canonical
from loa_protocol.errors import Refusal
from loa_protocol.messages import (
    KINDS,
    Ack,
    Clock,
    Cursor,
    Heartbeat,
    Hello,
    Message,
    Occurrence,
    Programme,
    Receipt,
    RootChange,
    Settings,
    Stage,
    TimeReply,
    read,
    to_body,
)
from loa_protocol.signing import Envelope, VerifyKey
from loa_protocol.testing import HOA, MANIFEST, NOW, ORDER, PLACE, World, chain
from loa_protocol.trust import TrustStore, gather

TOP = Path(__file__).resolve().parents[3]
VECTORS = TOP / "packages/protocol/vectors"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("files", TOP / "scripts/protocol_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_published_file_is_what_the_code_writes() -> None:
    stale = [path for path, text in script().everything().items() if path.read_text() != text]

    assert stale == []


MESSAGES = [
    ORDER,
    PLACE,
    Programme(
        id="p-1",
        serial=1,
        area=PLACE.area,
        issued_at=NOW,
        start=NOW,
        end=NOW + 1,
        manifests=(MANIFEST,),
        occurrences=(Occurrence(id="o-1", start_at=NOW, duration_ms=1, item=0),),
    ),
    Settings(
        device="d-1", serial=1, volume_percent=80, ceiling_percent=90, languages=("hmn", "vi")
    ),
    *(read(envelope.body) for envelope in chain()[::4]),
    RootChange(serial=1, key=HOA.public.text, not_before=NOW, overlap_until=NOW + 1),
    Hello(
        device="d-1",
        boot="b-1",
        nonce="ab" * 16,
        at=NOW,
        clock=Clock.FLOOR,
        cursor=Cursor(epoch="e-1", n=7),
        revocations={HOA.public.kid: 1},
    ),
    TimeReply(device="d-1", nonce="ab" * 16, now=NOW),
    Ack(device="d-1", receipts=("r-1",)),
    Heartbeat(
        device="d-1", at=NOW, clock=Clock.FRESH, volume_percent=80, free_bytes=1, block_age_ms=1
    ),
    Receipt(id="r-1", device="d-1", order="o-1", stage=Stage.MISSED, at=NOW, clock=Clock.UNSET),
]


def test_every_kind_of_message_is_tried() -> None:
    assert {to_body(message)["type"] for message in MESSAGES} == set(KINDS)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_a_message_keeps_to_its_published_schema(message: Message) -> None:
    body = to_body(message)
    schema = json.loads((TOP / f"docs/protocol/schemas/{body['type']}.json").read_text())
    plain = json.loads(canonical.encode(body))

    jsonschema.validate(plain, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plain, "v": "one"}, schema)


def test_every_kind_of_message_has_a_schema() -> None:
    assert {path.stem for path in (TOP / "docs/protocol/schemas").glob("*.json")} >= set(KINDS)


def test_the_vectors_of_canonical_bytes_hold() -> None:
    vectors = json.loads((VECTORS / "canonical.json").read_text())

    for vector in vectors["good"]:
        assert canonical.encode(vector["value"]).hex() == vector["bytes"]
    for refused in vectors["refused"]:
        with pytest.raises(Refusal):
            canonical.decode(bytes.fromhex(refused))


def test_the_vectors_of_signatures_hold() -> None:
    vectors = json.loads((VECTORS / "signatures.json").read_text())
    keys = {name: VerifyKey.from_text(key["public"]) for name, key in vectors["keys"].items()}

    for vector in vectors["good"]:
        envelope = Envelope.from_bytes(vector["envelope"].encode())
        envelope.verify(keys[vector["key"]])
        assert read(envelope.body) == ORDER
    for vector in vectors["refused"]:
        with pytest.raises(Refusal):
            Envelope.from_bytes(vector["envelope"].encode()).verify(keys[vector["key"]])


def test_the_vectors_of_trust_hold() -> None:
    keys = json.loads((VECTORS / "signatures.json").read_text())["keys"]

    for story in json.loads((VECTORS / "trust.json").read_text()):
        root = VerifyKey.from_text(story["root"])
        envelopes = [Envelope.from_bytes(text.encode()) for text in story["envelopes"]]
        store = gather(TrustStore.starting_with(root), envelopes, at=NOW)
        for answer in story["answers"]:
            kid = keys[answer["key"]]["kid"]
            if "refused" in answer:
                with pytest.raises(Refusal) as refusal:
                    store.speaker(kid, at=answer["at"])
                assert refusal.value.code == answer["refused"]
            else:
                assert store.speaker(kid, at=answer["at"]).area == answer["area"]


def test_a_reader_in_another_language_agrees(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("The second reader needs Node.js (apt install nodejs); it did not run.")

    said = subprocess.run(
        [node, VECTORS / "verify.mjs"], capture_output=True, text=True, check=True, timeout=60
    )

    assert "agree" in said.stdout


def test_the_other_reader_notices_a_changed_vector(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("The second reader needs Node.js (apt install nodejs); it did not run.")
    copy = shutil.copytree(VECTORS, tmp_path / "vectors")
    trust = copy / "trust.json"
    trust.write_text(trust.read_text().replace('"area": "vn/79/26734"', '"area": "vn/79/26735"'))

    said = subprocess.run(
        [node, copy / "verify.mjs"], check=False, capture_output=True, text=True, timeout=60
    )

    assert said.returncode != 0


def test_the_house_key_signs_the_same_bytes_for_ever() -> None:
    vectors = json.loads((VECTORS / "signatures.json").read_text())
    known = next(vector for vector in vectors["good"] if vector["key"] == "commune")

    assert HOA.sign(to_body(ORDER)).to_bytes().decode() == known["envelope"]
    assert World().store.verified(Envelope.from_bytes(known["envelope"].encode()), at=NOW)
