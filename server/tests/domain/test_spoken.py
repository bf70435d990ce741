"""What may be read aloud, and about how long that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.spoken import (
    LONGEST,
    LeftOut,
    MarkupInText,
    NothingToSay,
    TextTooLong,
    estimated_seconds,
    plain,
    words_in,
)
from loa_protocol.errors import Refusal

NOTICE = "Kính thưa bà con, ngày mai 25/11 mất điện từ 7:30 đến 11:00.\nXin cảm ơn!"


def test_a_plain_text_is_read_as_it_stands() -> None:
    told = plain(NOTICE)

    assert told.text == NOTICE
    assert told.left_out == {}


@pytest.mark.parametrize(
    ("put_in", "kind", "count"),
    [
        ("😀", LeftOut.PICTURE, 1),
        ("👍🏽", LeftOut.PICTURE, 2),
        ("⚠️", LeftOut.PICTURE, 2),
        ("\u202e", LeftOut.DIRECTION, 1),
        ("\u2066\u2069", LeftOut.DIRECTION, 2),
        ("\x00", LeftOut.INVISIBLE, 1),
        ("\x1b\x07", LeftOut.INVISIBLE, 2),
        ("\ufeff", LeftOut.INVISIBLE, 1),
        ("\u200b", LeftOut.INVISIBLE, 1),
        ("\ue000", LeftOut.INVISIBLE, 1),
        ("\ud800", LeftOut.INVISIBLE, 1),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(put_in: str, kind: LeftOut, count: int) -> None:
    told = plain(NOTICE.replace("bà con", f"bà con{put_in}"))

    assert told.text == NOTICE
    assert told.left_out == {kind: count}


def test_a_key_is_read_as_its_digit() -> None:
    assert plain("Bấm 1\ufe0f\u20e3 để nghe").text == "Bấm 1 để nghe"


def test_signs_that_can_be_read_stay() -> None:
    assert plain("Nóng 39°C, № 5").text == "Nóng 39°C, № 5"


def test_words_of_khmer_keep_the_joiners_that_part_them() -> None:
    khmer = "សួស្តី\u200bបង"

    assert plain(khmer).text == khmer
    assert plain(f"a{khmer}").left_out == {}
    assert plain("សួស្តី\u200b").left_out == {LeftOut.INVISIBLE: 1}


def test_letters_written_in_parts_are_put_together() -> None:
    assert plain("Vie\u0323\u0302t Nam").text == "Việt Nam"


def test_blanks_that_nobody_sees_are_taken_out() -> None:
    assert plain("  Xin \t chào \r\n\r\n\r\n\r\nbà con  ").text == "Xin chào\n\nbà con"


@pytest.mark.parametrize(
    "markup",
    [
        "<speak>",
        "<break time='3s'/>",
        "</p>",
        "<!-- lời nhắc -->",
        "<?xml version='1.0'?>",
        "&lt;",
        "&#160;",
        "<SCRIPT>",
    ],
)
def test_markup_is_refused(markup: str) -> None:
    with pytest.raises(MarkupInText) as caught:
        plain(NOTICE + markup)

    assert caught.value.facts == {"found": markup[:40]}


def test_an_invisible_character_does_not_hide_markup() -> None:
    with pytest.raises(MarkupInText):
        plain(NOTICE + "<\u200bspeak>")


def test_a_comparison_is_no_markup() -> None:
    assert plain("Giá < 100 nghìn, > 50 nghìn & ổn định").left_out == {}


def test_a_text_that_nobody_would_listen_to_is_refused() -> None:
    plain("a" * LONGEST)
    with pytest.raises(TextTooLong) as caught:
        plain("a" * 200_000)

    assert caught.value.facts == {"characters": 200_000, "limit": LONGEST}


@pytest.mark.parametrize("text", ["", "  \n ", "...", "😀😀", "\u202e"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(NothingToSay):
        plain(text)


@given(st.text(max_size=300))
def test_making_it_plain_twice_changes_nothing(text: str) -> None:
    try:
        once = plain(text)
    except Refusal:
        return
    again = plain(once.text)

    assert again.text == once.text
    assert again.left_out == {}


def test_the_length_in_seconds_grows_with_words_digits_and_pauses() -> None:
    assert estimated_seconds("xin chào bà con", "vi") == 2
    assert estimated_seconds("xin chào bà con. " * 10, "vi") == 19
    assert estimated_seconds("12345678", "vi") == 4
    assert estimated_seconds("a, b; c: d", "en") == 3
    assert estimated_seconds("xin chào bà con", "tay") == 2
    assert words_in("Ngày 25 tháng 11") == 6
