"""Keep who confirmed how a doubtful piece of a text is read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0004_who_submitted_and_released"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("piece", models.CharField(max_length=64)),
                ("written", models.TextField()),
                ("spoken", models.TextField()),
                ("confirmed_by", models.UUIDField()),
                ("confirmed_at", models.DateTimeField()),
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
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("bulletin"),
                        models.F("piece"),
                        name="a_piece_is_confirmed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("piece__regex", "^[0-9a-f]{64}$")),
                        name="what_is_confirmed_is_named",
                    ),
                ],
            },
        ),
    ]
