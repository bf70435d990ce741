"""Keep units, people, and the duties people hold for units."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # Both are trusted: the owner of the database may create them.
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="AdminUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=16)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Trung ương"),
                            (1, "Cấp tỉnh"),
                            (2, "Cấp xã"),
                            (3, "Thôn, tổ dân phố"),
                        ]
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quoc-gia", "Nước"),
                            ("tinh", "Tỉnh"),
                            ("thanh-pho", "Thành phố"),
                            ("xa", "Xã"),
                            ("phuong", "Phường"),
                            ("dac-khu", "Đặc khu"),
                            ("thi-tran", "Thị trấn"),
                            ("thon", "Thôn"),
                            ("ap", "Ấp"),
                            ("ban", "Bản"),
                            ("buon", "Buôn"),
                            ("lang", "Làng"),
                            ("xom", "Xóm"),
                            ("khu-pho", "Khu phố"),
                            ("to-dan-pho", "Tổ dân phố"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("path", models.CharField(max_length=48)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("search_key", models.CharField(max_length=160)),
                ("sort_key", models.BinaryField()),
                ("district", models.CharField(blank=True, max_length=120)),
                ("lat", models.FloatField(null=True)),
                ("lng", models.FloatField(null=True)),
                ("legal_basis", models.CharField(blank=True, max_length=120)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "valid_from"),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("username", models.CharField(max_length=64, unique=True)),
                ("display_name", models.CharField(blank=True, max_length=120)),
                ("actor_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Tiếng Việt"), ("en", "English")],
                        default="vi",
                        max_length=2,
                    ),
                ),
                ("totp_secret", models.TextField(null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.adminunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DutyGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("write", "Soạn bản tin"),
                            ("approve", "Duyệt bản tin"),
                            ("release", "Cho phát ngay"),
                            ("programme", "Xếp chương trình"),
                            ("technician", "Kỹ thuật"),
                            ("administrator", "Quản trị"),
                            ("inspect", "Kiểm tra"),
                        ],
                        max_length=16,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("granted_by", models.UUIDField()),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        to_field="actor_id",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ("valid_from", "id"),
            },
        ),
        migrations.CreateModel(
            name="UnitChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_code", models.CharField(max_length=16)),
                ("to_code", models.CharField(max_length=16)),
                ("on", models.DateField()),
                ("decision", models.CharField(blank=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("whole", "Nhập toàn bộ"),
                            ("part", "Nhập một phần"),
                            ("renamed", "Đổi tên hoặc đổi loại"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_default", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [models.Index(fields=["to_code"], name="changes_by_successor")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("from_code"),
                        models.F("to_code"),
                        models.F("on"),
                        name="one_change_a_day",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="adminunit",
            index=models.Index(
                fields=["path"], name="units_by_path", opclasses=["text_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="adminunit",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_key"], name="units_by_name", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=models.UniqueConstraint(
                models.F("code"), models.F("valid_from"), name="one_record_a_day_per_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    (models.Func("valid_from", "valid_to", function="daterange"), "&&"),
                ],
                name="records_of_a_code_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="unit_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", 0), ("parent__isnull", True)),
                    models.Q(("level__gt", 0), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="only_the_nation_has_no_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("path__endswith", models.F("code"))),
                name="path_ends_with_the_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 3)), name="unit_level_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="adminunit",
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
                name="a_point_has_both_coordinates",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(
                        ("display_name", ""), ("is_active", False), ("totp_secret__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="an_erased_person_keeps_no_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted_by", models.F("person")), _negated=True),
                name="nobody_grants_themselves_a_duty",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="a_duty_never_ends_before_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutygrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    ("duty", "="),
                    ("unit", "="),
                    (models.Func("valid_from", "valid_to", function="daterange"), "&&"),
                ],
                name="nobody_holds_a_duty_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "duty__in",
                        [
                            "write",
                            "approve",
                            "release",
                            "programme",
                            "technician",
                            "administrator",
                            "inspect",
                        ],
                    )
                ),
                name="duty_is_known",
            ),
        ),
    ]
