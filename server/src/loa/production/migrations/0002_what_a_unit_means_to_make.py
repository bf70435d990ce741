"""What a unit means to make, by whom and by which day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0005_confirm_readings"),
        ("production", "0001_rates_and_credits"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("title", models.CharField(max_length=120)),
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
                        default="notice",
                        max_length=12,
                    ),
                ),
                ("maker", models.UUIDField(null=True)),
                ("due", models.DateField()),
                ("occasion", models.CharField(blank=True, default="", max_length=120)),
                ("note", models.CharField(blank=True, default="", max_length=1000)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("dropped_by", models.UUIDField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "bulletin",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.topic",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
                "indexes": [
                    models.Index(
                        fields=["unit_path", "due"],
                        name="plan_by_unit",
                        opclasses=["text_pattern_ops", "date_ops"],
                    ),
                    models.Index(fields=["maker", "due"], name="plan_by_maker"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="a_planned_item_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dropped_at__isnull", True),
                                ("dropped_by__isnull", True),
                                ("reason", ""),
                            ),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("dropped_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="whoever_drops_an_item_says_why",
                    ),
                ],
            },
        ),
    ]
