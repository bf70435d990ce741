"""Write a sound as another house wants it: what the worker does, once."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from loa.media import files
from loa.media.audio.values import Made
from loa.media.children.ask import ask
from loa.media.children.messages import ExportRequest, Tag
from loa.media.making import WORK_FOLDER
from loa.media.models import Export, Sound
from loa.media.refusals import SoundRefused, TooHard
from loa.media.store import Kept, store


def make(export_id: int) -> Export:
    """Bring a pending export to its file, or to the end of our trying."""
    wanted = Export.objects.select_related("sound").get(pk=export_id)
    if wanted.state != Sound.State.PENDING:
        return wanted
    try:
        made, kept = _written(wanted)
    except SoundRefused:
        return give_up(export_id)
    with transaction.atomic():
        wanted.file = files.noted(kept, made.media_type)
        wanted.state, wanted.lufs_centi = Sound.State.READY, round(made.measured.lufs * 100)
        wanted.save(update_fields=["file", "state", "lufs_centi"])
    return wanted


def _written(wanted: Export) -> tuple[Made, Kept]:
    """Have a child write the file, and keep it."""
    with (
        TemporaryDirectory(dir=settings.HOME.folder(WORK_FOLDER)) as name,
        store().on_disk(str(wanted.sound.master_id)) as master,
    ):
        folder = Path(name)
        request = ExportRequest(
            master=str(master),
            kind=wanted.kind,
            into=name,
            tags=tuple(Tag(name=key, value=value) for key, value in wanted.tags.items()),
        )
        made = ask("loa.media.children.export", request, Made, folder=folder)
        if made.name not in {"broadcast.wav", "podcast.mp3"}:
            raise TooHard(why="nonsense")
        with (folder / made.name).open("rb") as file:
            kept = store().put(file)
    return made, kept


def give_up(export_id: int) -> Export:
    """Say that an export could not be made; asking for the sound again makes another."""
    wanted = Export.objects.get(pk=export_id)
    wanted.state = Sound.State.REFUSED
    wanted.save(update_fields=["state"])
    return wanted
