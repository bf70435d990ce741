"""A translation that a person wrote is what gettext answers."""

import gettext
import io

import pytest
from loa.config import catalogues

PO = r"""
# The header carries the rule for plurals.
#, fuzzy
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: somewhere.py:1
msgid "Loa"
msgstr "Loudspeaker"

msgctxt "verb"
msgid "Mở"
msgstr "Open"

msgid "%(n)s loa"
msgid_plural "%(n)s loa"
msgstr[0] "%(n)s \"loudspeaker\""
msgstr[1] ""
"%(n)s "
"loudspeakers"

#, fuzzy, python-format
msgid "Đoán"
msgstr "Guess"

msgid "Chưa dịch"
msgstr ""

#~ msgid "Cũ"
#~ msgstr "Old"
"""


@pytest.fixture
def english() -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(catalogues.write(catalogues.read(PO))))


def test_a_message_is_translated(english: gettext.GNUTranslations) -> None:
    assert english.gettext("Loa") == "Loudspeaker"


def test_context_tells_two_meanings_apart(english: gettext.GNUTranslations) -> None:
    assert english.pgettext("verb", "Mở") == "Open"
    assert english.gettext("Mở") == "Mở"


def test_each_count_has_its_form(english: gettext.GNUTranslations) -> None:
    assert english.ngettext("%(n)s loa", "%(n)s loa", 1) == '%(n)s "loudspeaker"'
    assert english.ngettext("%(n)s loa", "%(n)s loa", 2) == "%(n)s loudspeakers"


@pytest.mark.parametrize("message", ["Đoán", "Chưa dịch", "Cũ"])
def test_guesses_gaps_and_old_messages_stay_in_the_source_language(
    english: gettext.GNUTranslations, message: str
) -> None:
    assert english.gettext(message) == message


def test_a_broken_line_is_named() -> None:
    with pytest.raises(catalogues.BadCatalogue, match="line 1"):
        catalogues.read('msgid "unfinished')
