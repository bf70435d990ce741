"""Keep how boxes are, and a log of it in one partition per month."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

MAKE_MONTH = """
CREATE FUNCTION loa_make_month(parent text, moment text, month date) RETURNS void
LANGUAGE plpgsql AS $$
-- Add the partition of a month, and move into it what waited in the default partition.
DECLARE
    part text := parent || to_char(month, '"_y"YYYY"m"MM');
    first text := to_char(month, 'YYYY-MM-01 00:00:00+00');
    next text := to_char(month + interval '1 month', 'YYYY-MM-01 00:00:00+00');
BEGIN
    IF to_regclass(quote_ident(part)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent
    );
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *)'
        ' INSERT INTO %I SELECT * FROM moved',
        parent || '_default', moment, first, moment, next, part
    );
    EXECUTE format(
        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, first, next
    );
END $$
"""

LOG = """
CREATE TABLE stations_boxstatelog (
    device varchar(40) NOT NULL,
    heard_at timestamptz NOT NULL,
    online boolean NOT NULL,
    clock varchar(8) NOT NULL,
    clock_offset_ms bigint NOT NULL,
    playing varchar(64) NOT NULL,
    volume_percent smallint NOT NULL CHECK (volume_percent >= 0),
    free_bytes bigint NOT NULL,
    block_age_ms bigint NOT NULL,
    underruns bigint NOT NULL,
    receipts_waiting bigint NOT NULL,
    PRIMARY KEY (device, heard_at)
) PARTITION BY RANGE (heard_at);
CREATE TABLE stations_boxstatelog_default PARTITION OF stations_boxstatelog DEFAULT;
"""


def make_first_months(_apps: Any, schema_editor: Any) -> None:
    """Make this month and the two after it; a daily job makes the others."""
    today = datetime.now(UTC).date().replace(day=1)
    months = [
        today.replace(
            year=today.year + (today.month - 1 + n) // 12, month=(today.month - 1 + n) % 12 + 1
        )
        for n in range(3)
    ]
    with schema_editor.connection.cursor() as cursor:
        for month in months:
            cursor.execute("SELECT loa_make_month('stations_boxstatelog', 'heard_at', %s)", [month])


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0001_stations_boxes_keys"),
    ]

    operations = [
        migrations.RunSQL(MAKE_MONTH, "DROP FUNCTION loa_make_month(text, text, date)"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(LOG, "DROP TABLE stations_boxstatelog")],
            state_operations=[
                migrations.CreateModel(
                    name="BoxStateLog",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "device",
                                "heard_at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("device", models.CharField(max_length=40)),
                        ("heard_at", models.DateTimeField()),
                        ("online", models.BooleanField()),
                        ("clock", models.CharField(max_length=8)),
                        ("clock_offset_ms", models.BigIntegerField()),
                        ("playing", models.CharField(blank=True, max_length=64)),
                        ("volume_percent", models.PositiveSmallIntegerField()),
                        ("free_bytes", models.BigIntegerField()),
                        ("block_age_ms", models.BigIntegerField()),
                        ("underruns", models.BigIntegerField()),
                        ("receipts_waiting", models.BigIntegerField()),
                    ],
                ),
            ],
        ),
        migrations.RunPython(make_first_months, migrations.RunPython.noop),
        migrations.CreateModel(
            name="BoxState",
            fields=[
                (
                    "box",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="state",
                        serialize=False,
                        to="stations.box",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("online", models.BooleanField(default=True)),
                ("online_since", models.DateTimeField()),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("fresh", "Đúng giờ"),
                            ("floor", "Chưa đối chiếu"),
                            ("unset", "Chưa biết giờ"),
                        ],
                        max_length=8,
                    ),
                ),
                ("clock_offset_ms", models.BigIntegerField(default=0)),
                ("playing", models.CharField(blank=True, max_length=64)),
                ("playing_since", models.DateTimeField(null=True)),
                ("volume_percent", models.PositiveSmallIntegerField()),
                ("free_bytes", models.BigIntegerField()),
                ("block_age_ms", models.BigIntegerField()),
                ("underruns", models.BigIntegerField(default=0)),
                ("receipts_waiting", models.BigIntegerField(default=0)),
                ("software", models.CharField(blank=True, max_length=200)),
                ("logged_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("online", True)),
                        fields=["last_seen"],
                        name="boxes_heard_lately",
                    )
                ],
            },
        ),
    ]
