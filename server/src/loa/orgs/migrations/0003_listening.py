"""Keep in which languages the people of a commune or village listen."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_first_passwords"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listening",
            fields=[
                (
                    "unit_code",
                    models.CharField(max_length=16, primary_key=True, serialize=False),
                ),
                ("languages", ArrayField(models.CharField(max_length=8), size=None)),
            ],
        ),
    ]
