"""Keep stations, clusters, boxes and their codes; keys and lists; mail to boxes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0001_units_people_duties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=48)),
                ("lat", models.FloatField(null=True)),
                ("lng", models.FloatField(null=True)),
                ("volume_percent", models.PositiveSmallIntegerField(default=80)),
                ("ceiling_percent", models.PositiveSmallIntegerField(default=100)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="RootKey",
            fields=[
                ("kid", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("public_key", models.CharField(max_length=43, unique=True)),
                ("serial", models.BigIntegerField(unique=True)),
                ("change", models.BinaryField(null=True)),
                ("not_after_ms", models.BigIntegerField(null=True)),
                ("taken_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-serial",),
            },
        ),
        migrations.CreateModel(
            name="AuthorityKey",
            fields=[
                ("kid", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("public_key", models.CharField(max_length=43, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("centre", "Cấp trung ương"),
                            ("province", "Cấp tỉnh"),
                            ("commune", "Cấp xã"),
                            ("link", "Đường truyền"),
                        ],
                        max_length=8,
                    ),
                ),
                ("area", models.CharField(max_length=48)),
                ("issuer", models.CharField(blank=True, max_length=32)),
                ("delegation", models.BinaryField(null=True)),
                (
                    "klasses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("not_before_ms", models.BigIntegerField(null=True)),
                ("not_after_ms", models.BigIntegerField(null=True)),
                ("used_from_ms", models.BigIntegerField(null=True)),
                ("replaces", models.CharField(blank=True, max_length=32)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("area", "role", "-used_from_ms"),
                "indexes": [models.Index(fields=["area"], name="keys_by_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delegation__isnull", True), ("not_after_ms__isnull", True)),
                            models.Q(
                                ("delegation__isnull", False),
                                ("not_after_ms__gt", models.F("not_before_ms")),
                                ("used_from_ms__gte", models.F("not_before_ms")),
                            ),
                            _connector="OR",
                        ),
                        name="a_delegated_key_says_how_long",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("device_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("home_id", models.CharField(max_length=40, unique=True)),
                ("public_key", models.CharField(max_length=43)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("root_serial", models.BigIntegerField(default=0)),
                ("broker_password_hash", models.CharField(blank=True, max_length=200)),
                ("place", models.BinaryField()),
                ("place_serial", models.BigIntegerField()),
                ("settings", models.BinaryField()),
                ("settings_serial", models.BigIntegerField()),
                ("enrolled_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.cluster",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RevocationList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=32)),
                ("serial", models.BigIntegerField()),
                ("next_update_ms", models.BigIntegerField()),
                (
                    "revoked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32), default=list, size=None
                    ),
                ),
                ("envelope", models.BinaryField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("issuer", "-serial"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("issuer"),
                        models.F("serial"),
                        name="a_serial_is_used_once_by_an_issuer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_digest", models.CharField(max_length=64, unique=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.cluster",
                    ),
                ),
                (
                    "used_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.box",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.rootkey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.adminunit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="cluster",
            name="station",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stations.station"
            ),
        ),
        migrations.CreateModel(
            name="BoxMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=48)),
                ("is_urgent", models.BooleanField(default=False)),
                ("envelope", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "box",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stations.box",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["-is_urgent", "id"],
                        name="mail_not_sent_yet",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("box__isnull", True), models.Q(("area", ""), _negated=True)),
                            models.Q(("area", ""), ("box__isnull", False)),
                            _connector="OR",
                        ),
                        name="mail_is_for_a_box_or_for_an_area",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("cluster",),
                name="one_box_at_a_cluster",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("public_key",),
                name="one_box_to_a_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_at__isnull", True), ("broker_password_hash", ""), _connector="OR"
                ),
                name="a_revoked_box_has_no_login",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                    models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_used_code_names_its_box",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                ),
                name="a_used_code_was_not_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="cluster",
            index=models.Index(
                fields=["area"], name="clusters_by_area", opclasses=["text_pattern_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ceiling_percent__lte", 100),
                    ("volume_percent__lte", models.F("ceiling_percent")),
                ),
                name="volume_stays_under_its_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lng__isnull", True)),
                    models.Q(
                        ("lat__isnull", False),
                        ("lng__isnull", False),
                        ("lat__range", (-90, 90)),
                        ("lng__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="cluster_point_has_both_coordinates",
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.UniqueConstraint(
                models.F("station"), models.F("name"), name="cluster_names_differ_in_a_station"
            ),
        ),
    ]
