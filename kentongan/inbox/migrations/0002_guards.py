from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]
    operations = [append_only(table) for table in ("inbox_consultationversion", "inbox_answerversion", "inbox_registration")]
