"""Sounds on the disk, and how they get there."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from loa_player import files as files_module
from loa_player.fetch import FetchFailed, NeedsTLS, Source, connect
from loa_player.files import DiskFull, Files, TooLong, WrongDigest
from loa_player.testing.authority import Keys
from loa_player.testing.site import Web

CONTENT = bytes(range(256)) * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(folder=tmp_path / "files", spare_bytes=0)


def put(files: Files, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    with files.appending(digest, at=0) as file:
        file.write(content)
    files.complete(digest)
    return digest


def test_a_file_stands_under_its_digest_only_when_it_is_whole(files: Files) -> None:
    with files.appending(DIGEST, at=0) as file:
        file.write(CONTENT[:1000])
    assert (files.held(), files.arrived(DIGEST)) == (frozenset(), 1000)
    with files.appending(DIGEST, at=1000) as file:
        file.write(CONTENT[1000:])

    assert files.complete(DIGEST) == files.path(DIGEST)
    assert files.held() == {DIGEST}
    assert files.arrived(DIGEST) == 0


def test_what_is_not_what_its_name_says_is_thrown_away(files: Files) -> None:
    with files.appending(DIGEST, at=0) as file:
        file.write(b"something else")

    with pytest.raises(WrongDigest):
        files.complete(DIGEST)
    assert files.arrived(DIGEST) == 0
    assert files.held() == frozenset()


def test_a_file_is_synced_before_it_is_renamed_and_its_folder_after(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    rename = Path.rename
    monkeypatch.setattr(files_module, "fsync", lambda _: done.append("sync"))
    monkeypatch.setattr(files_module, "sync_folder", lambda _: done.append("sync folder"))
    monkeypatch.setattr(Path, "rename", lambda *way: done.append("rename") or rename(*way))
    put(files, CONTENT)

    assert done == ["sync", "rename", "sync folder", "sync folder"]


def test_nothing_is_deleted_without_a_programme_that_says_what_to_keep(files: Files) -> None:
    digest = put(files, CONTENT)
    small = Files(folder=files.folder, quota_bytes=len(CONTENT), spare_bytes=0)

    with pytest.raises(DiskFull):
        small.make_room(1, keep=None)
    assert files.held() == {digest}


def test_the_oldest_that_nobody_needs_goes_first_and_only_under_pressure(files: Files) -> None:
    old, needed, new = (put(files, content * 1000) for content in (b"a", b"b", b"c"))
    for place, digest in enumerate((old, needed, new)):
        os.utime(files.path(digest), ns=(place, place))
    tight = Files(folder=files.folder, quota_bytes=3500, spare_bytes=0)

    assert tight.make_room(500, keep={needed}) == ()
    assert tight.make_room(1000, keep={needed}) == (old,)
    assert tight.make_room(2500, keep={needed}) == (new,)
    with pytest.raises(DiskFull):
        tight.make_room(3000, keep={needed})
    assert files.held() == {needed}


def test_what_came_in_part_of_what_nobody_needs_goes_too(files: Files) -> None:
    needed, other = "b" * 64, "c" * 64
    for digest in (needed, other):
        with files.appending(digest, at=0) as file:
            file.write(b"half")
    full = Files(folder=files.folder, quota_bytes=1, spare_bytes=0)

    with pytest.raises(DiskFull):
        full.make_room(2, keep={needed})
    assert (files.arrived(needed), files.arrived(other)) == (4, 0)


def test_a_full_disk_is_a_refusal(files: Files) -> None:
    def write() -> None:
        with files.appending(DIGEST, at=0):
            raise OSError(errno.ENOSPC, "no space left")

    with pytest.raises(DiskFull):
        write()


def test_another_fault_of_the_disk_is_not_hidden(files: Files) -> None:
    def write() -> None:
        with files.appending(DIGEST, at=0):
            raise OSError(errno.EIO, "broken")

    with pytest.raises(OSError, match="broken"):
        write()


def test_a_file_that_rotted_is_thrown_away(files: Files) -> None:
    digest = put(files, CONTENT)
    assert files.recheck(digest)
    files.path(digest).write_bytes(b"rotten")

    assert not files.recheck(digest)
    assert not files.recheck(digest)
    assert files.held() == frozenset()


def test_a_new_box_has_all_its_room(tmp_path: Path) -> None:
    assert Files(folder=tmp_path / "none", quota_bytes=5).free_bytes() == 5


# Fetching ------------------------------------------------------------------


@pytest.fixture
def source_of(keys: Keys) -> Web:
    return Web(keys=keys, broker_url="", files={DIGEST: CONTENT})


def source(web: Web) -> Source:
    return Source(url=f"{web.url}/device/v1/files/", user="d-1", password="secret")


def test_a_file_is_fetched(source_of: Web, files: Files) -> None:
    with source_of.running() as web:
        source(web).fetch(DIGEST, size=len(CONTENT), into=files)

    assert files.path(DIGEST).read_bytes() == CONTENT


def test_a_fetch_goes_on_where_it_stopped(source_of: Web, files: Files) -> None:
    with source_of.running() as web:
        web.cut_after = 100_000
        with pytest.raises(FetchFailed):
            source(web).fetch(DIGEST, size=len(CONTENT), into=files)
        web.cut_after = None
        source(web).fetch(DIGEST, size=len(CONTENT), into=files)

    assert web.ranges[0] is None
    assert web.ranges[1] not in {None, "bytes=0-"}
    assert files.path(DIGEST).read_bytes() == CONTENT


def test_what_is_longer_than_was_signed_for_is_refused(source_of: Web, files: Files) -> None:
    with source_of.running() as web, pytest.raises(TooLong):
        source(web).fetch(DIGEST, size=1000, into=files)


def test_what_is_not_there_is_a_failed_fetch(source_of: Web, files: Files) -> None:
    with source_of.running() as web, pytest.raises(FetchFailed) as refusal:
        source(web).fetch("f" * 64, size=1, into=files)

    assert refusal.value.facts["status"] == 404


def test_something_more_urgent_takes_the_line(source_of: Web, files: Files) -> None:
    with source_of.running() as web, pytest.raises(FetchFailed):
        source(web).fetch(DIGEST, size=len(CONTENT), into=files, goes_on=lambda: False)

    assert 0 < files.arrived(DIGEST) < len(CONTENT)


@pytest.mark.parametrize("url", ["http://loa.example/", "ftp://127.0.0.1/"])
def test_outside_this_machine_only_tls_will_do(url: str) -> None:
    with pytest.raises(NeedsTLS):
        connect(url)


def test_https_is_spoken_everywhere() -> None:
    assert connect("https://loa.example/").port == 443
