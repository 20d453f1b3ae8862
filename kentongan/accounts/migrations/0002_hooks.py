import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("official_accounts", "0001_initial")]
    operations = [
        migrations.AddField("account", "hook", models.UUIDField(null=True, editable=False)),
        migrations.RunSQL("UPDATE official_accounts_account SET hook = gen_random_uuid()", ""),
        migrations.AlterField(
            "account", "hook", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.AddField("account", "hook_secret", models.BinaryField(default=bytes, editable=False)),
    ]
