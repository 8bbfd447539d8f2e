"""Let letters of some kinds have a subject line in plain words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0012_returned_letters")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="plain_subject",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
