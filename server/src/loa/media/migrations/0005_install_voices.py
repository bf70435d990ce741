"""Voices that administrators bring as packs, and who accepted the licence of each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0004_phrase_bank"),
    ]

    operations = [
        migrations.CreateModel(
            name="InstalledVoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32)),
                ("language", models.CharField(max_length=16)),
                ("licence", models.CharField(max_length=64)),
                ("licence_text", models.TextField()),
                ("source", models.CharField(max_length=300)),
                ("brought_by", models.UUIDField()),
                ("brought_at", models.DateTimeField(auto_now_add=True)),
                ("accepted_by", models.UUIDField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("removed_by", models.UUIDField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("name"),
                        condition=models.Q(("removed_at__isnull", True)),
                        name="one_voice_of_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="whoever_accepts_a_licence_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="whoever_removes_a_voice_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("licence", ""), _negated=True),
                            models.Q(("licence_text", ""), _negated=True),
                        ),
                        name="a_voice_comes_with_its_licence",
                    ),
                ],
            },
        ),
    ]
