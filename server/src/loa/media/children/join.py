"""The child that puts a programme together from its parts."""

from pathlib import Path
from typing import Final

from loa.media.audio.arranging import render
from loa.media.children.answer import answer
from loa.media.children.messages import Joined, JoinRequest
from loa.media.children.progress import teller

_SHARE: Final = 0.2
"""Of the whole making. Mastering, which comes after it, tells no smaller share than this."""


def work(request: JoinRequest) -> Joined:
    """Render one arrangement."""
    path = Path(request.path)
    tell = teller(path.parent)
    samples = render(
        request.arrangement,
        Path(request.sounds),
        path,
        progress=lambda share: tell(_SHARE * share),
    )
    return Joined(samples=samples)


if __name__ == "__main__":
    answer(JoinRequest, work)
