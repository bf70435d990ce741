"""The child that decodes what people send, masters it and encodes it."""

from pathlib import Path

from loa.media.audio.values import Mastered
from loa.media.children.answer import answer
from loa.media.children.messages import MasterRequest
from loa.media.children.progress import teller
from loa.media.mastering import master


def work(request: MasterRequest) -> Mastered:
    """Master one file."""
    into = Path(request.into)
    return master(
        Path(request.source),
        into,
        is_music=request.is_music,
        bounds=request.bounds,
        progress=teller(into),
    )


if __name__ == "__main__":
    answer(MasterRequest, work)
