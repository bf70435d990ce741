"""Players ask for parts of a file; what is no such request is answered with the whole."""

import pytest
from loa.media.ranges import OutOfRange, Part, asked

WHOLE = Part(start=0, length=100, is_whole=True)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, WHOLE),
        ("bytes=0-9", Part(start=0, length=10)),
        ("bytes=90-", Part(start=90, length=10)),
        ("bytes=90-500", Part(start=90, length=10)),
        ("bytes=-10", Part(start=90, length=10)),
        ("bytes=-500", Part(start=0, length=100)),
        ("bytes=0-", Part(start=0, length=100)),
        ("bytes=-", WHOLE),
        ("bytes=9-3", WHOLE),
        ("bytes=0-1,5-6", WHOLE),
        ("pages=1-2", WHOLE),
        ("bytes=a-b", WHOLE),
        ("bytes=" + "9" * 30 + "-", WHOLE),
    ],
)
def test_a_range_names_a_part(header: str | None, part: Part) -> None:
    assert asked(header, 100) == part


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=-5", 0)]
)
def test_a_range_beyond_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(OutOfRange):
        asked(header, size)
