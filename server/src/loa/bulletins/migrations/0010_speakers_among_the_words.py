"""Find a speaker among the words: an index of their own was taken for rarer than it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0009_how_long_sounds_are_kept"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="bulletin",
            name="archive_by_speaker",
        ),
    ]
