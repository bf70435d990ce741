"""What a person must confirm before it is heard."""

import pytest
from loa.domain.reading import Doubt, read
from loa.domain.reading import aloud as aloud_module
from loa.domain.reading.values import Kind, Rule


@pytest.mark.parametrize(
    ("text", "written", "doubt"),
    [
        ("5/9 nghỉ lễ lớn", "5/9", Doubt.AMBIGUOUS),
        ("Ngày 30/2/2025", "30/2/2025", Doubt.AMBIGUOUS),
        ("ngày 31/4", "31/4", Doubt.AMBIGUOUS),
        ("13/2024", "13/2024", Doubt.AMBIGUOUS),
        ("từ 3-5/19", "3-5/19", Doubt.AMBIGUOUS),
        ("31-31/2/2025", "31/2/2025", Doubt.AMBIGUOUS),
        ("Thắng 2-1", "-", Doubt.AMBIGUOUS),
        ("Năm học 2025-26", "-", Doubt.AMBIGUOUS),
        ("1-2-3", "-", Doubt.AMBIGUOUS),
        ("tổ 2,5", "2,5", Doubt.AMBIGUOUS),
        ("2,3,5 điểm", "2,3,5", Doubt.AMBIGUOUS),
        ("15tr", "15", Doubt.AMBIGUOUS),
        ("lúc 25h70", "25", Doubt.AMBIGUOUS),
        ("ăn ½ quả", "½", Doubt.DIGITS),
        ("đủ ٣ người", "٣", Doubt.DIGITS),
        ("0I/²", "/²", Doubt.DIGITS),
        ("5 đồng/½", "đồng/½", Doubt.DIGITS),
    ],
)
def test_a_piece_is_doubted(text: str, written: str, doubt: Doubt) -> None:
    doubts = read(text, dictionary={}).doubts

    assert (written, doubt) in [(piece.written, piece.doubt) for piece in doubts]


def test_only_the_piece_itself_is_doubted() -> None:
    doubts = read("Sáng mai ăn ½ quả cam, rồi họp lúc 7h30.", dictionary={}).doubts

    assert [piece.written for piece in doubts] == ["½"]


def test_a_reading_with_another_number_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Rule(kind=Kind.NUMBER, pattern=aloud_module.QUANTITIES[2].pattern, say=lambda _: "ba")
    monkeypatch.setattr(aloud_module, "_RULES", (wrong,))

    (piece,) = read("Mỗi ngày 2 viên", dictionary={}).doubts

    assert (piece.written, piece.spoken, piece.doubt) == ("2", "ba", Doubt.VALUE)
