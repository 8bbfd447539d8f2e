"""Small files that were made for one letter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0007_consent_on_screen"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=26)),
                ("media_type", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="trust.letter",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
