"""The archive: found by words without diacritics, by what it is, and only by who may."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions, archive, figures
from loa.bulletins.archive import Wanted
from loa.bulletins.figures import Counted
from loa.bulletins.models import Bulletin, Topic
from loa.bulletins.testing import draft_of, finish, make_approved, make_waiting, version_of
from loa.bulletins.writing import Wording
from loa.domain.products import Audience, Origin, Product, ProductKind, UnknownTopic
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotAllowed, NotFound

HERE = "vn/31/11848"
FLOOD = "Nước sông Đáy lên báo động hai, bà con chuyển thóc lên cao."
REPORT = Product(
    kind=ProductKind.REPORT,
    topic="safety",
    audiences=frozenset({Audience.FARMERS}),
    origin=Origin.CONTRIBUTED,
)


def titles(actor: Person, **wanted: object) -> list[str]:
    return [one.title for one in archive.find(actor, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.fixture
def flood(cast: Cast) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, HERE, text=FLOOD, title="Tin lũ", product=REPORT)


@pytest.mark.parametrize("words", ["bao dong", "BÁO ĐỘNG hai", "tin lu", "song da", "thoc chuyen"])
def test_words_are_found_without_diacritics_in_any_order(
    cast: Cast, flood: Bulletin, words: str
) -> None:
    make_approved(cast.nam, cast.hoa, HERE, text="Tiêm phòng cho trẻ em.", title="Tiêm phòng")

    assert titles(cast.nam, words=words) == ["Tin lũ"]


@pytest.mark.parametrize("words", ["hạn hán", "ba & | !", "'; drop table", ""])
def test_what_somebody_types_is_only_ever_words(cast: Cast, flood: Bulletin, words: str) -> None:
    found = titles(cast.nam, words=words)

    assert found in ([], ["Tin lũ"])
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ({"kind": "report"}, True),
        ({"kind": "spot"}, False),
        ({"topic": "safety"}, True),
        ({"topic": "policy"}, False),
        ({"unit": HERE}, True),
        ({"unit": "vn/31"}, True),
        ({"unit": "vn/31/1184"}, False),
        ({"language": "vi"}, True),
        ({"language": "tyz"}, False),
        ({"first_day": date(2000, 1, 1), "last_day": date(2999, 1, 1)}, True),
        ({"last_day": date(2000, 1, 1)}, False),
        ({"first_day": date(2999, 1, 1)}, False),
    ],
)
def test_a_search_is_narrowed(
    cast: Cast, flood: Bulletin, wanted: dict[str, object], is_found: bool
) -> None:
    assert titles(cast.nam, **wanted) == (["Tin lũ"] if is_found else [])


def test_a_speaker_is_found_by_name_and_not_by_words(cast: Cast) -> None:
    bulletin = make_waiting(cast.nam, HERE, text="Chị Mai kể chuyện.", title="Chuyện kể")
    actions.take_back(cast.nam, bulletin.pk)
    sound = BytesIO(b"a voice")
    recorded = Wording(
        language="vi", text="Chị Mai kể chuyện.", speaker="Trần Thị Thu", upload=sound
    )
    actions.put_wording(cast.nam, bulletin.pk, recorded)
    actions.submit(cast.nam, bulletin.pk)
    finish(version_of(bulletin).texts()[0].sound)  # type: ignore[arg-type]
    actions.approve(cast.hoa, bulletin.pk, version_of(bulletin).as_version().digest)

    assert titles(cast.nam, speaker="tran thu") == ["Chuyện kể"]
    assert titles(cast.nam, speaker="mai") == []
    assert titles(cast.nam, words="thu mai") == ["Chuyện kể"]


def test_what_nobody_approved_is_not_in_the_archive(cast: Cast) -> None:
    make_waiting(cast.nam, HERE, title="Chưa duyệt")

    assert titles(cast.nam) == []


def test_others_find_nothing(cast: Cast, flood: Bulletin) -> None:
    assert titles(cast.lan, words="bao dong") == []
    with pytest.raises(NotFound):
        actions.classify(cast.lan, flood.pk, REPORT)


def test_a_bulletin_is_put_right_after_its_approval_and_its_words_stay(
    cast: Cast, flood: Bulletin
) -> None:
    before = version_of(flood).digest

    actions.classify(cast.nam, flood.pk, Product(kind=ProductKind.NEWS))

    kept = Bulletin.objects.get(pk=flood.pk)
    assert kept.as_product() == Product(kind=ProductKind.NEWS)
    assert (version_of(flood).digest, version_of(flood).as_version().digest) == (before, before)
    assert Entry.objects.order_by("pk").last().action == "bulletin.classified"  # type: ignore[union-attr]


def test_a_leader_who_does_not_write_classifies_nothing(cast: Cast, flood: Bulletin) -> None:
    with pytest.raises(NotAllowed):
        actions.classify(cast.hoa, flood.pk, Product())

    assert Bulletin.objects.get(pk=flood.pk).as_product() == REPORT


def test_an_unknown_topic_writes_nothing(cast: Cast) -> None:
    with pytest.raises(UnknownTopic):
        actions.write(cast.nam, draft_of(HERE, product=Product(topic="astrology")))

    assert not Bulletin.objects.exists()


def test_a_product_is_counted_once_in_the_month_of_its_first_approval(
    cast: Cast, flood: Bulletin
) -> None:
    in_june = datetime(2026, 6, 30, 17, 30, tzinfo=UTC)  # 1 July in Vietnam
    Bulletin.objects.filter(pk=flood.pk).update(first_approved_at=in_june)

    (report,) = [line for line in figures.by_kind(cast.nam, 2026, Counted.MADE) if line.total]

    assert (report.key, report.total, report.months[6]) == ("report", 1, 1)
    asked = {"year": 2026, "kind": "report", "unit": HERE}
    assert list(figures.items(cast.nam, Counted.MADE, month=7, **asked)) == [flood]  # type: ignore[arg-type]
    assert list(figures.items(cast.nam, Counted.MADE, month=None, **asked)) == [flood]  # type: ignore[arg-type]
    assert not figures.items(cast.nam, Counted.MADE, month=6, **asked)  # type: ignore[arg-type]
    assert not figures.items(cast.lan, Counted.MADE, month=7, **asked)  # type: ignore[arg-type]


def test_each_unit_has_a_line_of_what_it_made_itself(cast: Cast, flood: Bulletin) -> None:
    province, at = "vn/31", timezone.localtime()
    from_above = make_approved(cast.nam, cast.hoa, HERE)
    Bulletin.objects.filter(pk=from_above.pk).update(unit_path=province)
    year = at.year

    lines = figures.by_unit(cast.minh, year, Counted.MADE)

    assert {line.key: line.total for line in lines} == {HERE: 1, province: 1}
    assert [line.months[at.month - 1] for line in lines] == [1, 1]
    assert [line.key for line in figures.by_unit(cast.nam, year, Counted.MADE)] == [HERE]
    of_province = {"year": year, "month": None, "kind": "", "unit": province}
    every = figures.items(cast.minh, Counted.MADE, **of_province)  # type: ignore[arg-type]
    own = figures.items(cast.minh, Counted.MADE, is_its_own=True, **of_province)  # type: ignore[arg-type]
    assert (every.count(), list(own)) == (2, [from_above])


def test_another_wording_is_not_counted_again(cast: Cast, flood: Bulletin) -> None:
    first = Bulletin.objects.get(pk=flood.pk).first_approved_at
    actions.new_version(cast.nam, flood.pk)
    actions.put_wording(cast.nam, flood.pk, Wording(language="vi", text="Nước đã rút."))
    actions.submit(cast.nam, flood.pk)
    assert titles(cast.nam, words="da rut") == []
    assert titles(cast.nam, words="bao dong") == ["Tin lũ"]
    finish(version_of(flood).texts()[0].sound)  # type: ignore[arg-type]
    actions.approve(cast.hoa, flood.pk, version_of(flood).as_version().digest)

    assert Bulletin.objects.get(pk=flood.pk).first_approved_at == first
    assert titles(cast.nam, words="da rut") == ["Tin lũ"]
    assert titles(cast.nam, words="bao dong") == []


def test_what_went_out_is_counted_as_heard(cast: Cast, flood: Bulletin) -> None:
    year = Bulletin.objects.get(pk=flood.pk).first_approved_at.year  # type: ignore[union-attr]
    assert not any(line.total for line in figures.by_kind(cast.nam, year, Counted.HEARD))

    archive.note_heard(flood, timezone.now() + timedelta(minutes=1), None)
    assert not any(line.total for line in figures.by_kind(cast.nam, year, Counted.HEARD))
    archive.note_heard(flood, timezone.now(), None)

    lines = figures.by_kind(cast.nam, year, Counted.HEARD)
    assert {line.key: line.total for line in lines if line.total} == {"report": 1}


@pytest.mark.django_db
def test_a_list_of_topics_is_taken_in_whole(tmp_path: Path) -> None:
    file = tmp_path / "topics.csv"
    file.write_text("code,name,english,legal_basis\nsafety,An toàn,Safety,NĐ mới\n")

    call_command("topics_import", file)

    assert list(Topic.objects.filter(is_in_force=True).values_list("code", "name")) == [
        ("safety", "An toàn")
    ]
    assert Topic.objects.filter(is_in_force=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("code,name\na,b\n", "Line 0: the heading must be code,name,english,legal_basis"),
        ("code,name,english,legal_basis\n", "Line 0: there is no topic"),
        ("code,name,english,legal_basis\na,A,,\na,B,,\n", "Line 3: the code stands twice"),
        ("code,name,english,legal_basis\na,A\n", "Line 2: it has too many or too few columns"),
        ("code,name,english,legal_basis\n ,A,,\n", "Line 2: code and name"),
        (f"code,name,english,legal_basis\n{'a' * 33},A,,\n", "Line 2: code is longer than 32"),
    ],
)
def test_a_bad_list_of_topics_changes_nothing(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "topics.csv"
    file.write_text(content)
    before = list(Topic.objects.values_list("code", "is_in_force"))

    with pytest.raises(CommandError, match=says):
        call_command("topics_import", file)

    assert list(Topic.objects.values_list("code", "is_in_force")) == before


@pytest.mark.django_db
def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "topics.csv"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(CommandError, match="cannot be read as UTF-8"):
        call_command("topics_import", file)


def test_the_search_is_made_new_from_the_words(cast: Cast, flood: Bulletin) -> None:
    Bulletin.objects.update(words=None, languages=[])
    assert titles(cast.nam, words="bao dong") == []

    call_command("archive_index")

    assert titles(cast.nam, words="bao dong", language="vi") == ["Tin lũ"]
