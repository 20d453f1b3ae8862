"""Many rows of one kind at once, by COPY, which takes two thirds of the time of bulk_create."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def reserve(rows: Sequence[M]) -> None:
    """Give each row the id under which it will be stored, so that others can name it before."""
    if not rows:
        return
    with connection.cursor() as cursor:
        statement = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(statement, [rows[0]._meta.db_table, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def insert(rows: Sequence[M]) -> None:
    """Store rows, with the ids that were reserved for them or with new ones. Constraints hold as ever; no signals are sent."""
    if not rows:
        return
    if rows[0].pk is None:
        reserve(rows)
    model = type(rows[0])
    fields = [each for each in model._meta.local_concrete_fields if not each.generated]
    # psycopg knows every other kind of value itself; asking each field for each row took half of the time.
    prepared = {each.attname: each for each in fields if isinstance(each, models.JSONField)}
    columns = ", ".join(f'"{each.column}"' for each in fields)
    copying = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(copying) as copy:
        for row in rows:
            values = {each.attname: getattr(row, each.attname) for each in fields}
            values |= {name: each.get_db_prep_save(values[name], connection) for name, each in prepared.items()}
            copy.write_row(list(values.values()))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
