"""Rebuild the icon sprite: `python scripts/icons.py FOLDER`, FOLDER being lucide-static's icons.

The sprite is kept in the repository, so nobody needs this to run Loa. Add a name
here, run it on the pinned lucide-static 1.62.0, and commit the sprite.
"""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).parent.parent / "server/src/loa/web/static/web/icons.svg"

NAMES = """
activity arrow-left arrow-right audio-lines ban bell building-2 calendar-clock calendar-days
check chevron-left chevron-right circle circle-check circle-dashed circle-pause circle-slash
circle-x clock contrast copy cpu download ellipsis file-audio file-text globe hard-drive history
hourglass house inbox info key-round landmark languages list list-checks lock log-in log-out map
map-pin megaphone mic minus moon octagon-alert pause pencil play plus printer qr-code radio
radio-tower refresh-cw rotate-ccw search send settings shield-alert shield-check smartphone
speaker square square-pen sun trash-2 triangle-alert type undo-2 upload user-round users volume-2
volume-x wifi wifi-off wrench x
""".split()  # noqa: SIM905 - ninety words read better without quotes


def symbol(folder: Path, name: str) -> str:
    """Return one icon as a symbol, without what the page decides (size, colour)."""
    drawing = re.search(r"<svg.*?>(.*)</svg>", (folder / f"{name}.svg").read_text(), re.DOTALL)
    if drawing is None:
        raise SystemExit(f"{name}.svg is not a drawing")
    lines = "".join(line.strip() for line in drawing[1].splitlines())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>\n'


def main(folder: Path) -> None:
    """Write every icon of NAMES into one file."""
    licence = "<!-- lucide-static 1.62.0, ISC and MIT: see icons-LICENSE.txt -->\n"
    symbols = "".join(symbol(folder, name) for name in NAMES)
    SPRITE.write_text(f'{licence}<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n')
    print(f"{len(NAMES)} icons, {SPRITE.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
