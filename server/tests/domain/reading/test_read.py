"""Every expected string is read as people expect it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.reading import Kind, read
from loa.domain.reading.testing import Expected, load

HERE = Path(__file__).parent
SIGNS = st.sampled_from(list("0123456789.,/-–:+%°²hgKmđ IVXQĐagọingày\n"))
TEXTS = st.text(SIGNS, max_size=60) | st.text(max_size=30)


@pytest.mark.parametrize("expected", load(HERE / "expected"), ids=lambda e: e.text)
def test_a_string_is_read_as_expected_and_without_a_doubt(expected: Expected) -> None:
    reading = read(expected.text, dictionary={})

    assert expected.accepts(reading.spoken), reading.spoken
    assert reading.doubts == ()


def test_other_languages_pass_unchanged() -> None:
    reading = read("Meeting at 7h30", language="en", dictionary={"at": "ở"})

    assert reading.spoken == "Meeting at 7h30"
    assert [piece.kind for piece in reading.pieces] == [Kind.PLAIN]
    assert reading.doubts == ()


@given(TEXTS)
def test_the_pieces_are_the_text_and_no_figure_is_lost_unseen(text: str) -> None:
    reading = read(text, dictionary={})

    assert "".join(piece.written for piece in reading.pieces) == text
    assert [piece.start for piece in reading.pieces] == [
        sum(len(earlier.written) for earlier in reading.pieces[:place])
        for place in range(len(reading.pieces))
    ]
    for piece in reading.pieces:
        if any(letter.isnumeric() for letter in piece.spoken):
            assert piece.doubt, piece


def test_words_that_meet_are_parted() -> None:
    assert read("rộng5m,dài 7m", dictionary={}).spoken == "rộng năm mét,dài bảy mét"


def test_a_piece_says_whether_it_is_said_in_other_words() -> None:
    plain, hour = read("Họp 7h30", dictionary={}).pieces

    assert not plain.is_changed
    assert (hour.written, hour.spoken, hour.kind) == ("7h30", "bảy giờ ba mươi phút", Kind.HOUR)
    assert hour.is_changed


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("gọi 115 hộ dân đến họp", "gọi một trăm mười lăm hộ dân đến họp"),
        ("gọi 112 và 113", "gọi một một hai và một một ba"),
        ("ngày 25/11 - 19h30", "ngày hai mươi lăm tháng mười một - mười chín giờ ba mươi phút"),
        ("vào 5/9", "vào mùng năm tháng chín"),
        ("mùng 2/9", "mùng hai tháng chín"),
        ("Lễ 20/11", "Lễ ngày hai mươi tháng mười một"),
        ("5/7 thôn", "năm trên bảy thôn"),
        ("12/12 thôn", "mười hai trên mười hai thôn"),
        ("ngõ 12/5", "ngõ mười hai trên năm"),
        ("số 12/2024", "số mười hai trên hai nghìn không trăm hai mươi tư"),
        ("150/200 hộ", "một trăm năm mươi trên hai trăm hộ"),
        ("quý 4/2025", "quý tư năm hai nghìn không trăm hai mươi lăm"),
        ("Tháng 4-2026", "Tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("mỗi tháng 4 lần", "mỗi tháng bốn lần"),
        ("tháng 4, tháng 14", "tháng tư, tháng mười bốn"),
        ("ngày 9 tháng 4", "ngày mùng chín tháng tư"),
        ("sáng 2-3 người", "sáng hai đến ba người"),
        ("chiều 1-5 tại xã", "chiều mùng một tháng năm tại xã"),
        ("dịp 30/4 - 1/5", "dịp ngày ba mươi tháng tư đến mùng một tháng năm"),
        ("từ 25h đến 61:70", "từ hai mươi lăm giờ đến sáu mươi mốt:bảy mươi"),
        ("lúc 25h70", "lúc hai mươi lăm h bảy mươi"),
        ("mã 01 23456", "mã không một hai mươi ba nghìn bốn trăm năm mươi sáu"),
        ("mã 01 234567", "mã không một hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        ("sau ăn 30', lớp 9/2", "sau ăn ba mươi phút, lớp chín trên hai"),
        ("trực 24/7", "trực hai mươi tư trên bảy"),
        ("ngày 24/7", "ngày hai mươi tư tháng bảy"),
        ("10 - 15 m, 10 -15 m", "mười đến mười lăm mét, mười đến mười lăm mét"),
        ("2 350 000 000 đồng", "hai tỷ ba trăm năm mươi triệu đồng"),
        ("20000000 đồng", "hai mươi triệu đồng"),
        ("1200000000 đồng", "một tỷ hai trăm triệu đồng"),
        ("1,500,000 đồng", "một triệu năm trăm nghìn đồng"),
        ("mã 123456789", "mã một hai ba bốn năm sáu bảy tám chín"),
        ("mục 3.5", "mục ba chấm năm"),
        ("giá m2; 5m2", "giá mét vuông; năm mét vuông"),
        ("xã/phường, km/h", "xã/phường, km/h"),
        ("4 l/phút, 5 kg/m3", "bốn lít một phút, năm ki lô gam trên mét khối"),
        ("300 mm/24h", "ba trăm mi li mét trên hai mươi tư giờ"),
        ("35A-123.45", "ba mươi lăm a-một trăm hai mươi ba chấm bốn mươi lăm"),
        ("QL1A, ĐT.477, H5N1", "quốc lộ một a, đường tỉnh bốn trăm bảy mươi bảy, hát năm nờ một"),
        ("mã A12345", "mã a một hai ba bốn năm"),
        ("K15, Km 15", "ca mười lăm, ki lô mét số mười lăm"),
        ("Km 5+7", "ki lô mét số năm cộng bảy"),
        ("COVID-19, VNPT, VOV", "cô vít mười chín, vê nờ pê tê, VOV"),
        ("12/XYZ-UBND", "mười hai trên ích i dét ủy ban nhân dân"),
        ("vitamin C, ông I, Louis XIV", "vitamin C, ông I, Louis XIV"),
        ("nga@xa.gov.vn", "nga a còng xa chấm gov chấm vn"),
        ("https://www.xa.vn/t12", "xa chấm vn trên t một hai"),
        ("thứ 2 và thứ 1", "thứ hai và thứ nhất"),
        ("060: 0601234", "không sáu không: không sáu không một hai ba bốn"),
        ("1.000.000.000.001", "một nghìn tỷ không trăm linh một"),
        ("1" + ".000" * 5, "một" + " chấm không không không" * 5),
    ],
)  # fmt: skip
def test_it_is_read_by_what_stands_around_it(text: str, spoken: str) -> None:
    assert read(text, dictionary={}).spoken == spoken
