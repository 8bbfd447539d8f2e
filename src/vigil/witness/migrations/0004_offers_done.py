"""Who took an account up says when they are done with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("witness", "0003_story_offers"),
    ]

    operations = [
        migrations.AddField(
            model_name="storyoffer",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
