"""The child that puts a programme together from its parts."""

from pathlib import Path

from loa.media.audio.arranging import render
from loa.media.children.answer import answer
from loa.media.children.messages import Joined, JoinRequest


def work(request: JoinRequest) -> Joined:
    """Render one arrangement."""
    samples = render(request.arrangement, Path(request.sounds), Path(request.path))
    return Joined(samples=samples)


if __name__ == "__main__":
    answer(JoinRequest, work)
