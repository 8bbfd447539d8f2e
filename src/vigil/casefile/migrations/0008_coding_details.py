"""Keep what stands beside the values of a coding, and in which saving each field changed."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0007_prefilled_codings"),
    ]

    operations = [
        migrations.AddField(
            model_name="coding",
            name="details",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="coding",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="coding",
            name="saved_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="coding",
            name="saved_in",
            field=models.JSONField(default=dict),
        ),
    ]
