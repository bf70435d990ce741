"""The child that writes a master as other houses want it."""

from pathlib import Path

from loa.media.audio.exporting import export
from loa.media.audio.values import Made
from loa.media.children.answer import answer
from loa.media.children.messages import ExportRequest


def work(request: ExportRequest) -> Made:
    """Write one export."""
    tags = {tag.name: tag.value for tag in request.tags}
    return export(Path(request.master), request.kind, Path(request.into), tags)


if __name__ == "__main__":
    answer(ExportRequest, work)
