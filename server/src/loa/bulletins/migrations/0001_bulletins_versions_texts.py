"""Keep bulletins, their versions and languages; approved words never change."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

APPROVED_WORDS_NEVER_CHANGE = """
CREATE FUNCTION bulletins_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_version WHERE id = touched AND approved_by IS NOT NULL) THEN
        RAISE EXCEPTION 'approved words never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bulletins_versiontext_stays BEFORE INSERT OR UPDATE OR DELETE
    ON bulletins_versiontext FOR EACH ROW EXECUTE FUNCTION bulletins_words_stay();

CREATE FUNCTION bulletins_approval_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_by IS NOT NULL AND (OLD.approved_by, OLD.approved_at, OLD.digest, OLD.writers)
        IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.digest, NEW.writers) THEN
        RAISE EXCEPTION 'an approval never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_version_keeps_its_approval BEFORE UPDATE
    ON bulletins_version FOR EACH ROW EXECUTE FUNCTION bulletins_approval_stays();
"""
AND_BACK = """
DROP TRIGGER bulletins_versiontext_stays ON bulletins_versiontext;
DROP FUNCTION bulletins_words_stay();
DROP TRIGGER bulletins_version_keeps_its_approval ON bulletins_version;
DROP FUNCTION bulletins_approval_stays();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("media", "0001_keep_sounds"),
        ("orgs", "0001_units_people_duties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.UUIDField(unique=True)),
                ("unit_path", models.CharField(max_length=48)),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120)),
                (
                    "klass",
                    models.CharField(
                        choices=[
                            ("ordinary", "Thông thường"),
                            ("priority", "Ưu tiên"),
                            ("emergency", "Khẩn cấp"),
                        ],
                        default="ordinary",
                        max_length=12,
                    ),
                ),
                (
                    "clusters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("author", models.UUIDField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("submitted", "Chờ duyệt"),
                            ("returned", "Bị trả lại"),
                            ("approved", "Đã duyệt"),
                            ("released", "Đã cho phát"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("author", models.UUIDField()),
                (
                    "writers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("returned_by", models.UUIDField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("released_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="VersionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True, default="")),
                ("is_recorded", models.BooleanField(default=False)),
                (
                    "sound",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.version",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=models.Index(
                fields=["unit_path", "-created_at"],
                name="bulletins_by_unit",
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                models.F("unit_path"),
                models.F("year"),
                models.F("number"),
                name="one_number_a_year_per_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("klass__in", ["ordinary", "priority", "emergency"])),
                name="bulletin_class_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="bulletin_has_a_title"
            ),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                condition=models.Q(("state", "submitted")),
                fields=["submitted_at"],
                name="versions_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                models.F("bulletin"), models.F("number"), name="one_number_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                models.F("bulletin"),
                condition=models.Q(("state__in", ["draft", "returned", "submitted"])),
                name="one_open_version_per_bulletin",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.IsNull(
                    models.Func(
                        "writers",
                        "approved_by",
                        function="array_position",
                        output_field=models.IntegerField(),
                    ),
                    True,  # noqa: FBT003 - what the lookup takes
                ),
                name="nobody_approves_own_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True), ("approved_by__isnull", True), ("digest", "")
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("digest__regex", "^[0-9a-f]{64}$"),
                    ),
                    _connector="OR",
                ),
                name="an_approval_names_person_time_and_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "released"]), _negated=True),
                    ("approved_by__isnull", False),
                    _connector="OR",
                ),
                name="only_the_approved_is_heard",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["draft", "returned", "submitted"]), _negated=True),
                    ("approved_by__isnull", True),
                    _connector="OR",
                ),
                name="what_is_still_open_has_no_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(
                        ("returned_by__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="whoever_returns_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["draft", "submitted", "returned", "approved", "released", "withdrawn"],
                    )
                ),
                name="state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("writers__len__gt", 0)), name="somebody_wrote_it"
            ),
        ),
        migrations.AddConstraint(
            model_name="versiontext",
            constraint=models.UniqueConstraint(
                models.F("version"), models.F("language"), name="one_text_a_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="versiontext",
            constraint=models.UniqueConstraint(
                models.F("version"), models.F("position"), name="one_text_a_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="versiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True), ("is_recorded", True), _connector="OR"
                ),
                name="a_language_has_words_or_sound",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_recorded", False), ("sound__isnull", False), _connector="OR"
                ),
                name="what_is_recorded_has_its_sound",
            ),
        ),
        migrations.RunSQL(APPROVED_WORDS_NEVER_CHANGE, AND_BACK),
    ]
