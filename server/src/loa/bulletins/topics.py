"""Take in the list of topics that is in force: official lists are data, and change.

A CSV in UTF-8 with the columns `code,name,english,legal_basis`. What is no longer
in the list stays with the bulletins that have it, and is not offered any more.
"""

import csv
from io import StringIO
from typing import Final

from django.db import transaction
from loa_protocol.errors import Refusal

from loa import audit
from loa.bulletins.models import Topic
from loa.domain.permissions import SYSTEM

COLUMNS: Final = ("code", "name", "english", "legal_basis")
_NATION: Final = "vn"


class BadTopics(Refusal):
    """The list cannot be taken in. Facts: `line` (0: the heading), `why`."""

    code = "product.bad_topics"


@transaction.atomic
def take_in(text: str) -> int:
    """Replace the list by the one given; all of it or nothing. Return how many it holds.

    Raises:
        BadTopics: a line is wrong, or a code stands twice.
    """
    rows = _read(text)
    Topic.objects.exclude(code__in=[row["code"] for row in rows]).update(is_in_force=False)
    for position, row in enumerate(rows):
        told = {**row, "position": position, "is_in_force": True}
        topic, _ = Topic.objects.update_or_create(code=told.pop("code"), defaults=told)
        audit.record(SYSTEM, "topic.imported", topic, _NATION, code=topic.code)
    return len(rows)


def _read(text: str) -> list[dict[str, str]]:
    """Read the lines, or say which is wrong."""
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise BadTopics(line=0, why=f"the heading must be {','.join(COLUMNS)}")
    rows: dict[str, dict[str, str]] = {}
    for row in reader:
        problem = _wrong(row) or ("the code stands twice" if row["code"] in rows else "")
        if problem:
            raise BadTopics(line=reader.line_num, why=problem)
        rows[row["code"]] = row
    if not rows:
        raise BadTopics(line=0, why="there is no topic in it")
    return list(rows.values())


def _wrong(row: dict[str, str]) -> str:
    """Say what is wrong with a line; nothing if it is right."""
    if set(row) != set(COLUMNS) or None in row.values():
        return "it has too many or too few columns"
    for column, length in zip(COLUMNS, (32, 200, 200, 120), strict=True):
        if len(row[column]) > length:
            return f"{column} is longer than {length} characters"
    if not row["code"].strip() or not row["name"].strip():
        return "code and name must not be empty"
    return ""
