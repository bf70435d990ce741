"""Say on a bulletin's page who submitted it and who let it out; the log knew alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0003_archive_rows_stay_narrow"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="submitted_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="released_by",
            field=models.UUIDField(null=True),
        ),
    ]
