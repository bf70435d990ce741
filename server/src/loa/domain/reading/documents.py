"""Numbers of documents: 25/2024/QĐ-UBND, 12/NQ-HĐND, 57-NQ/TW.

A slash is "trên"; a hyphen between the kind and the authority is not said. What
the symbols stand for is Decree 30/2020/NĐ-CP, appendix III; the authorities are
known by the names that people use.
"""

import re
from collections.abc import Mapping
from typing import Final

from loa.domain.reading.letters import spell_code
from loa.domain.reading.numbers import cardinal, whole
from loa.domain.reading.values import Found, Kind, Rule

_SYMBOLS: Final[Mapping[str, str]] = {
    "L": "luật", "PL": "pháp lệnh", "NĐ": "nghị định", "NQ": "nghị quyết", "NQLT":
    "nghị quyết liên tịch", "QĐ": "quyết định", "CT": "chỉ thị", "QC": "quy chế",
    "QyĐ": "quy định", "QYĐ": "quy định", "TC": "thông cáo", "TB": "thông báo",
    "HD": "hướng dẫn", "CTr": "chương trình", "CTR": "chương trình", "KH": "kế hoạch",
    "PA": "phương án", "ĐA": "đề án", "DA": "dự án", "BC": "báo cáo", "BB": "biên bản",
    "TTr": "tờ trình", "TTR": "tờ trình", "HĐ": "hợp đồng", "CĐ": "công điện", "CV": "công văn",
    "GM": "giấy mời", "GGT": "giấy giới thiệu", "GUQ": "giấy ủy quyền", "TT": "thông tư",
    "TTLT": "thông tư liên tịch", "KL": "kết luận", "QPPL": "quy phạm pháp luật",
    "CP": "chính phủ", "TTg": "thủ tướng", "TTG": "thủ tướng", "VPCP": "văn phòng chính phủ",
    "CTN": "chủ tịch nước", "TW": "trung ương", "TU": "tỉnh ủy", "ĐU": "đảng ủy",
    "BYT": "bộ y tế", "BCA": "bộ công an", "BQP": "bộ quốc phòng", "BTC": "bộ tài chính",
    "BNV": "bộ nội vụ", "BTP": "bộ tư pháp", "BXD": "bộ xây dựng", "BCT": "bộ công thương",
    "BGDĐT": "bộ giáo dục và đào tạo", "BKHCN": "bộ khoa học và công nghệ",
    "BVHTTDL": "bộ văn hóa thể thao và du lịch", "BNNMT": "bộ nông nghiệp và môi trường",
    "BTTTT": "bộ thông tin và truyền thông", "SYT": "sở y tế", "SNV": "sở nội vụ",
    "SVHTTDL": "sở văn hóa thể thao và du lịch", "SNNMT": "sở nông nghiệp và môi trường",
    "SGDĐT": "sở giáo dục và đào tạo", "VP": "văn phòng", "VX": "văn xã",
}  # fmt: skip
_ASSEMBLY: Final = re.compile(r"QH([0-9]{1,2})")
_PART: Final = re.compile(r"[^\W_]+")


def _say(found: Found) -> str:
    said = [whole(found[1]), cardinal(int(found[2])) if found[2] else ""]
    said.append(_symbols(found[3][1:], found))
    return (" trên " if found[3][0] == "/" else " ").join(filter(None, said))


def _symbols(written: str, found: Found) -> str:
    """Say what the letters stand for; those nobody knows are spelled."""
    return " trên ".join(
        " ".join(_symbol(part, found) for part in _PART.findall(half))
        for half in written.split("/")
    )


def _symbol(symbol: str, found: Found) -> str:
    if assembly := _ASSEMBLY.fullmatch(symbol):
        return f"quốc hội khóa {cardinal(int(assembly[1]))}"
    known = _SYMBOLS.get(symbol) or found.dictionary.get(symbol)
    return known or spell_code(symbol)


_LETTERS: Final = r"[A-ZĐ][A-ZĐa-z]{0,9}[0-9]{0,2}"
DOCUMENTS: Final = Rule(
    kind=Kind.DOCUMENT,
    pattern=re.compile(
        r"(?<![\w/.,])([0-9]{1,5})(?:/((?:19|20)[0-9]{2}))?"
        rf"(/{_LETTERS}(?:[-/&.]{_LETTERS}){{0,4}}|-[A-ZĐ]{{1,4}}r?/[A-ZĐ]{{1,6}})(?![^\W_])"
    ),
    say=_say,
)
