"""The child that decodes what people send, masters it and encodes it."""

from dataclasses import dataclass
from pathlib import Path

from loa.media.audio.opening import Bounds
from loa.media.children.answer import answer
from loa.media.mastering import Mastered, master


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterRequest:
    """Which file to read, and where to write what comes of it."""

    source: str
    into: str
    bounds: Bounds


def work(request: MasterRequest) -> Mastered:
    """Master one file."""
    return master(Path(request.source), Path(request.into), bounds=request.bounds)


if __name__ == "__main__":
    answer(MasterRequest, work)
