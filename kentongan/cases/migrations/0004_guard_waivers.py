from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_waiver")]
    operations = [append_only("cases_waiver")]
