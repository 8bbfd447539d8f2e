"""When somebody used their one sign-in without a second factor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0003_letters_that_open_an_account")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="grace_used_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
