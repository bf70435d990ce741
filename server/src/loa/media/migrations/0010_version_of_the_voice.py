"""Keep which version of its voice reads a text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0009_marks_of_sounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="sound",
            name="voice_version",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
