"""Let go of the files of sounds whose time is over; their rows stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0011_louder_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="sound",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True), ("removed_at__isnull", False)),
                fields=["removed_at"],
                name="files_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True), ("removed_at__isnull", False), _connector="OR"
                ),
                name="what_is_erased_was_removed",
            ),
        ),
    ]
