"""Rate tables of provinces, and who is credited with what."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("bulletins", "0003_archive_rows_stay_narrow"),
    ]

    operations = [
        migrations.CreateModel(
            name="RateTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("legal_basis", models.CharField(blank=True, default="", max_length=200)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-since",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit_path"), models.F("since"), name="one_rate_table_from_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="a_rate_table_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("author", "Tác giả"),
                            ("speaker", "Người đọc"),
                            ("editor", "Biên tập"),
                            ("technician", "Kỹ thuật dựng"),
                        ],
                        max_length=12,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=100)),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.bulletin",
                    ),
                ),
            ],
            options={
                "ordering": ("role", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="a_share_is_a_part_of_the_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="a_credit_names_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "Thông báo"),
                            ("news", "Tin"),
                            ("report", "Phóng sự"),
                            ("essay", "Bài viết"),
                            ("sketch", "Tiểu phẩm, câu chuyện truyền thanh"),
                            ("spot", "Thông điệp ngắn (spot)"),
                            ("programme", "Chương trình truyền thanh"),
                            ("video", "Truyền hình, video clip"),
                            ("interview", "Phỏng vấn"),
                            ("talk", "Tọa đàm"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("author", "Tác giả"),
                            ("speaker", "Người đọc"),
                            ("editor", "Biên tập"),
                            ("technician", "Kỹ thuật dựng"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("item", "mỗi tin"), ("minute", "mỗi phút")], max_length=8
                    ),
                ),
                ("vnd", models.PositiveIntegerField()),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="production.ratetable",
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "role"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("table"),
                        models.F("kind"),
                        models.F("role"),
                        name="one_rate_for_a_kind_and_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vnd__gt", 0), ("vnd__lte", 1000000000)),
                        name="a_rate_is_money",
                    ),
                ],
            },
        ),
    ]
