"""The units that come with Loa, and files that people bring."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from loa.audit.models import Entry
from loa.orgs import queries, units_import
from loa.orgs.models import AdminUnit, Kind, UnitChange
from loa.orgs.units_file import COLUMNS, BadUnits, Record, read

HEADER = ",".join(COLUMNS)
NATION = "vn,,quoc-gia,Việt Nam,1976-07-02,,,,,,"
PROVINCE = "31,vn,thanh-pho,Hải Phòng,2025-07-01,,20.86,106.68,,,"
COMMUNE = "11848,31,xa,Vĩnh Hòa,2025-07-01,,20.69,106.43,,,"
BEFORE_APRIL = date(2026, 4, 29)
SINCE_APRIL = date(2026, 4, 30)
BEFORE_THE_REFORM = date(2025, 6, 30)


def a_file(*lines: str) -> str:
    return "\n".join([HEADER, NATION, PROVINCE, *lines]) + "\n"


@pytest.fixture(scope="module")
def shipped() -> list[Record]:
    return read(units_import.shipped())


def kinds(records: list[Record], on: date) -> Counter[Kind]:
    return Counter(record.kind for record in records if record.holds(on))


def test_the_shipped_units_are_those_of_july_2025(shipped: list[Record]) -> None:
    found = kinds(shipped, date(2025, 7, 1))

    assert (found[Kind.PROVINCE], found[Kind.CITY]) == (28, 6)
    assert (found[Kind.COMMUNE], found[Kind.WARD], found[Kind.SPECIAL_ZONE]) == (2621, 687, 13)
    assert found.total() == 1 + 34 + 3321
    assert kinds(shipped, BEFORE_APRIL) == found


def test_dong_nai_is_a_city_with_ten_more_wards_since_april_2026(shipped: list[Record]) -> None:
    found = kinds(shipped, SINCE_APRIL)

    assert (found[Kind.PROVINCE], found[Kind.CITY]) == (27, 7)
    assert (found[Kind.COMMUNE], found[Kind.WARD], found[Kind.SPECIAL_ZONE]) == (2611, 697, 13)
    assert found.total() == 1 + 34 + 3321


def test_the_former_units_are_known_by_name_without_points(shipped: list[Record]) -> None:
    found = kinds(shipped, BEFORE_THE_REFORM)
    former = [record for record in shipped if record.holds(BEFORE_THE_REFORM) and record.parent]

    assert found[Kind.PROVINCE] + found[Kind.CITY] == 63
    assert found[Kind.COMMUNE] + found[Kind.WARD] + found[Kind.TOWNSHIP] == 10_035
    assert all(record.lat is None for record in former)
    assert all(record.became for record in former)


def test_every_unit_of_today_has_a_point_and_its_own_code(shipped: list[Record]) -> None:
    today = [record for record in shipped if record.holds(SINCE_APRIL) and record.parent]

    assert all(record.lat and record.lng for record in today)
    assert len({record.code for record in today}) == len(today)


def test_the_islands_are_there(shipped: list[Record]) -> None:
    today = {record.code: record for record in shipped if record.holds(SINCE_APRIL)}

    assert today["20333"].name == "Hoàng Sa"
    assert today["20333"].parent == "48"
    assert today["22736"].name == "Trường Sa"
    assert today["22736"].parent == "56"


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: object) -> Iterator[units_import.Report]:
    """Import once for the tests below; they only read."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import transaction  # noqa: PLC0415

        with transaction.atomic():
            yield units_import.take_in(units_import.shipped())
            transaction.set_rollback(True)


def test_everything_is_imported(imported: units_import.Report) -> None:
    assert (imported.added, imported.changed, imported.unchanged) == (13_465, 0, 0)
    assert AdminUnit.objects.count() == 13_465


def test_importing_again_changes_nothing(imported: units_import.Report) -> None:
    again = units_import.take_in(units_import.shipped())

    assert (again.added, again.changed, again.changes) == (0, 0, 0)
    assert again.unchanged == imported.added
    assert Entry.objects.filter(action="units.imported").count() == 1


def test_the_tree_is_whole(imported: units_import.Report) -> None:
    assert queries.provinces(SINCE_APRIL).count() == 34
    assert queries.communes_of("75", SINCE_APRIL).count() == 95
    assert str(queries.unit("75", BEFORE_APRIL)) == "Tỉnh Đồng Nai"
    assert str(queries.unit("75", SINCE_APRIL)) == "Thành phố Đồng Nai"
    assert [str(record) for record in queries.records_of("26368")][-2:] == [
        "Xã Long Thành",
        "Phường Long Thành",
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hai phong", "Thành phố Hải Phòng"),
        ("dak lak", "Tỉnh Đắk Lắk"),
        ("tp ho chi minh", "Thành phố Hồ Chí Minh"),
        ("ea hleo", "Xã Ea H'Leo"),
        ("truong sa", "Đặc khu Trường Sa"),
        ("hai phogn", "Thành phố Hải Phòng"),
        ("dong nai", "Thành phố Đồng Nai"),
        ("quang ngai", "Tỉnh Quảng Ngãi"),
        ("phu qoc", "Đặc khu Phú Quốc"),
    ],
)
def test_a_unit_of_vietnam_is_found_as_people_type_it(
    imported: units_import.Report, typed: str, found: str
) -> None:
    assert str(queries.search(typed, SINCE_APRIL).first()) == found


def test_provinces_stand_in_vietnamese_order(imported: units_import.Report) -> None:
    names = [unit.name for unit in queries.provinces(SINCE_APRIL)]

    assert names[:8] == [
        "An Giang",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
    ]
    assert names[-3:] == ["Thanh Hóa", "Tuyên Quang", "Vĩnh Long"]


