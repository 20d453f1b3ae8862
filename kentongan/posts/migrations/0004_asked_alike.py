import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_alerts_in_time'),
        ('offices', '0002_crest'),
        ('official_accounts', '0002_hooks'),
        ('posts', '0003_replies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='delivery',
            name='one_delivery_a_decision',
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(models.F('move'), models.F('account'), django.db.models.functions.comparison.Coalesce(django.db.models.fields.json.KeyTextTransform('answers', 'reply'), models.Value('')), name='one_delivery_a_decision'),
        ),
    ]
