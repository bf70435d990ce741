import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.canonical import DEEPEST, LARGEST, NotCanonical, decode, encode

NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_encoded_is_decoded_and_encoded_the_same(value: object) -> None:
    data = encode(value)

    assert decode(data) == value
    assert encode(decode(data)) == data


@given(st.dictionaries(NAMES, LEAVES, max_size=6))
def test_the_order_in_which_names_were_given_does_not_matter(value: dict[str, object]) -> None:
    assert encode(dict(reversed(value.items()))) == encode(value)


@given(VALUES)
def test_any_other_way_of_writing_it_is_refused(value: object) -> None:
    loose = json.dumps(value, indent=1).encode()

    if loose != encode(value):
        with pytest.raises(NotCanonical):
            decode(loose)


def test_letters_stand_as_themselves_and_control_characters_are_escaped() -> None:
    assert encode({"a": 'Lũ về "đêm"\n\u0007'}) == '{"a":"Lũ về \\"đêm\\"\\n\\u0007"}'.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, LARGEST + 1, {1: "one"}, {"đ": 1}, b"bytes", {"a", "b"}, "\ud800"],
)
def test_a_value_without_one_agreed_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def test_a_value_that_is_too_deep_is_refused() -> None:
    value: object = 1
    for _ in range(DEEPEST + 1):
        value = [value]

    with pytest.raises(NotCanonical):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":1e3}',
        b'"\\u0041"',
        b"\xff",
        b"[" * 100_000,
        b"9" * 5_000,
        b" 1",
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_more_bytes_than_allowed_are_refused_before_they_are_read() -> None:
    with pytest.raises(NotCanonical):
        decode(b'"' + b"a" * 100 + b'"', most=50)
