from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol import canonical
from loa_protocol.canonical import NotCanonical
from loa_protocol.signing import (
    BadEnvelope,
    BadKey,
    BadSignature,
    Envelope,
    SigningKey,
    VerifyKey,
    from_text,
    to_text,
)
from loa_protocol.testing import HOA, MINH, NOW

SEED_BYTES = 32
DASHED = 46 << 28 * 8
"""A seed whose public key is written with a dash first."""
BODY = {"v": 1, "type": "order", "at": NOW, "title": "Lũ về"}


def test_a_signed_body_verifies_after_the_wire() -> None:
    envelope = Envelope.from_bytes(HOA.sign(BODY).to_bytes())

    envelope.verify(HOA.public)
    assert envelope.body == BODY


def test_the_same_body_and_key_give_the_same_bytes() -> None:
    assert HOA.sign(BODY).to_bytes() == HOA.sign(dict(reversed(BODY.items()))).to_bytes()


def test_a_new_key_can_be_told_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    dashed, plain = (number.to_bytes(SEED_BYTES, "big") for number in (DASHED, 1))
    drawn = iter([dashed, plain])
    monkeypatch.setattr("nacl.signing.SigningKey.generate", lambda: next(drawn))

    assert SigningKey(dashed).public.text.startswith("-")
    assert SigningKey.generate() == SigningKey(plain)


def test_another_key_does_not_verify() -> None:
    with pytest.raises(BadSignature):
        HOA.sign(BODY).verify(MINH.public)


def test_claiming_another_key_does_not_help() -> None:
    forged = replace(MINH.sign(BODY), kid=HOA.public.kid)

    with pytest.raises(BadSignature):
        forged.verify(HOA.public)


@given(st.data())
def test_one_changed_byte_never_passes(data: st.DataObject) -> None:
    raw = bytearray(HOA.sign(BODY).to_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((NotCanonical, BadEnvelope, BadSignature)):
        Envelope.from_bytes(bytes(raw)).verify(HOA.public)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"body": {}, "kid": "a"},
        {"body": [], "kid": "a", "sig": "b"},
        {"body": {}, "kid": 1, "sig": "b"},
        {"body": {}, "kid": "a", "sig": "b"},
        {"body": {}, "kid": "a", "sig": to_text(b"x" * 64), "key": "mine"},
    ],
)
def test_what_is_not_an_envelope_is_refused(value: object) -> None:
    with pytest.raises(BadEnvelope):
        Envelope.from_bytes(canonical.encode(value))


def test_keys_read_back_from_their_text() -> None:
    assert VerifyKey.from_text(HOA.public.text) == HOA.public
    assert len(HOA.public.kid) == 32


@pytest.mark.parametrize("text", ["", "a", "á" * 43, to_text(b"x" * 31), to_text(b"x" * 32) + "="])
def test_text_that_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        from_text(text, size=32)


def test_base64_with_loose_bits_is_refused() -> None:
    good = to_text(b"\xff" * 32)

    with pytest.raises(BadKey):
        from_text(good[:-1] + "9", size=32)


def test_a_key_that_is_not_a_point_verifies_nothing() -> None:
    envelope = HOA.sign(BODY)

    with pytest.raises(BadSignature):
        VerifyKey(b"\x00" * 32).verify(b"message", envelope.signature)


def test_a_private_key_does_not_print_itself() -> None:
    fresh = SigningKey.generate()

    assert fresh.seed.hex() not in repr(fresh)
    assert str(fresh.seed) not in repr(fresh)