def test_what_became_of_a_former_unit_is_known(imported: units_import.Report) -> None:
    divided = UnitChange.objects.filter(kind="part").values("from_code").distinct().count()

    assert divided == 471
    assert UnitChange.objects.filter(from_code="75", on=SINCE_APRIL).get().kind == "renamed"
    assert {change.to_code for change in queries.changes_from("02")} >= {"08"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("11848,31,xa,Vĩnh Hòa", "11 columns are needed"),
        (COMMUNE.replace("11848", "1184"), "'1184' is not the code of a unit"),
        (COMMUNE.replace(",xa,", ",huyen,"), "'huyen' is no kind of unit"),
        (COMMUNE.replace(",xa,", ",tinh,"), "'tinh' is no kind of unit at this level"),
        (COMMUNE.replace("Vĩnh Hòa", ""), "has no name"),
        (COMMUNE.replace("Vĩnh Hòa", "x" * 121), "name is longer than 120"),
        (COMMUNE.replace("2025-07-01", "1/7/2025"), "is not a day"),
        (COMMUNE.replace("2025-07-01,", "2025-07-01,2025-07-01"), "before it begins"),
        (COMMUNE.replace("20.69", "x"), "not a number of degrees"),
        (COMMUNE.replace("20.69", "0"), "outside Vietnam"),
        (COMMUNE.replace("20.69", "nan"), "outside Vietnam"),
        (COMMUNE.replace("20.69", ""), "both lat and lng"),
        (COMMUNE + "whole:11755", "needs valid_to"),
        (COMMUNE.replace("2025-07-01,", "2025-07-01,2026-01-01") + "gone", "what became of it"),
        (COMMUNE.replace("2025-07-01,", "2025-07-01,2026-01-01") + "whole:11755", "not there on"),
        (COMMUNE.replace(",31,", ",32,"), "32 is not there on 2025-07-01"),
        (COMMUNE.replace(",31,", ",vn,"), "vn is not there on"),
        (COMMUNE.replace(",31,", ",,"), "needs the code of the unit above"),
        (COMMUNE.replace("2025-07-01", "2025-06-30"), "31 is not there on 2025-06-30"),
        (COMMUNE + "\n" + COMMUNE.replace("2025-07-01", "2026-07-01"), "already there"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_changed(db: None, line: str, said: str) -> None:
    with pytest.raises(BadUnits) as refused:
        units_import.take_in(a_file(line))

    assert said in refused.value.sentences()[0]
    assert refused.value.sentences()[0].startswith(("line 4: ", "line 5: "))
    assert not AdminUnit.objects.exists()


@pytest.mark.parametrize("text", ["", "\0", "code;name\n", HEADER.upper()])
def test_what_is_no_list_of_units_is_refused(db: None, text: str) -> None:
    with pytest.raises(BadUnits, match="bad_file"):
        units_import.take_in(text)


def test_every_bad_line_is_told_up_to_fifty(db: None) -> None:
    with pytest.raises(BadUnits) as refused:
        units_import.take_in(a_file(*["x"] * 60))

    assert len(refused.value.sentences()) == 51
    assert refused.value.sentences()[-1] == "… and 10 more"


def test_a_file_of_excel_with_a_mark_at_its_start_is_read(db: None) -> None:
    assert units_import.take_in("\ufeff" + a_file(COMMUNE)).added == 3


def test_a_corrected_file_changes_what_differs_and_nothing_else(db: None) -> None:
    units_import.take_in(a_file(COMMUNE))

    report = units_import.take_in(a_file(COMMUNE.replace("Vĩnh Hòa", "Vĩnh Hoà Mới")))

    assert (report.added, report.changed, report.unchanged) == (0, 1, 2)
    assert queries.unit("11848").name == "Vĩnh Hoà Mới"


def test_a_unit_that_changes_later_gets_its_second_record(db: None) -> None:
    units_import.take_in(a_file(COMMUNE))
    ended = COMMUNE.replace("2025-07-01,", "2025-07-01,2026-04-30") + "renamed:11848"
    ward = COMMUNE.replace(",xa,", ",phuong,").replace("2025-07-01", "2026-04-30")

    report = units_import.take_in(a_file(ended, ward))

    assert (report.added, report.changed, report.changes) == (1, 1, 1)
    assert queries.unit("11848", SINCE_APRIL).kind == Kind.WARD


def test_units_that_do_not_fit_those_already_here_change_nothing(db: None) -> None:
    units_import.take_in(a_file(COMMUNE))

    with pytest.raises(BadUnits):
        units_import.take_in(a_file(COMMUNE.replace("2025-07-01", "2025-07-02")))


def test_the_command_reports_what_it_did(db: None, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(a_file(COMMUNE), encoding="utf-8")
    out = StringIO()

    call_command("units_import", str(tmp_path / "units.csv"), stdout=out)

    assert out.getvalue().startswith("3 added, 0 changed, 0 unchanged, 0 new links")


def test_the_command_says_what_is_wrong_with_a_file(db: None, tmp_path: Path) -> None:
    bad, latin = tmp_path / "bad.csv", tmp_path / "latin.csv"
    bad.write_text(a_file("x"), encoding="utf-8")
    latin.write_bytes("Hà Nội".encode("utf-16"))

    with pytest.raises(CommandError, match="line 4: 11 columns"):
        call_command("units_import", str(bad))
    with pytest.raises(CommandError, match="not in UTF-8"):
        call_command("units_import", str(latin))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("units_import", str(tmp_path / "none.csv"))
