from django.db import migrations

from kentongan.ledger.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]
    operations = [append_only(table) for table in ("posts_postversion", "posts_affirmation", "posts_attempt", "posts_attemptresult")]
