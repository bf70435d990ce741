"""Keep which clusters have a line that is paid by what goes over it, and where it is noisy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0003_codes_tried_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="is_metered",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="cluster",
            name="is_noisy",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
