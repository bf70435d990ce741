"""A bulletin on paper and as files: only what is approved leaves as sound."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from loa.bulletins import actions, cues, exports, scripts
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, make_waiting, version_of
from loa.media.models import Export
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


@pytest.fixture
def approved(cast: Cast) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, HERE, title="Đê xóm Hạ #1 *khẩn*")


def address(name: str, bulletin: Bulletin) -> str:
    return reverse(f"desk:{name}", args=[bulletin.pk])


def test_a_script_is_a_page_of_paper(cast: Cast, approved: Bulletin, signed_in: SignIn) -> None:
    answer = signed_in(cast.nam).get(address("script", approved))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 5_000


def test_words_never_steer_the_page(cast: Cast) -> None:
    hostile = 'Họp #read("/etc/passwd") $x$ \\ = @a <b> [c] "d" #eval("1")'

    told = {
        "lang": "vi",
        "title": hostile,
        "number": "1/2026",
        "unit": hostile,
        "warning": hostile,
        "facts": [[hostile, hostile]],
        "cues": [{"name": hostile, "facts": [[hostile] * 2], "rows": [[hostile] * 3]}],
        "texts": [
            {"name": hostile, "note": hostile, "lines": [hostile, hostile]},
            {"name": "x", "note": "", "lines": []},
        ],
        "labels": {"cues": hostile, "no_words": hostile, "columns": [hostile] * 3},
    }

    assert scripts.typeset(told).startswith(b"%PDF-")


def test_what_nobody_approved_says_so_on_paper(cast: Cast, signed_in: SignIn) -> None:
    waiting = make_waiting(cast.nam, HERE)
    client = signed_in(cast.nam)

    page = client.get(address("readout", waiting)).content.decode()

    assert "CHƯA DUYỆT" in page
    assert client.get(address("script", waiting)).status_code == 200


def test_what_is_approved_is_read_out_in_large_type(
    cast: Cast, approved: Bulletin, signed_in: SignIn
) -> None:
    page = signed_in(cast.nam).get(address("readout", approved)).content.decode()

    assert "CHƯA DUYỆT" not in page
    assert "nhà văn hóa" in page


def test_what_was_withdrawn_says_so_on_paper(
    cast: Cast, approved: Bulletin, signed_in: SignIn
) -> None:
    actions.withdraw(cast.hoa, approved.pk)

    page = signed_in(cast.nam).get(address("readout", approved)).text

    assert "ĐÃ RÚT" in page


def test_each_script_says_whether_it_may_be_played(
    cast: Cast, approved: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[object] = []

    def warned(told: dict[str, object]) -> bytes:
        warnings.append(told["warning"])
        return b""

    monkeypatch.setattr(scripts, "typeset", warned)
    waiting = make_waiting(cast.nam, HERE)
    scripts.pdf(cast.nam, approved.pk)
    scripts.pdf(cast.nam, waiting.pk)
    actions.withdraw(cast.hoa, approved.pk)
    scripts.pdf(cast.nam, approved.pk)

    assert warnings == ["", "CHƯA DUYỆT – không được phát", "ĐÃ RÚT – không được phát"]


def test_approved_words_are_read_out_while_others_are_written(
    cast: Cast, approved: Bulletin, signed_in: SignIn
) -> None:
    actions.new_version(cast.nam, approved.pk)
    version_of(approved).texts().update(text="Hoãn họp.")

    page = signed_in(cast.nam).get(address("readout", approved)).text

    assert "nhà văn hóa" in page
    assert "Hoãn họp" not in page
    assert "CHƯA DUYỆT" not in page


def test_a_file_is_asked_for_and_waits(cast: Cast, approved: Bulletin, signed_in: SignIn) -> None:
    client = signed_in(cast.nam)

    before = client.get(address("export", approved)).content.decode()
    answer = client.post(address("export", approved), {"kind": "podcast", "language": "vi"})
    after = client.get(address("export", approved)).content.decode()

    assert answer.status_code == 303
    assert before.count("Tạo tệp") == 2
    assert (after.count("Tạo tệp"), after.count("Đang tạo")) == (1, 2)
    assert Export.objects.get().name == "de-xom-ha-1-khan-2026-1-vi.mp3"


def test_nothing_leaves_as_sound_that_nobody_approved(cast: Cast, signed_in: SignIn) -> None:
    waiting = make_waiting(cast.nam, HERE)
    client = signed_in(cast.nam)

    page = client.get(address("export", waiting)).content.decode()
    answer = client.post(address("export", waiting), {"kind": "podcast", "language": "vi"})

    assert "được duyệt rồi mới xuất" in page
    assert answer.status_code == 409
    assert not Export.objects.exists()


@pytest.mark.parametrize("told", [{"kind": "x", "language": "vi"}, {"kind": "podcast"}, {}])
def test_nonsense_is_not_found(
    cast: Cast, approved: Bulletin, signed_in: SignIn, told: dict[str, str]
) -> None:
    assert signed_in(cast.nam).post(address("export", approved), told).status_code == 404


def test_a_broadcaster_reads_ascii(approved: Bulletin) -> None:
    version = version_of(approved)
    (text,) = version.texts()

    wish = exports.wish_of(version, text, Export.Kind.BROADCAST)

    assert wish.tags["description"] == "De xom Ha #1 *khan*"
    assert len(wish.tags["originator"]) <= 32
    assert all(value.isascii() for value in wish.tags.values())


def test_lengths_are_written_as_broadcasters_do() -> None:
    assert [cues.clock(ms) for ms in (0, 1, 61_000, 3_600_000)] == [
        "0:00:00",
        "0:00:01",
        "0:01:01",
        "1:00:00",
    ]
