"""A voice pack is a stranger's file; every doubt about it is a refusal with a name."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from loa.domain.areas import path_of
from loa.domain.permissions import ActorId, Duty, Grant, Officer
from loa.domain.voicepacks import (
    FORMAT,
    LICENCE,
    MANIFEST,
    MIB,
    MODEL,
    SETTINGS,
    ClimbsOut,
    Entry,
    NoLicence,
    NotAllowed,
    NotAModel,
    NotAPack,
    PackTooBig,
    UnexpectedFile,
    UnknownLanguage,
    VoiceRefused,
    WrongChecksum,
    check_digests,
    check_entries,
    check_licence_text,
    check_settings,
    keeper_of_voices,
    read_manifest,
)

TODAY = date(2026, 11, 26)
FILES = {MODEL: "a" * 64, SETTINGS: "b" * 64, LICENCE: "c" * 64}
TOLD = {
    "format": FORMAT,
    "name": "thu",
    "language": "vi",
    "licence": "CC-BY-4.0",
    "source": "https://voices.example/thu",
    "files": FILES,
}
FIT = {
    "num_speakers": 1,
    "espeak": {"voice": "vi"},
    "audio": {"sample_rate": 22_050},
    "phoneme_id_map": {"a": [1], " ": [2]},
}


def an_entry(path: str, **changes: Any) -> Entry:
    return replace(Entry(path=path, size=900, packed_size=500, is_plain=True), **changes)


WHOLE = [an_entry(path) for path in (MANIFEST, MODEL, SETTINGS, LICENCE)]


def an_administrator_of(*units: str) -> Officer:
    grants = (
        Grant(duty=Duty.ADMINISTRATOR, unit=path_of(unit), valid_from=TODAY) for unit in units
    )
    return Officer(id=ActorId("an"), grants=frozenset(grants))


def test_whoever_administers_a_province_looks_after_its_voices() -> None:
    assert keeper_of_voices(an_administrator_of("vn/31"), on=TODAY) == path_of("vn/31")
    assert keeper_of_voices(an_administrator_of("vn"), on=TODAY) == path_of("vn")


@pytest.mark.parametrize("units", [(), ("vn/31/11848",)])
def test_a_commune_alone_does_not_choose_the_voice_of_all(units: tuple[str, ...]) -> None:
    with pytest.raises(NotAllowed):
        keeper_of_voices(an_administrator_of(*units), on=TODAY)


def test_a_whole_pack_passes() -> None:
    check_entries(WHOLE)


@pytest.mark.parametrize(
    "path",
    ["../model.onnx", "/etc/passwd", "a/../../b", "..\\model.onnx", "C:evil", "thu/model.onnx"],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ClimbsOut):
        check_entries([*WHOLE, an_entry(path)])


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ([*WHOLE, an_entry("run.sh")], UnexpectedFile),
        ([*WHOLE, an_entry(MODEL)], UnexpectedFile),
        ([*WHOLE[:-1], an_entry(LICENCE, is_plain=False)], UnexpectedFile),
        ([one for one in WHOLE if one.path != MODEL], UnexpectedFile),
        ([one for one in WHOLE if one.path != MANIFEST], UnexpectedFile),
        ([one for one in WHOLE if one.path != LICENCE], NoLicence),
        ([*WHOLE[:-1], an_entry(LICENCE, size=MIB)], PackTooBig),
        ([an_entry(MODEL, size=400 * MIB, packed_size=MIB)], PackTooBig),
        ([an_entry(MODEL, size=600 * MIB, packed_size=500 * MIB)], PackTooBig),
    ],
)
def test_contents_that_are_no_voice_are_refused(
    entries: list[Entry], refusal: type[VoiceRefused]
) -> None:
    with pytest.raises(refusal):
        check_entries(entries)


def test_a_manifest_is_read() -> None:
    manifest = read_manifest(TOLD)

    assert (manifest.name, manifest.language, manifest.licence) == ("thu", "vi", "CC-BY-4.0")
    assert manifest.files == FILES


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ([], NotAPack),
        ({**TOLD, "format": "loa-voice/2"}, NotAPack),
        ({**TOLD, "name": "../thu"}, NotAPack),
        ({**TOLD, "name": 3}, NotAPack),
        ({**TOLD, "language": "xx"}, UnknownLanguage),
        ({**TOLD, "language": None}, UnknownLanguage),
        ({**TOLD, "licence": ""}, NoLicence),
        ({key: told for key, told in TOLD.items() if key != "licence"}, NoLicence),
        ({**TOLD, "source": " "}, NotAPack),
        ({**TOLD, "source": "a" * 301}, NotAPack),
        ({**TOLD, "source": 3}, NotAPack),
        ({**TOLD, "files": []}, NotAPack),
        ({**TOLD, "files": {**FILES, MODEL: "abc"}}, NotAPack),
        ({**TOLD, "files": {MODEL: "a" * 64}}, NotAPack),
    ],
)
def test_a_manifest_that_leaves_a_doubt_is_refused(
    told: object, refusal: type[VoiceRefused]
) -> None:
    with pytest.raises(refusal):
        read_manifest(told)


def test_the_files_are_exactly_those_of_the_manifest() -> None:
    manifest = read_manifest(TOLD)

    check_digests(manifest, {**FILES, MANIFEST: "f" * 64})


@pytest.mark.parametrize(
    "found",
    [
        {**FILES, MODEL: "0" * 64},
        {MODEL: "a" * 64},
        {**FILES, "tokens.txt": "d" * 64},
    ],
)
def test_another_file_than_the_manifest_names_is_refused(found: dict[str, str]) -> None:
    with pytest.raises(WrongChecksum):
        check_digests(read_manifest(TOLD), found)


def test_a_licence_without_words_is_none() -> None:
    assert check_licence_text(" free \n") == "free"
    with pytest.raises(NoLicence):
        check_licence_text(" \n")


def test_the_settings_of_a_piper_voice_pass() -> None:
    check_settings(FIT)
    check_settings({**FIT, "phoneme_type": "espeak"})


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {**FIT, "phoneme_type": "text"},
        {**FIT, "num_speakers": 12},
        {**FIT, "espeak": {"voice": "vi --path=/"}},
        {**FIT, "audio": {"sample_rate": 1}},
        {**FIT, "phoneme_id_map": {"a\nb": [1]}},
        {**FIT, "phoneme_id_map": {"a": []}},
        {**FIT, "phoneme_id_map": {"a": 1}},
        {**FIT, "phoneme_id_map": {"a": [-1]}},
        {**FIT, "phoneme_id_map": {"a": [True]}},
        {**FIT, "phoneme_id_map": {3: [1]}},
    ],
)
def test_settings_that_the_runtime_cannot_do_with_are_refused(told: object) -> None:
    with pytest.raises(NotAModel):
        check_settings(told)
