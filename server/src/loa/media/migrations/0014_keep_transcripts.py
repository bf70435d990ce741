"""Keep what is written of recordings: drafts of a machine, and confirmed words."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0013_music"),
    ]

    operations = [
        migrations.CreateModel(
            name="Transcript",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Máy đang chép"),
                            ("draft", "Máy chép, chưa ai xác nhận"),
                            ("failed", "Máy không chép được"),
                            ("confirmed", "Đã xác nhận"),
                        ],
                        max_length=10,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("working_at", models.DateTimeField(null=True)),
                ("draft", models.TextField(blank=True, default="")),
                ("refusal_code", models.CharField(blank=True, default="", max_length=64)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("words", models.TextField(blank=True, default="")),
                ("edition", models.PositiveIntegerField(default=0)),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "sound",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("edition__gt", 0),
                                ("state", "confirmed"),
                                models.Q(("words", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                                ("edition", 0),
                                ("words", ""),
                            ),
                            _connector="OR",
                        ),
                        name="a_confirmed_transcript_names_its_words_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "draft"), _negated=True),
                            models.Q(("draft", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_draft_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "failed"), models.Q(("refusal_code", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("state", "failed"), _negated=True), ("refusal_code", "")
                            ),
                            _connector="OR",
                        ),
                        name="a_failed_transcript_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "confirmed"),
                            models.Q(("asked_at__isnull", False), ("asked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="whoever_asks_the_machine_is_named",
                    ),
                ],
            },
        ),
    ]
