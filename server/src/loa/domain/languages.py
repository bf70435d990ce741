"""The languages in which people here are spoken to, by the names they use themselves.

BCP 47 tags: two letters where ISO 639-1 has them, otherwise the three of ISO 639-3.
"""

from collections.abc import Mapping
from typing import Final

FIRST: Final = "vi"

NAMES: Final[Mapping[str, str]] = {
    "vi": "Tiếng Việt",
    "tyz": "Tày",
    "nut": "Nùng",
    "blt": "Thái",
    "mtq": "Mường",
    "hmn": "H'Mông",
    "ium": "Dao",
    "km": "Khmer (ខ្មែរ)",
    "rad": "Ê Đê",
    "jra": "Gia Rai",
    "bdq": "Ba Na",
    "sed": "Xơ Đăng",
    "kpm": "Cơ Ho",
    "cjm": "Chăm",
    "zh": "Hoa (中文)",
    "en": "English",
}


def name_of(language: str) -> str:
    """Return what people call a language; its tag where we know no name."""
    return NAMES.get(language, language)
