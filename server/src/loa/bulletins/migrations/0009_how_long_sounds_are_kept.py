"""Let each unit say how long sounds are kept, and people hold some back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0008_when_first_heard"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="last_heard_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="sounds_removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("kind", models.CharField(blank=True, default="", max_length=12)),
                ("years", models.PositiveSmallIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("set_by", models.UUIDField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ("unit_path", "kind"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit_path"),
                        models.F("kind"),
                        condition=models.Q(("until__isnull", True)),
                        name="one_rule_for_a_kind_per_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("years__isnull", True), ("years__range", (1, 50)), _connector="OR"
                        ),
                        name="sounds_are_kept_for_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by__isnull", True), ("until__isnull", True)),
                            models.Q(("ended_by__isnull", False), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="whoever_ends_a_rule_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(max_length=48)),
                ("reason", models.CharField(max_length=500)),
                ("placed_by", models.UUIDField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_by", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.bulletin",
                    ),
                ),
            ],
            options={
                "ordering": ("-placed_at",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("bulletin"),
                        condition=models.Q(("lifted_at__isnull", True)),
                        name="one_open_hold_a_bulletin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_hold_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="whoever_lifts_a_hold_is_named",
                    ),
                ],
            },
        ),
    ]
