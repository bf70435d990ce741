"""What is to be spoken is cut where a person would breathe, and never grows without end."""

from hypothesis import given
from hypothesis import strategies as st
from loa.media.speech.pieces import LONGEST, pieces


def test_a_short_sentence_stays_whole() -> None:
    assert list(pieces("xin chào, bà con.")) == ["xin chào, bà con."]


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    clause = "a" * 60

    assert list(pieces(f"{clause}, {clause}, bc.")) == [f"{clause},", f"{clause}, bc."]


def test_a_clause_without_an_end_is_cut_between_words() -> None:
    cut = list(pieces("nước lên " * 40))

    assert len(cut) > 3
    assert all(piece.startswith(("nước", "lên")) for piece in cut)


@given(st.text(alphabet="ab ,;:.", max_size=700))
def test_no_piece_is_long_and_no_letter_is_lost(sentence: str) -> None:
    cut = list(pieces(sentence))

    assert all(0 < len(piece) <= LONGEST for piece in cut)
    assert "".join(cut).replace(" ", "") == sentence.replace(" ", "")
