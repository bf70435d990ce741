"""Links that let people outside in, and what they gave."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0007_programme_parts"),
        ("media", "0008_who_heard_a_sound"),
        ("orgs", "0002_first_passwords"),
        ("production", "0002_what_a_unit_means_to_make"),
    ]

    operations = [
        migrations.CreateModel(
            name="GivingLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("unit_path", models.CharField(max_length=48)),
                ("organisation", models.CharField(blank=True, default="", max_length=80)),
                ("until", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.topic",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("unit_path", models.CharField(max_length=48)),
                ("name", models.CharField(max_length=80)),
                ("organisation", models.CharField(blank=True, default="", max_length=80)),
                ("language", models.CharField(max_length=16)),
                ("text", models.TextField(blank=True, default="")),
                ("consent_version", models.CharField(max_length=16)),
                ("consent_words", models.TextField()),
                ("given_at", models.DateTimeField(db_index=True)),
                ("declined_by", models.UUIDField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "bulletin",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "sound",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="production.givinglink",
                    ),
                ),
            ],
            options={
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="givinglink",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="a_link_is_kept_as_a_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True), ("sound__isnull", False), _connector="OR"
                ),
                name="something_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("consent_version", ""), _negated=True),
                    models.Q(("consent_words", ""), _negated=True),
                ),
                name="whoever_gave_agreed_and_said_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("declined_at__isnull", True), ("declined_by__isnull", True), ("reason", "")
                    ),
                    models.Q(
                        ("bulletin__isnull", True),
                        ("declined_at__isnull", False),
                        ("declined_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="whoever_declines_says_why",
            ),
        ),
    ]
