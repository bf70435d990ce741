"""Say beside each bulletin when it was heard last: how long its sounds are kept counts from that."""

from django.db import migrations

LAST_HEARD = """
    UPDATE bulletins_bulletin b SET last_heard_at = heard.last
      FROM (
        SELECT uid, max(at) AS last
          FROM (
            SELECT o.bulletin AS uid, o.start_at AS at
              FROM broadcast_orderrow o
             WHERE o.kind = 'real' AND (o.cancelled_at IS NULL OR o.cancelled_at > o.start_at)
            UNION ALL
            SELECT of.uid::text, s.starts_at
              FROM broadcast_sessionitem i
              JOIN broadcast_session s ON s.id = i.session_id
              JOIN bulletins_version v ON v.id = i.version_id
              JOIN bulletins_bulletin of ON of.id = v.bulletin_id
             WHERE v.withdrawn_at IS NULL OR v.withdrawn_at > s.starts_at
          ) AS every
         GROUP BY uid
      ) AS heard
     WHERE heard.uid = b.uid::text
"""


class Migration(migrations.Migration):
    dependencies = [
        ("broadcast", "0003_repeat_after_a_refusal"),
        ("bulletins", "0009_how_long_sounds_are_kept"),
    ]

    operations = [migrations.RunSQL(LAST_HEARD, migrations.RunSQL.noop)]
