"""Which texts may be spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.wording import (
    LONGEST,
    BadText,
    HasHiddenMark,
    HasMarkup,
    HasPicture,
    HasTurningMark,
    TextIsEmpty,
    TextTooLong,
    clean,
    title_of,
    title_of_file,
)

PLAIN = "Kính mời bà con thôn Thượng họp lúc 19 giờ 30, mưa < 50 mm & gió cấp 4."


def test_a_plain_text_stays_as_it_was_written() -> None:
    assert clean(PLAIN, language="vi") == PLAIN


def test_letters_are_composed_one_way() -> None:
    assert clean("Hòa bình", language="vi") == "Hòa bình"


def test_what_comes_along_when_people_copy_is_dropped() -> None:
    copied = "\ufeffHọp dân\u00a0phố\u200b\r\nlúc\u00ad 8 giờ\u2028Hết.  \n"

    assert clean(copied, language="vi") == "Họp dân phố\nlúc 8 giờ\nHết."


def test_khmer_keeps_the_marks_between_its_words() -> None:
    assert clean("ជំរាប\u200bសួរ", language="km") == "ជំរាប\u200bសួរ"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a" * (LONGEST + 1), TextTooLong),
        ("x" * 200_000, TextTooLong),
        (" \n\u200b ", TextIsEmpty),
        (PLAIN + " <break time='3s'/>", HasMarkup),
        ("<speak>" + PLAIN + "</speak>", HasMarkup),
        (PLAIN + "<!-- ẩn -->", HasMarkup),
        (PLAIN + " &nbsp;", HasMarkup),
        (PLAIN + " &#8238;", HasMarkup),
        (PLAIN + " 🙂", HasPicture),
        (PLAIN + " ⚠️", HasPicture),
        (PLAIN + " 1\u20e3", HasPicture),
        (PLAIN + "\u202e abc", HasTurningMark),
        ("\u200f" + PLAIN, HasTurningMark),
        (PLAIN + "\x00", HasHiddenMark),
        (PLAIN + "\x1b[31m", HasHiddenMark),
        (PLAIN + "\ud800", HasHiddenMark),
        (PLAIN + "\ue000", HasHiddenMark),
    ],
)
def test_a_text_is_refused(text: str, refusal: type[BadText]) -> None:
    with pytest.raises(refusal):
        clean(text, language="vi")


def test_a_refusal_says_where_the_hidden_mark_stands() -> None:
    with pytest.raises(HasTurningMark) as refused:
        clean("Nộp tiền\u202e ngay", language="vi")

    assert refused.value.facts == {"mark": "U+202E", "near": "Nộp tiền"}


@given(st.text(max_size=300))
def test_a_clean_text_is_clean(text: str) -> None:
    try:
        once = clean(text, language="vi")
    except BadText:
        return
    assert clean(once, language="vi") == once


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n  Họp dân\nlúc 8 giờ", "Họp dân"),
        ("", ""),
        ("Kính mời bà con họp, mang theo giấy tờ", "Kính mời bà con họp…"),
    ],
)
def test_the_first_line_gives_the_title(text: str, title: str) -> None:
    assert title_of(text, longest=24) == title


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("Thông_báo_cắt điện.mp3", "Thông báo cắt điện"),
        ("C:\\Âm thanh\\họp thôn.WAV", "họp thôn"),
        ("loa\u202e_xã.m4a", "loa xã"),
        ("..mp3", ""),
        ("", ""),
    ],
)
def test_a_file_of_sound_gives_its_name(file: str, title: str) -> None:
    assert title_of_file(file) == title
