"""Files are kept by their digest, whole or not at all, wherever the store is."""

import io
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from loa.media import store as storing
from loa.media.refusals import TooBig
from loa.media.store import FolderStore, StorageStore, Store, from_url, read_range
from loa_protocol.errors import NotFound

WORDS = "Kính thưa bà con. ".encode() * 40_000
DIGEST = sha256(WORDS).hexdigest()

BUCKET = "loa-sounds"
IN_S3 = f"s3://{BUCKET}/site-1"


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """Run an S3 server on this machine, and name its address."""
    moto = pytest.importorskip("moto.server", reason="S3 did not run: .ci/s3 brings its packages")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make an empty bucket, and tell the environment how to reach it, as an installation does."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    made = import_module("boto3").resource("s3").create_bucket(Bucket=BUCKET)
    yield made
    made.objects.delete()
    made.delete()


MAKE: dict[str, Callable[[Path], Store]] = {
    "a folder": FolderStore,
    "a file storage of Django's": lambda path: StorageStore(FileSystemStorage(path)),
    "a storage that is far away": lambda _: StorageStore(InMemoryStorage()),
}


@pytest.fixture(params=[*MAKE, "a bucket of S3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param in MAKE:
        return MAKE[request.param](tmp_path)
    request.getfixturevalue("bucket")
    return from_url(IN_S3)


def test_a_file_is_kept_under_its_digest(store: Store) -> None:
    kept = store.put(io.BytesIO(WORDS))

    assert (kept.digest, kept.size) == (DIGEST, len(WORDS))
    assert store.exists(DIGEST)
    assert store.size(DIGEST) == len(WORDS)
    with store.open(DIGEST) as file:
        assert file.read() == WORDS


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    assert store.put(io.BytesIO(WORDS)) == store.put(io.BytesIO(WORDS))


def test_what_is_removed_is_gone_and_may_be_removed_again(store: Store) -> None:
    store.put(io.BytesIO(WORDS))

    for _ in range(2):
        store.remove(DIGEST)

    assert not store.exists(DIGEST)


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


def test_a_range_is_read_piece_by_piece(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(io.BytesIO(WORDS))
    monkeypatch.setattr(storing, "store", lambda: store)
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
    monkeypatch.setitem(sys.modules, "storages.backends.s3", None)

    with pytest.raises(ImproperlyConfigured, match=r"loa\[s3\]"):
        from_url("s3://bucket/prefix")


def test_a_bucket_holds_each_file_whole_under_the_prefix(bucket: Any) -> None:
    kept = from_url(IN_S3).put(io.BytesIO(WORDS))

    (found,) = bucket.objects.all()
    assert found.key == f"site-1/{kept.digest[:2]}/{kept.digest}"
    assert found.get()["Body"].read() == WORDS


def test_a_bucket_that_is_not_there_is_no_missing_file(bucket: Any) -> None:
    fault = bucket.meta.client.exceptions.ClientError

    with pytest.raises(fault, match="bucket does not exist"):
        from_url("s3://loa-elsewhere/site-1").put(io.BytesIO(WORDS))
