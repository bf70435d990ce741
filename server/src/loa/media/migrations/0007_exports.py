"""Sounds as other houses want them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0006_reading_dictionary"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
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
                            ("broadcast", "Cho đài phát thanh (BWF, −23 LUFS)"),
                            ("podcast", "Podcast (MP3)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tags", models.JSONField()),
                ("name", models.CharField(max_length=120)),
                ("recipe", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Đang xử lý"),
                            ("ready", "Nghe được"),
                            ("refused", "Không dùng được"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("lufs_centi", models.SmallIntegerField(null=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.storedfile",
                    ),
                ),
                (
                    "sound",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("state", "ready")),
                            models.Q(
                                models.Q(("state", "ready"), _negated=True), ("file__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="an_export_that_is_ready_has_its_file",
                    )
                ],
            },
        ),
    ]
