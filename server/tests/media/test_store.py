"""Files are kept by their digest, whole or not at all, wherever the store is."""

import io
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from loa.media import store as storing
from loa.media.refusals import TooBig
from loa.media.store import FolderStore, StorageStore, Store, from_url, read_range
from loa_protocol.errors import NotFound

WORDS = "Kính thưa bà con. ".encode() * 40_000
DIGEST = sha256(WORDS).hexdigest()

MAKE: dict[str, Callable[[Path], Store]] = {
    "a folder": FolderStore,
    "a file storage of Django's": lambda path: StorageStore(FileSystemStorage(path)),
    "a storage that is far away": lambda _: StorageStore(InMemoryStorage()),
}


@pytest.fixture(params=MAKE)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MAKE[request.param](tmp_path)


def test_a_file_is_kept_under_its_digest(store: Store) -> None:
    kept = store.put(io.BytesIO(WORDS))

    assert (kept.digest, kept.size) == (DIGEST, len(WORDS))
    assert store.exists(DIGEST)
    assert store.size(DIGEST) == len(WORDS)
    with store.open(DIGEST) as file:
        assert file.read() == WORDS


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    assert store.put(io.BytesIO(WORDS)) == store.put(io.BytesIO(WORDS))


def test_a_file_can_be_read_from_the_middle(store: Store) -> None:
    store.put(io.BytesIO(WORDS))

    with store.open(DIGEST) as file:
        file.seek(1000)
        assert file.read(10) == WORDS[1000:1010]


def test_a_file_is_lent_as_a_path(store: Store) -> None:
    store.put(io.BytesIO(WORDS))

    with store.on_disk(DIGEST) as path:
        assert path.read_bytes() == WORDS


def test_too_many_bytes_leave_nothing_behind(store: Store, tmp_path: Path) -> None:
    with pytest.raises(TooBig) as caught:
        store.put(io.BytesIO(WORDS), limit=1000)

    assert caught.value.facts["limit"] == 1000
    assert not store.exists(DIGEST)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", [DIGEST, "../../etc/passwd", "", DIGEST.upper(), DIGEST + "\n"])
def test_a_name_that_is_not_here_is_not_found(store: Store, name: str) -> None:
    assert not store.exists(name)
    for read in (store.open, store.size):
        with pytest.raises(NotFound):
            read(name)
    with pytest.raises(NotFound), store.on_disk(name):
        pass


def test_a_part_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        FolderStore(tmp_path).put(Broken())

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_the_owner_can_read_the_folder(tmp_path: Path) -> None:
    FolderStore(tmp_path / "files").put(io.BytesIO(WORDS))

    for path in (tmp_path / "files").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_two_who_send_the_same_bytes_at_once_leave_one_copy() -> None:
    class Meanwhile(InMemoryStorage):
        """Somebody else saves the same name between our look and our save."""

        def exists(self, name: str) -> bool:
            return False

        def get_available_name(self, name: str, max_length: int | None = None) -> str:
            return name + "_second"

    storage: Storage = Meanwhile()
    StorageStore(storage).put(io.BytesIO(WORDS))

    _, files = storage.listdir(DIGEST[:2])
    assert list(files) == []


def test_a_range_is_read_piece_by_piece(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = FolderStore(tmp_path)
    folder.put(io.BytesIO(WORDS))
    monkeypatch.setattr(storing, "store", lambda: folder)
    monkeypatch.setattr(storing, "PIECE", 1000)

    pieces = list(read_range(DIGEST, 500, 2500))

    assert [len(piece) for piece in pieces] == [1000, 1000, 500]
    assert b"".join(pieces) == WORDS[500:3000]


def test_an_address_chooses_the_store(tmp_path: Path) -> None:
    kept = from_url(tmp_path.as_uri()).put(io.BytesIO(b"xin chao"))

    assert FolderStore(tmp_path).exists(kept.digest)


def test_an_address_of_another_kind_is_explained() -> None:
    with pytest.raises(ImproperlyConfigured, match="file:/// or s3://"):
        from_url("ftp://somewhere")


def test_s3_without_its_extra_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "storages", None)

    with pytest.raises(ImproperlyConfigured, match=r"loa\[s3\]"):
        from_url("s3://bucket/prefix")


def test_s3_with_its_extra_names_bucket_and_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def s3_storage(**told: object) -> InMemoryStorage:
        asked.update(told)
        return InMemoryStorage()

    monkeypatch.setattr(storing, "import_string", lambda _: s3_storage)
    kept = from_url("s3://bucket/prefix/").put(io.BytesIO(b"xin chao"))

    assert (asked["bucket_name"], asked["location"]) == ("bucket", "prefix")
    assert kept.size == 8
