import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0006_known_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDoubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("probability", models.FloatField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doubts",
                        to="casefile.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doubted_from",
                        to="casefile.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "other"), name="one_doubt_on_two_cases"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case__lt", models.F("other"))),
                        name="smaller_case_of_doubt_first",
                    ),
                ],
            },
        ),
    ]
