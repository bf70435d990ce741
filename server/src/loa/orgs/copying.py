"""Write thousands of rows of one table in a single statement.

Ten times as fast as inserts, for lists such as that of the units of a country. The database
still checks every rule it has. Rows that refer to each other are numbered first.
"""

from collections.abc import Sequence

from django.db import connection, models


def number(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Give new rows the next numbers of their table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(rows)],  # noqa: SLF001 - Django documents it
        )
        for row, (found,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = found


def copy_in(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows that have their numbers.

    Raises:
        IntegrityError: the database refuses them; none was written.
    """
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django documents it
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django documents it
    names = [field.attname for field in fields]
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([getattr(row, name) for name in names])
