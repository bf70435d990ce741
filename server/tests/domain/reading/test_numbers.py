"""Numbers in words, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.reading.hearing import agrees, heard
from loa.domain.reading.numbers import cardinal, digit_by_digit, figure, ordinal
from loa.domain.reading.values import Kind

LARGEST = 999_999_999_999_999
FIGURES = st.text("0123456789", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (104, "một trăm linh bốn"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (1_001, "một nghìn không trăm linh một"),
        (2_024, "hai nghìn không trăm hai mươi tư"),
        (10_000, "mười nghìn"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (2_350_000_000, "hai tỷ ba trăm năm mươi triệu"),
        (1_500_000_000_000, "một nghìn năm trăm tỷ"),
    ],
)
def test_a_number_is_said_as_schools_teach_it(number: int, words: str) -> None:
    assert cardinal(number) == words


def test_first_and_fourth_have_words_of_their_own() -> None:
    assert [ordinal(n) for n in (1, 2, 4, 14)] == ["nhất", "hai", "tư", "mười bốn"]


@given(st.integers(0, LARGEST))
def test_every_number_is_heard_again(number: int) -> None:
    assert heard(cardinal(number)) == [str(number)]


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2099))
def test_a_date_is_heard_as_its_three_numbers(day: int, month: int, year: int) -> None:
    said = f"mùng {cardinal(day)} tháng {'tư' if month == 4 else cardinal(month)}"

    assert heard(f"{said} năm {cardinal(year)}") == [str(day), str(month), str(year)]


@given(st.integers(0, 999_999), FIGURES)
def test_a_decimal_is_heard_with_every_figure(first: int, part: str) -> None:
    assert heard(figure(f"{first},{part}")) == [f"{first},{part}"]


@given(st.text("0123456789", min_size=2, max_size=12))
def test_figures_one_by_one_are_heard_one_by_one(figures: str) -> None:
    assert agrees(figures, digit_by_digit(figures), Kind.PHONE)


@given(st.integers(1, 999_999_999))
def test_dots_between_thousands_change_nothing(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")

    assert figure(dotted) == cardinal(number)


@pytest.mark.parametrize(
    ("spoken", "numbers"),
    [
        ("năm mươi lăm năm", ["55", "5"]),
        ("tháng năm năm hai nghìn", ["5", "2000"]),
        ("tháng mười năm hai nghìn", ["10", "2000"]),
        ("đầu tư và thông tư", []),
        ("tháng tư", ["4"]),
        ("một trăm lẻ tư", ["104"]),
        ("hai ngàn", ["2000"]),
        ("âm hai phẩy ba", ["-2,3"]),
        ("ba phẩy", ["3"]),
        ("một trăm và hai", ["100", "2"]),
        ("hai mươi trăm", ["20"]),
        ("một nghìn hai nghìn", ["1000", "2000"]),
        ("ba tỷ", ["3000000000"]),
        ("linh", []),
    ],
)
def test_the_ear_follows_the_words(spoken: str, numbers: list[str]) -> None:
    assert heard(spoken) == numbers


@pytest.mark.parametrize(
    ("written", "spoken", "kind"),
    [
        ("3,08", "ba phẩy tám", Kind.DECIMAL),
        ("1.500.000đ", "một nghìn năm trăm đồng", Kind.MONEY),
        ("05/3/2024", "mùng năm tháng ba", Kind.DATE),
        ("0912345678", "chín một hai ba bốn năm sáu bảy", Kind.PHONE),
        ("-3", "ba", Kind.NUMBER),
        ("IV", "sáu", Kind.ROMAN),
        ("/24h", "một giờ", Kind.RATE),
    ],
)
def test_a_wrong_reading_does_not_pass(written: str, spoken: str, kind: Kind) -> None:
    assert not agrees(written, spoken, kind)
