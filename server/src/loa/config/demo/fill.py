"""Write the demo into the database: units, people, keys, stations, and a code for each new box.

Run by `loa demo` as a process of its own, once the signer answers. Run again, it adds only what is
missing. What the boxes need is left in LOA_HOME/demo/boxes.json.
"""

import json
import os
import sys

import django


def main(volume: int) -> int:
    """Fill what is missing; new clusters play this loud."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    django.setup()
    from loa.config.demo.accounts import ensure_cast  # noqa: PLC0415 - Django is ready only now
    from loa.config.demo.robot import ensure_robot_voice  # noqa: PLC0415
    from loa.config.demo.stations import ensure_stations  # noqa: PLC0415
    from loa.config.home import write_private  # noqa: PLC0415
    from loa.config.settings import HOME  # noqa: PLC0415
    from loa.orgs import units_import  # noqa: PLC0415
    from loa.orgs.models import AdminUnit  # noqa: PLC0415

    if not AdminUnit.objects.exists():
        units_import.take_in(units_import.shipped())
    ensure_cast()
    ensure_robot_voice()
    folder = HOME.folder("demo")
    berths = ensure_stations(root=folder / "root", boxes=folder, volume=volume)
    write_private(folder / "boxes.json", json.dumps(berths, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
