"""How soon a search of the archive answers, with two hundred thousand bulletins in it.

The bulletins are made up: words drawn as unevenly as in a language, over all communes of one
province and some others. Searched as people do: rare words, common ones, several, a word only
begun, a kind and a month, a speaker, by an officer of one commune and by one of the whole nation.
"""

import itertools
import os
import random
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figure import at_most, beside, progress
from loa.config import site as sites
from loa.config.embedded import estate
from loa.config.embedded.ports import free_port
from loa.config.env import load
from loa.config.home import Home

ITEMS = 200_000
BATCH = 5_000
WORDS_EACH = 60
VOCABULARY = 6_000
SEARCHES = 400
MOST_MS = 50
SEED = 20261126
ONSETS = [*"bcdghklmnrstvx", "ch", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"]
RHYMES = [*"aeiou", "an", "ang", "anh", "ao", "ay", "en", "eo", "in", "inh", "oi", "on", "ong"]
NAMES = ("tran thi thu", "lo van panh", "nguyen van hai", "hlan nie", "thach so phi")


@contextmanager
def database() -> Iterator[None]:
    """Run the database of a site, with its tables."""
    with TemporaryDirectory(prefix="loa-bench-") as name:
        told = {"LOA_HOME": name, "LOA_LISTEN": f"127.0.0.1:{free_port()}"}
        os.environ.update(told)
        try:
            with sites.opened(load(told)) as here:
                here.prepare()
                os.environ.update(here.told)
                os.environ["DJANGO_SETTINGS_MODULE"] = "loa.config.settings"
                import django

                django.setup()
                yield
        finally:
            if os.getuid() == 0:
                shutil.rmtree(estate.settle(Home(root=Path(name)).folder("postgres")).folder)


def vocabulary(dice: random.Random) -> list[str]:
    """Make up words of two syllables, folded already."""
    syllables = ["".join(pair) for pair in itertools.product(ONSETS, RHYMES)]
    return [" ".join(dice.sample(syllables, 2)) for _ in range(VOCABULARY)]


def fill(dice: random.Random, words: list[str], units: list[Any]) -> None:
    """Write the bulletins and their wordings, and what they are found by."""
    from django.contrib.postgres.search import SearchVector
    from django.db import connection
    from django.db.models import Value
    from loa.bulletins.archive import CONFIG, start_of
    from loa.bulletins.models import Bulletin, Version, VersionText
    from loa.domain.permissions import SYSTEM_ID

    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(words))))
    kinds = [kind for kind, _ in Bulletin.Kind.choices]
    numbers = {unit.pk: itertools.count(1) for unit in units}
    for first in range(0, ITEMS, BATCH):
        rows, said = [], []
        for _ in range(BATCH):
            text = " ".join(dice.choices(words, cum_weights=weights, k=WORDS_EACH // 2))
            unit, speaker = dice.choice(units), dice.choice(NAMES)
            approved = start_of(date(2021, 1, 1)) + timedelta(minutes=dice.randrange(2_600_000))
            rows.append(
                Bulletin(
                    key=f"{dice.getrandbits(128):032x}",
                    unit=unit,
                    unit_path=unit.path,
                    year=2026,
                    number=next(numbers[unit.pk]),
                    title=text[:40],
                    author=SYSTEM_ID,
                    kind=dice.choice(kinds),
                    first_approved_at=approved,
                    languages=["vi"],
                    words=SearchVector(Value(f"{text} {speaker}"), config=CONFIG),
                    speakers=SearchVector(Value(speaker), config=CONFIG),
                )
            )
            said.append(text)
        kept = Bulletin.objects.bulk_create(rows, batch_size=500)
        versions = Version.objects.bulk_create(
            Version(bulletin=one, author=SYSTEM_ID, writers=[SYSTEM_ID]) for one in kept
        )
        VersionText.objects.bulk_create(
            VersionText(version=version, position=0, language="vi", text=text)
            for version, text in zip(versions, said, strict=True)
        )
        progress(f"{first + BATCH} bulletins")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE bulletins_bulletin, bulletins_version")


def asked(dice: random.Random, words: list[str], commune: str) -> dict[str, object]:
    """Make up one search."""
    common, rare = dice.choice(words[:20]), dice.choice(words[1000:])
    month = date(dice.randrange(2021, 2026), dice.randrange(1, 13), 1)
    return dice.choice(
        [
            {"words": rare},
            {"words": common},
            {"words": f"{common} {rare}"},
            {"words": f"{common} {dice.choice(words[:20])}"},
            {"words": dice.choice(words[100:])[:3]},
            {"words": common, "kind": "report", "first_day": month},
            {"words": dice.choice(words[50:500]), "speaker": "lo van"},
            {"kind": "sketch", "first_day": month, "last_day": month + timedelta(days=30)},
            {"words": rare, "unit": commune},
            {"unit": commune},
            {},
        ]
    )


def main() -> None:
    """Fill the archive, and search it."""
    dice = random.Random(SEED)
    with database():
        from loa.bulletins import archive
        from loa.bulletins.archive import Wanted
        from loa.desk.shown import rows
        from loa.orgs.models import AdminUnit
        from loa.orgs.testing import make_cast, make_places
        from loa.web.paging import Stretch

        places = make_places()
        cast = make_cast(places)
        units = list(AdminUnit.objects.filter(level=2))
        words = vocabulary(dice)
        fill(dice, words, units)
        times = []
        for number in range(SEARCHES):
            actor = cast.nam if number % 3 == 0 else cast.minh
            wanted = Wanted(**asked(dice, words, places.commune.path))  # type: ignore[arg-type]
            began = time.perf_counter()
            stretch = Stretch.of(archive.find(actor, wanted), None)
            rows(archive.newest_of(stretch.rows))
            times.append((1000 * (time.perf_counter() - began), str(wanted)))
    slow = sorted(times, reverse=True)
    for took, wanted in slow[:5]:
        progress(f"{took:.0f} ms: {wanted}")
    only = [took for took, _ in times]
    at_most("archive search p95", statistics.quantiles(only, n=20)[-1], MOST_MS, "ms")
    beside("archive search median", statistics.median(only), "ms")
    beside("archive search slowest", max(only), "ms")


if __name__ == "__main__":
    main()
