"""Say of a sound that it is music: its files are coded for that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0012_sounds_that_were_removed"),
    ]

    operations = [
        migrations.AddField(
            model_name="sound",
            name="is_music",
            field=models.BooleanField(default=False),
        ),
    ]
