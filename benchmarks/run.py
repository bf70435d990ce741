"""Run the benchmarks and list their figures: `python benchmarks/run.py [NAME]`.

Each benchmark is a file beside this one. It tells its progress on standard error
and each of its figures on standard output, as `figure.py` prints them:

    NAME<TAB>VALUE<TAB>BOUND<TAB>ok|short

Figures that fall short stay in the list. A benchmark that fails is short as well.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"run", "figure"}


def benchmarks(name: str | None) -> list[Path]:
    """List the files to run.

    Raises:
        SystemExit: nothing has that name.
    """
    found = [path for path in sorted(HERE.glob("*.py")) if path.stem not in NOT_BENCHMARKS]
    chosen = [path for path in found if name in {None, path.stem}]
    if not chosen:
        known = ", ".join(path.stem for path in found)
        raise SystemExit(f"There is no benchmark {name}. There are: {known}.")
    return chosen


def run(path: Path) -> list[str]:
    """Run one benchmark; return its figures."""
    tell(f"--- {path.stem}")
    done = subprocess.run(
        [sys.executable, str(path)], stdout=subprocess.PIPE, text=True, check=False
    )
    figures = [line for line in done.stdout.splitlines() if line.count("\t") == 3]  # noqa: PLR2004 - four columns
    if done.returncode != 0:
        figures.append(f"{path.stem}\tfailed\tto end well\tshort")
    return figures


def machine() -> str:
    """Name the machine that the figures belong to."""
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            processor = line.split(":", 1)[1].strip()
            break
    return f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"


def tell(words: str) -> None:
    """Show progress."""
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    """Run what was asked for."""
    tell(machine())
    name = sys.argv[1] if len(sys.argv) > 1 else None
    figures = [figure for path in benchmarks(name) for figure in run(path)]
    tell("")
    for figure in figures:
        print(figure)


if __name__ == "__main__":
    main()
