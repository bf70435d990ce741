"""Cut the table of receipts by month: make parts ahead of time, drop the old ones.

Receipts whose instant lies in no month that was cut yet lie in the part `other`.
Cutting a month moves those that belong to it, in the same transaction.
"""

from datetime import datetime

from django.db import connection, transaction

from loa.domain.months import Month

TABLE = "broadcast_receipt"
OTHER = "broadcast_receipt_other"
AHEAD = 2


def cut_ahead(now: datetime) -> tuple[Month, ...]:
    """Make the parts of this month and the next ones; return those that were new."""
    this = Month.of(now)
    wanted = [this.plus(months) for months in range(AHEAD + 1)]
    missing = tuple(month for month in wanted if _part(month) not in parts())
    for month in missing:
        _cut(month)
    return missing


def drop_before(month: Month) -> tuple[str, ...]:
    """Drop every part older than a month, and what lies in `other` from before it."""
    oldest = _part(month)
    doomed = tuple(part for part in parts() if part != OTHER and part < oldest)
    with connection.cursor() as cursor:
        for part in doomed:
            cursor.execute(f'DROP TABLE "{part}"')
        cursor.execute(f"DELETE FROM {OTHER} WHERE taken_at < %s", [month.start])  # noqa: S608
    return doomed


def parts() -> tuple[str, ...]:
    """Return the names of all parts, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = %s::regclass ORDER BY 1",
            [TABLE],
        )
        return tuple(name for (name,) in cursor.fetchall())


def _part(month: Month) -> str:
    return f"{TABLE}_{month.name}"


@transaction.atomic
def _cut(month: Month) -> None:
    part, span = _part(month), [month.start, month.end]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {part} (LIKE {TABLE} INCLUDING ALL)")
        cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            f"WITH moved AS (DELETE FROM {OTHER} WHERE at >= %s AND at < %s RETURNING *)"  # noqa: S608
            f" INSERT INTO {part} SELECT * FROM moved",
            span,
        )
        cursor.execute(
            f"ALTER TABLE {TABLE} ATTACH PARTITION {part} FOR VALUES FROM (%s) TO (%s)", span
        )
