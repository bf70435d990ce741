"""What administrators do with voices: bring one, accept its licence, remove it.

A voice is tried before it is kept: what does not speak is not installed. The
sounds that a voice made keep its name after it is gone.
"""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.areas import UnitPath
from loa.domain.permissions import Actor
from loa.domain.voicepacks import MIB, MOST_BYTES, NotAModel, OtherContent, PackTooBig
from loa.domain.voicepacks import keeper_of_voices as keeper
from loa.media import files
from loa.media.making import WORK_FOLDER
from loa.media.models import InstalledVoice
from loa.media.refusals import SoundRefused
from loa.media.speech import parcel, shelf
from loa.media.speech.pack import VoicePack
from loa.media.speech.parcel import Opened
from loa.media.speech.voicepack import read_aloud
from loa.media.store import Kept, store

_ON_TRIAL: Final = "on-trial"
_SAID_ON_TRIAL: Final = {"vi": "Xin chào bà con.", "en": "Good evening to you all."}
_SAID_OTHERWISE: Final = "A e i o u."
_MEDIA_TYPE: Final = "application/zip"


def bring(actor: Actor, file: IO[bytes]) -> InstalledVoice:
    """Take in a voice pack, checked and tried. It reads nothing until its licence is accepted.

    Raises:
        NotAllowed: the actor administers neither a province nor the nation.
        VoiceRefused: what is wrong with the pack.
    """
    unit = _unit_of(actor)
    _check_size(file)
    with TemporaryDirectory(dir=settings.HOME.folder(WORK_FOLDER)) as name:
        folder = Path(name)
        opened = _opened(file, folder)
        file.seek(0)
        kept = store().put(file)
        if known := _of_this_name(opened, kept.digest):
            return known
        _try(opened.pack, folder)
        return _keep(actor, unit, opened, kept)


@transaction.atomic
def accept_licence(actor: Actor, voice_id: int) -> InstalledVoice:
    """Accept the licence of a voice that was brought, so that it reads. Twice is once.

    Raises:
        NotFound: there is no such voice, or it was removed.
        NotAllowed: the actor administers neither a province nor the nation.
    """
    unit = _unit_of(actor)
    voice = _locked(voice_id)
    if voice.accepted_at is None:
        voice.accepted_by, voice.accepted_at = actor.actor_id, timezone.now()
        voice.save(update_fields=["accepted_by", "accepted_at"])
        facts = {"name": voice.name, "licence": voice.licence, "pack": voice.file_id}
        audit.record(actor, "voice.installed", voice, unit, **facts)
    return voice


@transaction.atomic
def remove(actor: Actor, voice_id: int) -> InstalledVoice:
    """Remove a voice: nothing new is read by it. What it read before stays, and names it.

    Raises:
        NotFound: there is no such voice, or it was removed.
        NotAllowed: the actor administers neither a province nor the nation.
    """
    unit = _unit_of(actor)
    voice = _locked(voice_id)
    voice.removed_by, voice.removed_at = actor.actor_id, timezone.now()
    voice.save(update_fields=["removed_by", "removed_at"])
    audit.record(actor, "voice.removed", voice, unit, name=voice.name, pack=voice.file_id)
    return voice


def _unit_of(actor: Actor) -> UnitPath:
    return keeper(actor.as_officer(), on=timezone.localdate())


def _check_size(file: IO[bytes]) -> None:
    if file.seek(0, os.SEEK_END) > MOST_BYTES:
        raise PackTooBig(file="zip", mib=MOST_BYTES // MIB)
    file.seek(0)


def _opened(file: IO[bytes], folder: Path) -> Opened:
    into = folder / "pack"
    into.mkdir()
    return parcel.unpack(file, into, version=_ON_TRIAL)


def _of_this_name(opened: Opened, digest: str) -> InstalledVoice | None:
    """Return the same voice if it is here already.

    Raises:
        OtherContent: another voice has its name.
    """
    name = opened.manifest.name
    known = InstalledVoice.objects.filter(name=name, removed_at__isnull=True).first()
    if known is not None and known.file_id != digest:
        raise OtherContent(name=name)
    return known


def _try(pack: VoicePack, folder: Path) -> None:
    """Have it say something.

    Raises:
        NotAModel: it does not.
    """
    text = _SAID_ON_TRIAL.get(pack.language, _SAID_OTHERWISE)
    try:
        read_aloud(pack.make_ready(folder), text, folder)
    except SoundRefused as refusal:
        raise NotAModel(why=refusal.code) from refusal


@transaction.atomic
def _keep(actor: Actor, unit: UnitPath, opened: Opened, pack: Kept) -> InstalledVoice:
    kept = files.noted(pack, _MEDIA_TYPE)
    told = opened.manifest
    voice, is_new = InstalledVoice.objects.get_or_create(
        name=told.name,
        removed_at=None,
        defaults={
            "language": told.language,
            "licence": told.licence,
            "licence_text": opened.licence_text,
            "source": told.source,
            "file": kept,
            "brought_by": actor.actor_id,
        },
    )
    if voice.file_id != kept.digest:
        raise OtherContent(name=told.name)
    replace(opened.pack, version=voice.version).make_ready(shelf.folder())
    if is_new:
        facts = {"name": told.name, "licence": told.licence, "pack": kept.digest}
        audit.record(actor, "voice.brought", voice, unit, **facts)
    return voice


def _locked(voice_id: int) -> InstalledVoice:
    here = InstalledVoice.objects.filter(pk=voice_id, removed_at__isnull=True)
    voice = here.select_for_update(no_key=True).first()
    if voice is None:
        raise NotFound(voice=voice_id)
    return voice
