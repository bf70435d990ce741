"""Keep how each unit has its words read aloud."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0005_install_voices"),
    ]

    operations = [
        migrations.CreateModel(
            name="DictionaryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("written", models.CharField(max_length=40)),
                ("spoken", models.CharField(max_length=120)),
                ("changed_by", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("written",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit_path"),
                        models.F("written"),
                        name="one_reading_of_a_word_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("written", ""), _negated=True),
                        name="an_entry_has_a_word",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spoken", ""), _negated=True),
                            models.Q(("spoken__regex", "[0-9]"), _negated=True),
                        ),
                        name="an_entry_is_said_in_words",
                    ),
                ],
            },
        ),
    ]
