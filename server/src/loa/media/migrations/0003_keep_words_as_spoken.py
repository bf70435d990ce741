"""Keep the words that a voice gets beside those that are written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0002_joined_sounds_and_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="sound",
            name="spoken",
            field=models.TextField(blank=True, default=""),
        ),
    ]
