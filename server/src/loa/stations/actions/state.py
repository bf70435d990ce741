"""Take in how boxes are, many at a time, and notice those that have gone silent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from loa_protocol.messages import Heartbeat

from loa.stations.models import BoxMail, EnrolmentCode
from loa.stations.queries.boxes import SILENT_AFTER
from loa.stations.queries.codes import TOLD_FOR

LOG_IS_KEPT_MONTHS: Final = 6
LOG: Final = "stations_boxstatelog"
MAIL_IS_KEPT: Final = timedelta(days=7)
MONTHS_AHEAD: Final = 2
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)

_TAKE: Final = """
WITH told AS (
    SELECT DISTINCT ON (device) * FROM unnest(
        %(device)s::text[], %(at)s::timestamptz[], %(clock)s::text[], %(offset)s::bigint[],
        %(playing)s::text[], %(playing_since)s::timestamptz[], %(volume)s::int[],
        %(free)s::bigint[], %(block_age)s::bigint[], %(underruns)s::bigint[],
        %(waiting)s::bigint[], %(software)s::text[]
    ) WITH ORDINALITY AS t (
        device, at, clock, clock_offset, playing, playing_since, volume, free, block_age,
        underruns, waiting, software, n
    )
    ORDER BY device, n DESC
), kept AS (
    INSERT INTO stations_boxstate AS s (
        box_id, at, last_seen, online, online_since, clock, clock_offset_ms, playing,
        playing_since, volume_percent, free_bytes, block_age_ms, underruns, receipts_waiting,
        software, logged_at
    )
    SELECT device, at, %(now)s, true, %(now)s, clock, clock_offset, playing, playing_since,
        volume, free, block_age, underruns, waiting, software, %(now)s
    FROM told JOIN stations_box b ON b.device_id = told.device AND b.revoked_at IS NULL
    ORDER BY device  -- everybody locks in the same order
    ON CONFLICT (box_id) DO UPDATE SET
        at = excluded.at, last_seen = excluded.last_seen, online = true,
        online_since = CASE WHEN s.online THEN s.online_since ELSE excluded.last_seen END,
        clock = excluded.clock, clock_offset_ms = excluded.clock_offset_ms,
        playing = excluded.playing, playing_since = excluded.playing_since,
        volume_percent = excluded.volume_percent, free_bytes = excluded.free_bytes,
        block_age_ms = excluded.block_age_ms, underruns = excluded.underruns,
        receipts_waiting = excluded.receipts_waiting, software = excluded.software,
        logged_at = CASE
            WHEN s.online AND s.clock = excluded.clock AND s.playing = excluded.playing
                AND s.volume_percent = excluded.volume_percent
                AND s.logged_at > excluded.logged_at - interval '1 hour'
            THEN s.logged_at ELSE excluded.logged_at END
    RETURNING *
), logged AS (
    INSERT INTO stations_boxstatelog
    SELECT box_id, logged_at, online, clock, clock_offset_ms, playing, volume_percent,
        free_bytes, block_age_ms, underruns, receipts_waiting
    FROM kept WHERE logged_at = %(now)s
    ON CONFLICT DO NOTHING
)
SELECT count(*), array_agg(box_id ORDER BY box_id) FILTER (WHERE logged_at = %(now)s) FROM kept
"""

_SILENT: Final = """
WITH silent AS (
    UPDATE stations_boxstate SET online = false, playing = '', playing_since = NULL,
        logged_at = %(now)s
    WHERE box_id IN (
        SELECT box_id FROM stations_boxstate
        WHERE online AND (last_seen < %(since)s OR box_id = ANY(%(gone)s))
        ORDER BY box_id FOR UPDATE SKIP LOCKED
    )
    RETURNING *
), logged AS (
    INSERT INTO stations_boxstatelog
    SELECT box_id, logged_at, online, clock, clock_offset_ms, playing, volume_percent,
        free_bytes, block_age_ms, underruns, receipts_waiting
    FROM silent
    ON CONFLICT DO NOTHING
)
SELECT box_id FROM silent ORDER BY box_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a batch of heartbeats told."""

    boxes: int
    """How many boxes of ours spoke."""
    changed: tuple[str, ...]
    """Those whose state is another than before (or was not written down for an hour)."""


def take_heartbeats(batch: Sequence[Heartbeat], now: datetime | None = None) -> Heard:
    """Keep the last word of every box, in one statement.

    The signatures were checked before. A box that is not ours any more is passed over.
    """
    at = now or timezone.now()
    columns: dict[str, Any] = {
        "device": [beat.device for beat in batch],
        "at": [_when(beat.at) for beat in batch],
        "clock": [beat.clock.value for beat in batch],
        "offset": [beat.clock_offset_ms for beat in batch],
        "playing": [beat.playing or "" for beat in batch],
        "playing_since": [
            _when(beat.playing_since) if beat.playing_since is not None else None for beat in batch
        ],
        "volume": [beat.volume_percent for beat in batch],
        "free": [beat.free_bytes for beat in batch],
        "block_age": [beat.block_age_ms for beat in batch],
        "underruns": [beat.underruns for beat in batch],
        "waiting": [beat.receipts_waiting for beat in batch],
        "software": [beat.software for beat in batch],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {**columns, "now": at})
        count, changed = cursor.fetchone()
    return Heard(boxes=count, changed=tuple(changed or ()))


def notice_silence(now: datetime | None = None) -> list[str]:
    """Mark as offline the boxes that missed three heartbeats, and return their ids."""
    at = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"now": at, "since": at - SILENT_AFTER, "gone": []})
        return [device for (device,) in cursor.fetchall()]


def note_gone(devices: Collection[str], now: datetime | None = None) -> list[str]:
    """Mark as offline the boxes that the broker lost, and return those that were online."""
    at = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"now": at, "since": LONG_AGO, "gone": sorted(devices)})
        return [device for (device,) in cursor.fetchall()]


@transaction.atomic
def tidy(now: datetime | None = None) -> None:
    """Make the log's next months; forget old ones, mail that was sent, addresses of old tries."""
    at = now or timezone.now()
    first = at.astimezone(UTC).date().replace(day=1)
    with connection.cursor() as cursor:
        for months in range(MONTHS_AHEAD + 1):
            cursor.execute(
                "SELECT loa_make_month(%s, 'heard_at', %s)",
                [LOG, _add_months(first, months)],
            )
        for part in _parts_before(_add_months(first, -LOG_IS_KEPT_MONTHS)):
            cursor.execute(f'DROP TABLE "{part}"')
    BoxMail.objects.filter(sent_at__lt=at - MAIL_IS_KEPT).delete()
    no_longer_told = EnrolmentCode.objects.filter(last_try_at__lt=at - TOLD_FOR)
    no_longer_told.exclude(last_try_from="").update(last_try_from="")


def _parts_before(month: date) -> list[str]:
    """Name the partitions of months before this one. Their names sort as their months do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [LOG],
        )
        parts = [name for (name,) in cursor.fetchall() if not name.endswith("_default")]
    return [name for name in parts if name < f"{LOG}_y{month:%Y}m{month:%m}"]


def _add_months(month: date, count: int) -> date:
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def _when(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=UTC)
