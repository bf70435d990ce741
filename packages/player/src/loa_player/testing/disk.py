"""A disk that loses power: what was not synced may be gone, wholly or in part.

SQLite's own file layer is wrapped (by ctypes, in this process) so that every
write, truncation and sync is noted in order. From the notes the files are made
as they would be found if the power had gone at any moment: all that was synced,
and of the rest nothing, or whatever a coin decides.
"""

import ctypes
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

NAME: Final = "loa-noting"
OPEN_FAILED: Final = 14

Close = CFUNCTYPE(c_int, c_void_p)
Transfer = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
Sync = CFUNCTYPE(c_int, c_void_p, c_int)
Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
"""The name stays an address: the system's layer keeps it for as long as the file is open."""
Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class Methods(Structure):
    """`sqlite3_io_methods`, as far as it is touched here."""

    _fields_ = (
        ("version", c_int),
        ("close", Close),
        ("read", Transfer),
        ("write", Transfer),
        ("truncate", Truncate),
        ("sync", Sync),
        ("rest", c_void_p * 14),
    )


class VFS(Structure):
    """`sqlite3_vfs`."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", Open),
        ("delete", Delete),
        ("rest", c_void_p * 16),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that was done to a file."""

    file: str
    what: str
    at: int = 0
    content: bytes = b""


@dataclass(slots=True)
class Disk:
    """Everything that was done, in order."""

    notes: list[Note] = field(default_factory=list)

    def after_power_cut(self, into: Path, *, upto: int, coin: random.Random | None) -> None:
        """Make the files as they are found if the power went after `upto` notes."""
        into.mkdir(parents=True)
        done = self.notes[:upto]
        for file in dict.fromkeys(note.file for note in done):
            mine = [note for note in done if note.file == file]
            synced = max((n + 1 for n, note in enumerate(mine) if note.what == "sync"), default=0)
            loose = [one for one in mine[synced:] if coin is not None and coin.getrandbits(1)]
            content = _replayed([*mine[:synced], *loose])
            if content is not None:
                (into / Path(file).name).write_bytes(content)


def _replayed(notes: list[Note]) -> bytes | None:
    content: bytearray | None = None
    for note in notes:
        content = bytearray() if content is None else content
        match note.what:
            case "write":
                content.extend(b"\0" * (note.at - len(content)))
                content[note.at : note.at + len(note.content)] = note.content
            case "truncate":
                del content[note.at :]
            case "delete":
                content = None
            case _:
                continue
    return None if content is None else bytes(content)


@contextmanager
def noting() -> Iterator[Disk]:
    """Give SQLite a file layer (`vfs=loa-noting`) that notes what is done.

    Raises:
        OSError: this Python has SQLite inside itself, where it cannot be reached.
    """
    library = ctypes.CDLL("libsqlite3.so.0")
    if library.sqlite3_libversion_number() != _version_of_python():
        raise OSError
    layer = _Layer(library)
    library.sqlite3_vfs_register(ctypes.byref(layer.vfs), 0)
    try:
        yield layer.disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(layer.vfs))


def _text(name: int | None) -> str:
    return ctypes.string_at(name).decode() if name else "temporary"


def _version_of_python() -> int:
    major, minor, patch = sqlite3.sqlite_version_info
    return major * 1_000_000 + minor * 1_000 + patch


class _Layer:
    """The system's file layer, with our hands on four of its functions."""

    def __init__(self, library: Any) -> None:
        self.disk = Disk()
        library.sqlite3_vfs_find.restype = POINTER(VFS)
        self._real = library.sqlite3_vfs_find(None).contents
        self._names: dict[int, str] = {}
        self._methods: dict[int, tuple[Methods, Methods]] = {}
        self.vfs = VFS()
        ctypes.memmove(ctypes.byref(self.vfs), ctypes.byref(self._real), ctypes.sizeof(VFS))
        self.vfs.name = NAME.encode()
        self.vfs.open = Open(self._open)
        self.vfs.delete = Delete(self._delete)

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        answer = int(self._real.open(ctypes.addressof(self._real), name, file, flags, out))
        if answer:
            return answer
        where = ctypes.cast(file, POINTER(POINTER(Methods)))
        real = where.contents.contents
        ours = Methods()
        ctypes.memmove(ctypes.byref(ours), ctypes.byref(real), ctypes.sizeof(Methods))
        ours.write, ours.truncate = Transfer(self._write), Truncate(self._truncate)
        ours.sync, ours.close = Sync(self._sync), Close(self._close)
        self._names[file], self._methods[file] = _text(name), (real, ours)
        where[0] = ctypes.pointer(ours)
        return 0

    def _note(self, file: int, what: str, at: int = 0, content: bytes = b"") -> Methods:
        self.disk.notes.append(Note(file=self._names[file], what=what, at=at, content=content))
        return self._methods[file][0]

    def _write(self, file: int, content: int, size: int, at: int) -> int:
        real = self._note(file, "write", at, ctypes.string_at(content, size))
        return int(real.write(file, content, size, at))

    def _truncate(self, file: int, size: int) -> int:
        return int(self._note(file, "truncate", size).truncate(file, size))

    def _sync(self, file: int, flags: int) -> int:
        return int(self._note(file, "sync").sync(file, flags))

    def _close(self, file: int) -> int:
        return int(self._methods[file][0].close(file))

    def _delete(self, _vfs: int, name: bytes, sync: int) -> int:
        self.disk.notes.append(Note(file=name.decode(), what="delete"))
        self.disk.notes.append(Note(file=name.decode(), what="sync"))
        return int(self._real.delete(ctypes.addressof(self._real), name, sync))
