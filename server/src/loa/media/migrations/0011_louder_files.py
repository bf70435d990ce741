"""Let a sound have a rendition for noisy places."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0010_version_of_the_voice"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rendition",
            name="role",
            field=models.CharField(
                choices=[
                    ("horn", "Phát ra loa"),
                    ("listen", "Nghe trên trang"),
                    ("low", "Mạng yếu"),
                    ("loud", "Nơi ồn"),
                ],
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint(model_name="rendition", name="rendition_role_is_known"),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=Q(role__in=["horn", "listen", "low", "loud"]),
                name="rendition_role_is_known",
            ),
        ),
    ]
