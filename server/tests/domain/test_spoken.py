"""About how long a text takes to read aloud."""

from loa.domain.spoken import estimated_seconds, words_in


def test_the_length_in_seconds_grows_with_words_digits_and_pauses() -> None:
    assert estimated_seconds("xin chào bà con", "vi") == 2
    assert estimated_seconds("xin chào bà con. " * 10, "vi") == 19
    assert estimated_seconds("12345678", "vi") == 4
    assert estimated_seconds("a, b; c: d", "en") == 3
    assert estimated_seconds("xin chào bà con", "tay") == 2
    assert words_in("Ngày 25 tháng 11") == 6
