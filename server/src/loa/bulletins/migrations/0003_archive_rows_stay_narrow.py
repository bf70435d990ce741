"""Keep what is searched by beside the rows, not in them: a search reads thousands of rows."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations

NARROW = """
ALTER TABLE bulletins_bulletin ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE bulletins_bulletin ALTER COLUMN speakers SET STORAGE EXTERNAL;
ALTER TABLE bulletins_bulletin SET (toast_tuple_target = 256);
"""
AND_BACK = "ALTER TABLE bulletins_bulletin RESET (toast_tuple_target);"


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0002_kinds_topics_archive"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="speakers",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddIndex(
            model_name="bulletin",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["speakers"], name="archive_by_speaker"
            ),
        ),
        migrations.RunSQL(NARROW, AND_BACK),
    ]
