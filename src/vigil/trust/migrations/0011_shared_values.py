"""What all processes know for a short time: tries at passwords."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0010_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedValue",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("ends", models.FloatField(db_index=True)),
            ],
        ),
    ]
