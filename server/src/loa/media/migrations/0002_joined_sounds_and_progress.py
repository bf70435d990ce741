"""Sounds that are put together from others, and how far the making of a sound came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0001_keep_sounds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="sound",
            name="speech_has_words_and_the_rest_a_file",
        ),
        migrations.AddField(
            model_name="sound",
            name="arrangement",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="sound",
            name="percent",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="sound",
            name="kind",
            field=models.CharField(
                choices=[
                    ("recording", "Ghi âm"),
                    ("upload", "Tệp âm thanh"),
                    ("speech", "Giọng máy đọc"),
                    ("joined", "Ghép từ nhiều đoạn"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="sound",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "speech"),
                        ("source_file__isnull", True),
                        models.Q(("text", ""), _negated=True),
                        models.Q(("engine", ""), _negated=True),
                    ),
                    models.Q(
                        ("engine", ""),
                        ("kind", "joined"),
                        ("source_file__isnull", True),
                        ("text", ""),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["speech", "joined"]), _negated=True),
                        ("engine", ""),
                        ("source_file__isnull", False),
                        ("text", ""),
                    ),
                    _connector="OR",
                ),
                name="speech_has_words_and_the_rest_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="sound",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("arrangement__isnull", False), ("kind", "joined")),
                    models.Q(
                        models.Q(("kind", "joined"), _negated=True), ("arrangement__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="what_is_joined_says_from_what",
            ),
        ),
    ]
