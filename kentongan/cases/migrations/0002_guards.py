from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [append_only(table) for table in ("cases_move", "cases_signature")]
