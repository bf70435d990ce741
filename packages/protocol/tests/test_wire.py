"""Messages, frames and the enrolment code, as they travel."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol import canonical
from loa_protocol.enrolment import ALPHABET, BadCode, Code, WrongRoot
from loa_protocol.frames import MOST_IN_A_BUNDLE, Frame, bundle, unbundle
from loa_protocol.messages import (
    BadMessage,
    Cursor,
    MustUnderstand,
    Order,
    Place,
    UnknownVersion,
    read,
    read_as,
    to_body,
)
from loa_protocol.signing import BadEnvelope
from loa_protocol.testing import HOA, MINH, ORDER, PLACE, ROOT


def test_a_message_reads_back_from_its_body() -> None:
    assert read(to_body(ORDER)) == ORDER
    assert read_as(canonical.decode(canonical.encode(to_body(PLACE))), Place) == PLACE


def test_another_kind_than_asked_for_is_refused() -> None:
    with pytest.raises(BadMessage):
        read_as(to_body(PLACE), Order)


def test_a_field_from_the_future_is_ignored() -> None:
    assert read({**to_body(ORDER), "colour": "red"}) == ORDER


def test_a_field_that_must_be_understood_is_not() -> None:
    with pytest.raises(MustUnderstand):
        read({**to_body(ORDER), "only_if": "raining", "crit": ["only_if"]})


def test_a_known_field_may_be_named_as_critical() -> None:
    assert read({**to_body(ORDER), "crit": ["target"]})


@pytest.mark.parametrize("version", [0, 2, None, True, "1"])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(UnknownVersion):
        read({**to_body(ORDER), "v": version})


@pytest.mark.parametrize(
    "change",
    [
        {"type": "shout"},
        {"id": "UPPER"},
        {"id": "../../etc"},
        {"klass": "urgent"},
        {"issued_at": -1},
        {"issued_at": "now"},
        {"target": {"areas": []}},
        {"target": {"areas": ["vn/79/#"]}},
        {"id": "o-1\n"},
        {"target": {"areas": ["vn/79\n"]}},
    ],
)
def test_a_field_outside_its_limits_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadMessage):
        read({**to_body(ORDER), **change})


CURSOR = Cursor(epoch="e-1", n=7)
ENVELOPE = HOA.sign(to_body(ORDER))


def test_a_frame_carries_one_envelope_unchanged() -> None:
    frame = Frame.from_bytes(Frame(cursor=CURSOR, envelope=ENVELOPE).to_bytes())

    assert frame.envelope.to_bytes() == ENVELOPE.to_bytes()
    assert frame.cursor == CURSOR


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        ([], BadMessage),
        ({"cursor": {}}, BadMessage),
        ({"cursor": {}, "envelope": ENVELOPE.as_json()}, BadMessage),
        ({"cursor": msgspec.to_builtins(CURSOR), "envelope": {}}, BadEnvelope),
    ],
)
def test_what_is_not_a_frame_is_refused(value: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        Frame.from_bytes(canonical.encode(value))


def test_a_bundle_carries_envelopes_in_order() -> None:
    assert unbundle(bundle([ENVELOPE, MINH.sign({"v": 1})]))[1].kid == MINH.public.kid


@pytest.mark.parametrize(
    "value", [[], {"envelopes": 1}, {"envelopes": [{}] * (MOST_IN_A_BUNDLE + 1)}]
)
def test_what_is_not_a_bundle_is_refused(value: object) -> None:
    with pytest.raises(BadMessage):
        unbundle(canonical.encode(value))


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_a_code_reads_back_however_it_is_typed(secret: bytes, root: bytes) -> None:
    code = Code(secret=secret, root=root)

    assert Code.from_text(code.text) == code
    assert Code.from_text(code.text.lower().replace("-", " ")) == code


@given(st.data())
def test_one_mistyped_character_is_almost_always_noticed_and_never_another_root(
    data: st.DataObject,
) -> None:
    code = Code.fresh(ROOT.public)
    place = data.draw(st.sampled_from([n for n, c in enumerate(code.text) if n > 4 and c != "-"]))
    other = data.draw(st.sampled_from(ALPHABET))
    typed = code.text[:place] + other + code.text[place + 1 :]

    try:
        read_back = Code.from_text(typed)
    except BadCode:
        return
    if read_back.root != code.root:
        with pytest.raises(WrongRoot):
            read_back.must_promise(ROOT.public)


@pytest.mark.parametrize(
    "typed", ["", "LOA2-0000", "LOA1-0000", "LOA1" + "U" * 33, "LOA1" + "0" * 33]
)
def test_what_is_not_a_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCode):
        Code.from_text(typed)


def test_a_code_promises_one_root_and_no_other() -> None:
    code = Code.fresh(ROOT.public)

    code.must_promise(ROOT.public)
    with pytest.raises(WrongRoot):
        code.must_promise(HOA.public)


def test_the_server_keeps_only_a_digest_of_the_secret() -> None:
    code = Code.fresh(ROOT.public)

    assert code.secret.hex() not in code.secret_digest
    assert Code.fresh(ROOT.public).secret_digest != code.secret_digest
