"""Keep when, whence and how often a used code was brought once more, for the technician."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0002_box_states"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolmentcode",
            name="tries_after_use",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="last_try_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="last_try_from",
            field=models.CharField(blank=True, db_default="", default="", max_length=45),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=models.CheckConstraint(
                name="only_a_used_code_is_tried_again",
                condition=Q(tries_after_use=0, last_try_at__isnull=True)
                | Q(tries_after_use__gt=0, last_try_at__isnull=False, used_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="enrolmentcode",
            index=models.Index(
                name="codes_tried_again",
                fields=["last_try_at"],
                condition=Q(last_try_at__isnull=False),
            ),
        ),
    ]
