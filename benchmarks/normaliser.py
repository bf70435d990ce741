"""How many strings are read exactly as expected, and how fast; also on hostile long texts."""

import time
from pathlib import Path
from statistics import mean, median

from figure import at_least, at_most, beside, progress
from loa.domain.reading import read
from loa.domain.reading.testing import load

EXPECTED = Path(__file__).parents[1] / "server/tests/domain/reading/expected"
LONGEST = 20_000
ROUNDS = 20
HOSTILE = ("1", "1.", "a.", "I", "1-", "1/", "1 ", "Km 1+", "a@", "1kg/", "1/QĐ-", "gọi số ", "đ")


def took_ms(text: str) -> float:
    """Return how long reading a text takes, with its words put together."""
    begun = time.perf_counter()
    assert read(text, dictionary={}).spoken
    return (time.perf_counter() - begun) * 1000


def filled(text: str) -> str:
    """Repeat a text up to the longest that a bulletin may be."""
    return (text * LONGEST)[:LONGEST]


def main() -> None:
    """Take the figures."""
    expected = load(EXPECTED)
    exact = [each.accepts(read(each.text, dictionary={}).spoken) for each in expected]
    progress(f"{ROUNDS} rounds of {len(expected)} strings")
    times = [median(took_ms(each.text) for _ in range(ROUNDS)) for each in expected]
    everything = " ".join(each.text for each in expected)
    beside("normaliser: strings with an expected reading", len(expected), "strings")
    at_least("normaliser: read exactly", 100 * sum(exact) / len(exact), 99, "%")
    at_most("normaliser: a string, on average", mean(times), 1, "ms")
    at_most("normaliser: the slowest string", max(times), 1, "ms")
    progress(f"texts of {LONGEST} characters")
    at_most("normaliser: 20,000 characters of bulletins", took_ms(filled(everything)), 1000, "ms")
    worst = max(took_ms(filled(text)) for text in HOSTILE)
    at_most("normaliser: 20,000 hostile characters", worst, 3000, "ms")


if __name__ == "__main__":
    main()
