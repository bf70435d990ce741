"""A person may be entrusted with giving news to a unit from outside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_listening"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dutygrant",
            name="duty_is_known",
        ),
        migrations.AlterField(
            model_name="dutygrant",
            name="duty",
            field=models.CharField(
                choices=[
                    ("write", "Soạn bản tin"),
                    ("approve", "Duyệt bản tin"),
                    ("release", "Cho phát ngay"),
                    ("programme", "Xếp chương trình"),
                    ("technician", "Kỹ thuật"),
                    ("administrator", "Quản trị"),
                    ("inspect", "Kiểm tra"),
                    ("contribute", "Cộng tác viên"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="dutygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "duty__in",
                        [
                            "write",
                            "approve",
                            "release",
                            "programme",
                            "technician",
                            "administrator",
                            "inspect",
                            "contribute",
                        ],
                    )
                ),
                name="duty_is_known",
            ),
        ),
    ]
