"""Count a bulletin as heard when it first sounds, not when somebody let it out."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0007_programme_parts"),
    ]

    operations = [
        migrations.RenameField("bulletin", "first_released_at", "first_heard_at"),
    ]
