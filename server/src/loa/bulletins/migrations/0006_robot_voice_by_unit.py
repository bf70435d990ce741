"""From when until when a unit lets the robot voice read in its sessions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0005_confirm_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="RobotSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("on_since", models.DateTimeField()),
                ("on_by", models.UUIDField()),
                ("off_since", models.DateTimeField(null=True)),
                ("off_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit_path"),
                        condition=models.Q(("off_since__isnull", True)),
                        name="one_robot_switch_is_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("off_by__isnull", True), ("off_since__isnull", True)),
                            models.Q(("off_by__isnull", False), ("off_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="whoever_switches_off_is_named",
                    ),
                ],
            },
        ),
    ]
