"""Know the passwords that an administrator made: their owners choose their own at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0001_units_people_duties"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="has_first_password",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
