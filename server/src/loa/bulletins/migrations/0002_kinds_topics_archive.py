"""Say what each bulletin is as a product, and keep beside it what the archive searches by."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The wording is ours, after article 6 of Decree 49/2024; `loa topics import` brings the list in force.
BASIS = "Nghị định 49/2024/NĐ-CP, Điều 6"
TOPICS = [
    (
        "policy",
        "Chủ trương, chính sách, pháp luật và quy định của địa phương",
        "Policy, law and local rules",
    ),
    ("projects", "Chương trình, đề án, dự án ở địa phương", "Local programmes and projects"),
    (
        "knowledge",
        "Chính trị, kinh tế, văn hóa, xã hội, khoa học và công nghệ",
        "Politics, economy, culture, society, science",
    ),
    ("security", "Quốc phòng, an ninh", "Defence and security"),
    (
        "safety",
        "Thiên tai, cứu nạn, cứu hộ, cháy nổ, dịch bệnh",
        "Disaster, rescue, fire, epidemic",
    ),
    ("examples", "Gương người tốt, việc tốt, điển hình tiên tiến", "Good examples"),
    ("crime", "Phòng, chống tội phạm và hành vi tiêu cực", "Measures against crime and wrongdoing"),
    ("services", "Sản phẩm, dịch vụ phục vụ người dân", "Products and services for people"),
]
FIRST_STEPS = """
UPDATE bulletins_bulletin SET
    first_approved_at = (SELECT min(approved_at) FROM bulletins_version WHERE bulletin_id = bulletins_bulletin.id),
    first_released_at = (SELECT min(released_at) FROM bulletins_version WHERE bulletin_id = bulletins_bulletin.id),
    languages = COALESCE((
        SELECT array_agg(language ORDER BY position) FROM bulletins_versiontext WHERE version_id = (
            SELECT id FROM bulletins_version WHERE bulletin_id = bulletins_bulletin.id ORDER BY number DESC LIMIT 1
        )), '{}')
"""


def ship_topics(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - given
    topic = apps.get_model("bulletins", "Topic")
    for position, (code, name, english) in enumerate(TOPICS):
        topic.objects.create(
            code=code, name=name, english=english, legal_basis=BASIS, position=position
        )


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0001_bulletins_versions_texts"),
        ("orgs", "0001_units_people_duties"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="audiences",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="first_approved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="first_released_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="kind",
            field=models.CharField(
                choices=[
                    ("notice", "Thông báo"),
                    ("news", "Tin"),
                    ("report", "Phóng sự"),
                    ("essay", "Bài viết"),
                    ("sketch", "Tiểu phẩm, câu chuyện truyền thanh"),
                    ("spot", "Thông điệp ngắn (spot)"),
                    ("programme", "Chương trình truyền thanh"),
                    ("video", "Truyền hình, video clip"),
                    ("interview", "Phỏng vấn"),
                    ("talk", "Tọa đàm"),
                ],
                default="notice",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="origin",
            field=models.CharField(
                choices=[
                    ("own", "Đơn vị tự làm"),
                    ("above", "Cấp trên gửi về"),
                    ("contributed", "Cộng tác viên đóng góp"),
                ],
                default="own",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="bulletin",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddField(
            model_name="versiontext",
            name="speaker",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("english", models.CharField(blank=True, default="", max_length=200)),
                ("legal_basis", models.CharField(blank=True, default="", max_length=120)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_in_force", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("position", "code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="topic_has_a_name"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="bulletin",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bulletins.topic",
            ),
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=models.Index(
                condition=models.Q(("first_approved_at__isnull", False)),
                fields=["-first_approved_at", "-id"],
                name="archive_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="archive_by_words"
            ),
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["languages"], name="archive_by_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "news",
                            "report",
                            "essay",
                            "sketch",
                            "notice",
                            "spot",
                            "programme",
                            "video",
                            "interview",
                            "talk",
                        ],
                    )
                ),
                name="product_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["own", "above", "contributed"])),
                name="origin_is_known",
            ),
        ),
        migrations.RunPython(ship_topics, migrations.RunPython.noop),
        migrations.RunSQL(FIRST_STEPS, migrations.RunSQL.noop),
    ]
