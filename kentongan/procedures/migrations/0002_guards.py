from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [append_only("procedures_edition")]
