"""Phrases that an announcer recorded once, to be joined into announcements."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_keep_words_as_spoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("language", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sentence", "Câu cố định"),
                            ("number", "Số"),
                            ("hour", "Giờ, ngày"),
                            ("place", "Thôn, địa điểm"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("words", models.CharField(max_length=300)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                "ordering": ("kind", "words"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit_path"),
                        models.F("language"),
                        models.F("words"),
                        condition=models.Q(("ended_at__isnull", True)),
                        name="one_recording_for_the_same_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_phrase_has_words"
                    ),
                ],
            },
        ),
    ]
