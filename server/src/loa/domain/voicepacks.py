"""Decide whether a voice pack may be taken in, and by whom.

A pack is one file (a zip) that somebody brings: a model, its settings, the
licence, and a manifest that names them with their digests. It is a stranger's
file, and its voice will speak for an authority, so every doubt is a refusal.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from loa_protocol.errors import NotAllowed, Refusal

from loa.domain.areas import Level, UnitPath, level_of
from loa.domain.languages import NAMES
from loa.domain.permissions import Duty, Officer

FORMAT: Final = "loa-voice/1"
MANIFEST: Final = "manifest.json"
MODEL: Final = "model.onnx"
SETTINGS: Final = "model.onnx.json"
TOKENS: Final = "tokens.txt"
LICENCE: Final = "LICENSE"

MIB: Final = 1024 * 1024
LARGEST: Final[Mapping[str, int]] = {
    MANIFEST: MIB // 16,
    LICENCE: MIB // 4,
    SETTINGS: 4 * MIB,
    TOKENS: 4 * MIB,
    MODEL: 512 * MIB,
}
"""What may lie in a pack, and how large each may be when unpacked."""
MOST_BYTES: Final = 512 * MIB
"""Of the pack itself."""
_NEEDED: Final = (MODEL, SETTINGS, LICENCE)
_MOST_TIMES_SMALLER: Final = 200
"""A model hardly shrinks; what unpacks to more than this was made to fill a disk."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
_LICENCE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,63}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST_SOURCE: Final = 300


class VoiceRefused(Refusal):
    """A voice pack is not taken in. Nothing of it is used."""

    code = "voice.refused"


class NotAPack(VoiceRefused):
    """It is no pack, or its manifest cannot be read. Fact: `why`."""

    code = "voice.not_a_pack"


class NoLicence(VoiceRefused):
    """It does not say under which licence it may be used, or leaves the text out."""

    code = "voice.no_licence"


class UnknownLanguage(VoiceRefused):
    """Its language is none that we know. Fact: `language`."""

    code = "voice.unknown_language"


class ClimbsOut(VoiceRefused):
    """A file in it would land outside its folder. Fact: `path`."""

    code = "voice.climbs_out"


class UnexpectedFile(VoiceRefused):
    """It holds something that no voice needs, or twice the same, or lacks something. `file`."""

    code = "voice.unexpected_file"


class PackTooBig(VoiceRefused):
    """It is, or would become, larger than any voice. Facts: `file`, `mib`."""

    code = "voice.too_big"


class WrongChecksum(VoiceRefused):
    """A file is not the one that the manifest names. Fact: `file`."""

    code = "voice.wrong_checksum"


class NotAModel(VoiceRefused):
    """It does not speak: no model, other settings, or silence. Fact: `why`."""

    code = "voice.not_a_model"


class OtherContent(VoiceRefused):
    """A voice of that name is here already, and it is another one. Fact: `name`."""

    code = "voice.other_content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a pack says of itself."""

    name: str
    language: str
    licence: str
    source: str
    files: Mapping[str, str]
    """The digest of each file, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the zip as its list of contents tells it."""

    path: str
    size: int
    packed_size: int
    is_plain: bool
    """An ordinary file: no link, no folder, not encrypted."""


def keeper_of_voices(by: Officer, *, on: date) -> UnitPath:
    """Let whoever administers a province or the nation look after voices; return for which unit.

    A voice speaks for everybody on the site, so a commune alone does not choose it.

    Raises:
        NotAllowed: the officer administers nothing so large.
    """
    for unit in sorted(by.units_for(Duty.ADMINISTRATOR, on)):
        if level_of(unit) <= Level.PROVINCE:
            return unit
    raise NotAllowed(duty=Duty.ADMINISTRATOR.value, unit="")


