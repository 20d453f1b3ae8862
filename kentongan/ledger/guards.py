"""Triggers by which the database itself refuses to change or delete what is only ever added."""

from __future__ import annotations

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION kentongan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """A migration step after which `table` takes rows and never changes or loses one."""
    return migrations.RunSQL(
        sql=f"""{_FUNCTION}
        CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION kentongan_append_only();
        CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION kentongan_append_only();""",
        reverse_sql=f"DROP TRIGGER append_only_rows ON {table}; DROP TRIGGER append_only_table ON {table};",
    )
