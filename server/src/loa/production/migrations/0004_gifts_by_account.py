"""What is given comes by a link or by an account; either way it names its unit."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

UNITS_OF_THE_LINKS = """
    UPDATE production_contribution c SET unit_id = l.unit_id
      FROM production_givinglink l WHERE l.id = c.link_id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


def to_unit(*, null: bool) -> "models.ForeignKey":
    """Point to the unit, which may be unknown until it was filled in."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        null=null,
        related_name="+",
        to="orgs.adminunit",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0004_contributors"),
        ("production", "0003_links_and_what_came_by_them"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="giver",
            field=models.UUIDField(db_index=True, null=True),
        ),
        migrations.AddField(model_name="contribution", name="unit", field=to_unit(null=True)),
        migrations.RunSQL(UNITS_OF_THE_LINKS, migrations.RunSQL.noop),
        migrations.AlterField(model_name="contribution", name="unit", field=to_unit(null=False)),
        migrations.AlterField(
            model_name="contribution",
            name="link",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="production.givinglink",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=Q(link__isnull=True, giver__isnull=False)
                | Q(link__isnull=False, giver__isnull=True),
                name="it_came_by_a_link_or_an_account",
            ),
        ),
    ]
