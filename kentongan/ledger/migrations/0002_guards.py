from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [append_only(table) for table in ("ledger_entry", "ledger_batch", "ledger_leaf")]
