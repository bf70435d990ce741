"""Make .venv ready: the locked packages, our three packages, the translations.

Run by the Makefile before its verbs; it does nothing when nothing has changed. Standard library
only, and written so that an old Python can read it far enough to be told that it is too old.
"""

# ruff: noqa: UP031, UP036

import os
import platform
import shutil
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ROOM_NEEDED_MB = 1500


def main() -> None:
    """Refuse a machine that cannot run Loa; otherwise bring .venv up to date."""
    refuse_wrong_python()
    refuse_wrong_machine()
    refuse_wrong_folder()
    import install  # noqa: PLC0415 - newer grammar than an old Python can read

    install.bring_up_to_date(TOP)


def refuse_wrong_python() -> None:
    """Loa needs Python 3.11, with venv."""
    if sys.version_info < (3, 11):
        stop(
            "Loa needs Python 3.11 or newer; this is %s. Where you have one, say so:"
            " make PYTHON=python3.12 demo" % platform.python_version()
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - only to see whether it is there
        import venv  # noqa: F401, PLC0415
    except ImportError:
        stop(
            "This Python lacks its venv module; get it with `apt install python%d.%d-venv` on"
            " Debian or Ubuntu, or install Python from your system in full."
            % (sys.version_info[0], sys.version_info[1])
        )


def refuse_wrong_machine() -> None:
    """Loa runs where its wheels do."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        stop("Loa runs on 64-bit Linux; this is %s on %s." % (platform.system(), machine))
    if machine not in ("x86_64", "aarch64"):
        stop("Loa runs on x86_64 and aarch64 processors; this is %s." % machine)


def refuse_wrong_folder() -> None:
    """Take only a folder that .venv fits into."""
    if not os.access(str(TOP), os.W_OK):
        stop("%s cannot be written to; copy the project to a folder of yours." % TOP)
    room = shutil.disk_usage(str(TOP)).free // 1024**2
    if not (TOP / ".venv").exists() and room < ROOM_NEEDED_MB:
        stop("The disk of %s has %d MB left; Loa needs %d." % (TOP, room, ROOM_NEEDED_MB))


def stop(sentence: str) -> None:
    """End with one sentence."""
    sys.exit("loa: " + sentence)


if __name__ == "__main__":
    main()
