"""Keep orders, what has to go out, deliveries, and receipts cut by month."""

import uuid
from datetime import UTC, datetime, timedelta

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECEIPTS = """
CREATE TABLE broadcast_receipt (
    device varchar(64) NOT NULL,
    id varchar(64) NOT NULL,
    at timestamptz NOT NULL,
    "order" varchar(64) NOT NULL,
    occurrence varchar(64) NOT NULL,
    stage varchar(12) NOT NULL,
    clock varchar(8) NOT NULL,
    envelope bytea NOT NULL,
    is_stray boolean NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (device, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX receipts_by_order ON broadcast_receipt ("order", device);
-- Boxes whose clock is far off: their receipts are kept too, where no month holds them.
CREATE TABLE broadcast_receipt_other PARTITION OF broadcast_receipt DEFAULT;
"""


def cut_the_next_months(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the part of this month and the next two; `loa.broadcast.jobs` makes the rest."""
    first = datetime.now(UTC).date().replace(day=1)
    for _ in range(3):
        after = (first + timedelta(days=31)).replace(day=1)
        schema_editor.execute(
            f"CREATE TABLE broadcast_receipt_{first:%Y_%m} PARTITION OF broadcast_receipt"
            f" FOR VALUES FROM ('{first} 00:00+00') TO ('{after} 00:00+00')"
        )
        first = after


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE broadcast_frame AS bigint", "DROP SEQUENCE broadcast_frame"
        ),
        migrations.CreateModel(
            name="SiteEpoch",
            fields=[
                ("epoch", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("why", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Dropped",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("device", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=60)),
                ("count", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("day"),
                        models.F("device"),
                        models.F("code"),
                        name="one_count_a_day_and_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderRow",
            fields=[
                ("order_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("real", "Phát thật"),
                            ("cancel", "Thu hồi"),
                            ("drill", "Diễn tập"),
                            ("test", "Thử loa"),
                            ("programme", "Chương trình"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "klass",
                    models.CharField(
                        choices=[
                            ("ordinary", "Thông thường"),
                            ("priority", "Ưu tiên"),
                            ("emergency", "Khẩn cấp"),
                        ],
                        max_length=12,
                    ),
                ),
                ("envelope", models.BinaryField()),
                ("subject", models.CharField(max_length=64)),
                ("revision", models.PositiveBigIntegerField()),
                ("unit", models.CharField(max_length=48)),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=48), size=None
                    ),
                ),
                (
                    "clusters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("bulletin", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(null=True)),
                ("duration_ms", models.PositiveBigIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("start_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("kid", models.CharField(max_length=32)),
                ("released_by", models.UUIDField()),
                ("second_by", models.UUIDField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("expanded_at", models.DateTimeField(null=True)),
                (
                    "cancels",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="broadcast.orderrow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurrence", models.CharField(blank=True, default="", max_length=64)),
                ("device", models.CharField(max_length=64)),
                ("area", models.CharField(blank=True, default="", max_length=48)),
                ("cluster", models.CharField(blank=True, default="", max_length=64)),
                ("is_expected", models.BooleanField(default=False)),
                ("strength", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("planned_ms", models.PositiveBigIntegerField(null=True)),
                ("actual_ms", models.PositiveBigIntegerField(null=True)),
                ("received_at", models.BigIntegerField(null=True)),
                ("started_at", models.BigIntegerField(null=True)),
                ("ended_at", models.BigIntegerField(null=True)),
                ("sends", models.PositiveSmallIntegerField(default=0)),
                ("send_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="broadcast.orderrow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=120)),
                ("urgency", models.PositiveSmallIntegerField()),
                (
                    "n",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("broadcast_frame"), function="nextval")
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="broadcast.orderrow",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("bulletin", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=48)),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=48), size=None
                    ),
                ),
                (
                    "clusters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("start_at", models.DateTimeField(null=True)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("second_by", models.UUIDField(null=True)),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="broadcast.orderrow",
                    ),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(RECEIPTS, "DROP TABLE broadcast_receipt"),
                migrations.RunPython(cut_the_next_months, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "device",
                                "id",
                                "at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("device", models.CharField(max_length=64)),
                        ("id", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("order", models.CharField(max_length=64)),
                        ("occurrence", models.CharField(blank=True, max_length=64)),
                        ("stage", models.CharField(max_length=12)),
                        ("clock", models.CharField(max_length=8)),
                        ("envelope", models.BinaryField()),
                        ("is_stray", models.BooleanField()),
                        ("taken_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["order", "device"], name="receipts_by_order")
                        ],
                    },
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="orderrow",
            index=django.contrib.postgres.indexes.GinIndex(fields=["areas"], name="orders_by_area"),
        ),
        migrations.AddIndex(
            model_name="orderrow",
            index=models.Index(fields=["expires_at"], name="orders_by_expiry"),
        ),
        migrations.AddIndex(
            model_name="orderrow",
            index=models.Index(fields=["bulletin"], name="orders_by_bulletin"),
        ),
        migrations.AddIndex(
            model_name="orderrow",
            index=models.Index(fields=["unit", "-issued_at"], name="orders_by_unit"),
        ),
        migrations.AddIndex(
            model_name="orderrow",
            index=models.Index(
                condition=models.Q(("expanded_at__isnull", True)),
                fields=["issued_at"],
                name="orders_to_expand",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrow",
            constraint=models.UniqueConstraint(
                models.F("subject"), models.F("revision"), name="one_order_a_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_by", models.F("released_by")), _negated=True),
                name="the_second_person_is_another_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                name="an_order_expires_after_it_was_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancels__isnull", False), ("kind", "cancel")),
                    models.Q(
                        models.Q(("kind", "cancel"), _negated=True), ("cancels__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="only_a_cancel_names_another_order",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("send_at__isnull", False), ("strength", 0)),
                fields=["send_at"],
                name="deliveries_to_repeat",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["device", "-id"], name="deliveries_by_device"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                models.F("order"),
                models.F("occurrence"),
                models.F("device"),
                name="one_delivery_per_order_and_box",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__lte", 6)), name="strength_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(
                models.OrderBy(models.F("urgency"), descending=True),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(("published_at__isnull", True)),
                name="outbox_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="outbox",
            constraint=models.UniqueConstraint(
                models.F("order"), models.F("topic"), name="one_publish_per_order_and_topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_by", models.F("proposed_by")), _negated=True),
                name="nobody_seconds_their_own_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                models.F("bulletin"),
                models.F("version"),
                condition=models.Q(("ended_at__isnull", True)),
                name="one_open_proposal_per_version",
            ),
        ),
    ]
