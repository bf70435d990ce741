"""A real site (database, broker, signer, gateway, web) with ten thousand boxes in one commune."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from figure import progress
from loa.config import site as sites
from loa.config.embedded import estate
from loa.config.embedded.ports import free_port
from loa.config.env import load
from loa.config.home import Home

CLIENTS = Path(__file__).with_name("clients.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The site, the commune, and its boxes."""

    site: sites.Site
    places: Any
    cast: Any
    keys: dict[str, Any]
    """By device, the key with which the box signs."""
    homes: dict[str, str]
    folder: Path


@contextmanager
def running(count: int) -> Iterator[Town]:
    """Run a site whose commune has so many boxes."""
    with TemporaryDirectory(prefix="loa-bench-") as name:
        told = {"LOA_HOME": name, "LOA_LISTEN": f"127.0.0.1:{free_port()}"}
        os.environ.update(told)
        try:
            with sites.opened(load(told)) as here:
                here.prepare()
                here.start_signer()
                os.environ.update(here.told)
                yield _settled(here, count, Path(name))
        finally:
            if os.getuid() == 0:
                shutil.rmtree(estate.settle(Home(root=Path(name)).folder("postgres")).folder)


def _settled(here: sites.Site, count: int, folder: Path) -> Town:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "loa.config.settings"
    django.setup()
    from loa.domain.permissions import SYSTEM
    from loa.orgs.testing import make_cast, make_places
    from loa.stations import actions

    places = make_places()
    cast = make_cast(places)
    actions.set_up_keys(folder / "root", [places.province.path, places.commune.path])
    station = actions.add_station(SYSTEM, places.commune.code)
    progress(f"{count} boxes are made")
    keys, homes = _boxes(station, places.commune.path, count, folder / "boxes")
    here.children.start(here.web(), here.gateway())
    return Town(site=here, places=places, cast=cast, keys=keys, homes=homes, folder=folder)


def _boxes(
    station: Any, area: str, count: int, path: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """Write clusters and boxes into the tables, and their logins into a file."""
    from django.utils import timezone
    from loa.stations.credentials import password_digest
    from loa.stations.models import Box, Cluster
    from loa_protocol import topics
    from loa_protocol.signing import SigningKey

    digest, now = password_digest("secret"), timezone.now()
    keys = {f"d-{n}": SigningKey.generate() for n in range(count)}
    homes = {device: f"h-{device}" for device in keys}
    clusters = Cluster.objects.bulk_create(
        Cluster(station=station, code=f"c-{n}", name=f"Cụm {n}", area=area) for n in range(count)
    )
    Box.objects.bulk_create(
        Box(
            device_id=device,
            home_id=homes[device],
            cluster=cluster,
            public_key=key.public.text,
            broker_password_hash=digest,
            place=b"",
            place_serial=1,
            settings=b"",
            settings_serial=1,
            enrolled_at=now,
        )
        for (device, key), cluster in zip(keys.items(), clusters, strict=True)
    )
    listened = {d: topics.listened(area, home=homes[d], device=d) for d in keys}
    path.write_text("".join(json.dumps([d, "secret", listened[d]]) + "\n" for d in keys))
    return keys, homes


class Crowd:
    """The process that is all the boxes."""

    def __init__(self, town: Town) -> None:
        """Start it."""
        port = urlsplit(town.site.told["BOX_BROKER_URL"]).port
        self.process = subprocess.Popen(
            [sys.executable, str(CLIENTS), str(port), str(town.folder / "boxes")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: str) -> dict[str, Any]:
        """Have something done, and wait for the answer."""
        self.say(*words)
        return self.answer()

    def say(self, *words: str) -> None:
        """Have something begun."""
        assert self.process.stdin is not None
        print(*words, file=self.process.stdin, flush=True)

    def has_answered(self, *, within_s: float) -> bool:
        """Wait a moment for the next answer; say whether it came."""
        return bool(select([self.process.stdout], [], [], within_s)[0])

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def leave(self) -> None:
        """Hang up, all of them."""
        self.process.kill()
        self.process.wait()
