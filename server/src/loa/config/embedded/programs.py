"""Find the programs that pip installed beside our Python."""

import sys
from pathlib import Path


def beside_python(name: str) -> str:
    """Return the path of a program in the same environment as this Python."""
    return str(Path(sys.executable).with_name(name))