def check_entries(entries: Iterable[Entry]) -> None:
    """Let a list of contents pass if everything in it has its place in a voice.

    Raises:
        ClimbsOut: a path leads anywhere but straight into the pack's own folder.
        UnexpectedFile: a file is unknown, there twice, or not a plain one; or one is lacking.
        PackTooBig: a file would become larger than such a file may be.
        NoLicence: the text of the licence is not there.
    """
    seen: set[str] = set()
    for entry in entries:
        _check_path(entry)
        if entry.path in seen or entry.path not in LARGEST or not entry.is_plain:
            raise UnexpectedFile(file=entry.path[:80])
        if entry.size > LARGEST[entry.path] or _swells(entry):
            raise PackTooBig(file=entry.path, mib=LARGEST[entry.path] // MIB)
        seen.add(entry.path)
    if LICENCE not in seen:
        raise NoLicence
    for needed in (MANIFEST, *_NEEDED):
        if needed not in seen:
            raise UnexpectedFile(file=needed)


def _check_path(entry: Entry) -> None:
    parts = re.split(r"[/\\]", entry.path)
    if len(parts) > 1 or ".." in parts or ":" in entry.path:
        raise ClimbsOut(path=entry.path[:80])


def _swells(entry: Entry) -> bool:
    return entry.size > MIB and entry.size > entry.packed_size * _MOST_TIMES_SMALLER


def read_manifest(told: Any) -> Manifest:
    """Read what a pack says of itself, from the plain form of its JSON.

    Raises:
        NotAPack: something is missing or misshapen.
        NoLicence: it names no licence.
        UnknownLanguage: its language is none that we know.
    """
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotAPack(why="format")
    if not _matches(_LICENCE_ID, told.get("licence")):
        raise NoLicence
    if not _matches(_NAME, told.get("name")):
        raise NotAPack(why="name")
    if told.get("language") not in NAMES:
        raise UnknownLanguage(language=str(told.get("language"))[:40])
    source = told.get("source")
    if not isinstance(source, str) or not 0 < len(source.strip()) <= _LONGEST_SOURCE:
        raise NotAPack(why="source")
    return Manifest(
        name=told["name"],
        language=told["language"],
        licence=told["licence"],
        source=source.strip(),
        files=_digests(told.get("files")),
    )


def _digests(told: Any) -> Mapping[str, str]:
    if not isinstance(told, dict) or not all(_matches(_DIGEST, one) for one in told.values()):
        raise NotAPack(why="files")
    for needed in _NEEDED:
        if needed not in told:
            raise NotAPack(why="files")
    return told


def _matches(shape: re.Pattern[str], told: Any) -> bool:
    return isinstance(told, str) and shape.fullmatch(told) is not None


def check_digests(manifest: Manifest, found: Mapping[str, str]) -> None:
    """Let the files pass if they are exactly those that the manifest names.

    Raises:
        WrongChecksum: one is another, or is named and not there, or there and not named.
    """
    for file in sorted({*manifest.files, *found} - {MANIFEST}):
        if manifest.files.get(file) != found.get(file):
            raise WrongChecksum(file=file[:80])


def check_licence_text(text: str) -> str:
    """Return the licence as people will read it.

    Raises:
        NoLicence: it says nothing.
    """
    if not text.strip():
        raise NoLicence
    return text.strip()


def check_settings(told: Any) -> None:
    """Let the settings of a Piper-type model pass if the runtime can do with them.

    Raises:
        NotAModel: something is missing, or of a kind that we cannot run.
    """
    try:
        is_fit = (
            told.get("phoneme_type", "espeak") == "espeak"
            and told["num_speakers"] == 1
            and _matches(re.compile(r"[A-Za-z0-9+-]{2,40}"), told["espeak"]["voice"])
            and told["audio"]["sample_rate"] in range(8_000, 48_001)
            and all(_is_symbol(mark, ids) for mark, ids in told["phoneme_id_map"].items())
        )
    except (KeyError, TypeError, AttributeError):
        is_fit = False
    if not is_fit:
        raise NotAModel(why="settings")


def _is_symbol(mark: Any, ids: Any) -> bool:
    """Say whether a phoneme is one line of the list of symbols, with one number."""
    return (
        isinstance(mark, str)
        and mark.isprintable()
        and isinstance(ids, list)
        and bool(ids)
        and all(type(each) is int and each >= 0 for each in ids)
    )
