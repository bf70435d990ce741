"""Find what is to be sent again, also where a forgery was refused in the meantime."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # CREATE INDEX CONCURRENTLY: receipts go on being kept

    dependencies = [
        ("broadcast", "0002_sessions_of_the_day"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                fields=["send_at"],
                name="deliveries_to_send_again",
                condition=models.Q(("is_expected", True), ("send_at__isnull", False)),
            ),
        ),
        RemoveIndexConcurrently(model_name="delivery", name="deliveries_to_repeat"),
    ]
