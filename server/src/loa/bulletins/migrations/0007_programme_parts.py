"""Keep the parts that a programme is put together from; those of an approved one never change."""

import uuid

import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

APPROVED_PARTS_NEVER_CHANGE = """
CREATE FUNCTION bulletins_arrangement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.text_id ELSE OLD.text_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_versiontext t JOIN bulletins_version v ON v.id = t.version_id
        WHERE t.id = touched AND v.approved_by IS NOT NULL) THEN
        RAISE EXCEPTION 'an approved programme never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bulletins_arrangement_stays BEFORE INSERT OR UPDATE OR DELETE
    ON bulletins_arrangement FOR EACH ROW EXECUTE FUNCTION bulletins_arrangement_stays();

CREATE FUNCTION bulletins_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.arrangement_id ELSE OLD.arrangement_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_arrangement a
        JOIN bulletins_versiontext t ON t.id = a.text_id
        JOIN bulletins_version v ON v.id = t.version_id
        WHERE a.id = touched AND v.approved_by IS NOT NULL) THEN
        RAISE EXCEPTION 'an approved programme never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bulletins_arrangementpart_stays BEFORE INSERT OR UPDATE OR DELETE
    ON bulletins_arrangementpart FOR EACH ROW EXECUTE FUNCTION bulletins_part_stays();
"""
AND_BACK = """
DROP TRIGGER bulletins_arrangement_stays ON bulletins_arrangement;
DROP FUNCTION bulletins_arrangement_stays();
DROP TRIGGER bulletins_arrangementpart_stays ON bulletins_arrangementpart;
DROP FUNCTION bulletins_part_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0006_robot_voice_by_unit"),
        ("media", "0007_exports"),
    ]

    operations = [
        migrations.AddField(
            model_name="versiontext",
            name="has_loose_parts",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("music_title", models.CharField(blank=True, default="", max_length=120)),
                ("alone_db", models.SmallIntegerField(default=-6)),
                ("under_db", models.SmallIntegerField(default=-20)),
                ("lead_in_ms", models.PositiveIntegerField(default=3000)),
                ("lead_out_ms", models.PositiveIntegerField(default=3000)),
                ("music_fade_ms", models.PositiveIntegerField(default=1000)),
                ("changed_by", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
                (
                    "made",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
                (
                    "music",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
                (
                    "text",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.versiontext",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArrangementPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("position", models.PositiveSmallIntegerField(null=True)),
                ("title", models.CharField(max_length=120)),
                ("from_ms", models.PositiveIntegerField(default=0)),
                ("to_ms", models.PositiveIntegerField(null=True)),
                ("fade_in_ms", models.PositiveIntegerField(default=0)),
                ("fade_out_ms", models.PositiveIntegerField(default=0)),
                ("gap_ms", models.PositiveIntegerField(default=0)),
                ("level_db", models.SmallIntegerField(default=0)),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bulletins.arrangement",
                    ),
                ),
                (
                    "sound",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="media.sound",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("arrangement", "position"),
                        name="one_part_a_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_ms__isnull", True),
                            ("to_ms__gt", models.F("from_ms")),
                            _connector="OR",
                        ),
                        name="a_part_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="a_part_has_a_title"
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPROVED_PARTS_NEVER_CHANGE, AND_BACK),
    ]
