"""Record which codings started from the values that the machine read: all until now did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0007_triage"),
    ]

    operations = [
        migrations.AddField(
            model_name="coding",
            name="prefilled",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="coding",
            name="prefilled",
            field=models.BooleanField(default=False),
        ),
    ]
