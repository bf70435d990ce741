"""Keep the log in chains that only grow."""

from django.db import migrations, models

TABLES = ("audit_entry", "audit_urgententry", "audit_anchor")

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
APPEND_ONLY = REFUSE + "".join(
    f"""
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
    for table in TABLES
)
FREE = "DROP FUNCTION audit_refuse() CASCADE"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("n", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("heads", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("unit", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("n", models.PositiveBigIntegerField(default=0)),
                (
                    "digest",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UrgentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=48)),
                ("at", models.DateTimeField()),
                ("actor_id", models.CharField(max_length=36)),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=120)),
                ("facts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("entries", models.PositiveBigIntegerField()),
                ("faults", models.JSONField(default=list)),
            ],
            options={
                "ordering": ("-started_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("started_at"))),
                        name="a_check_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=48)),
                ("n", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_id", models.CharField(max_length=36)),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=120)),
                ("facts", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("urgent_id", models.PositiveBigIntegerField(null=True, unique=True)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["unit", "at"], name="entries_by_unit_and_time"),
                    models.Index(fields=["action", "at"], name="entries_by_action"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("unit"), models.F("n"), name="one_entry_a_link"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n__gte", 1)), name="links_count_from_one"
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, FREE),
    ]
