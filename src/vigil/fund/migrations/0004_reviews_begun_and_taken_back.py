"""Reviews can be taken back, and keep their weighted mean, so that a call is ranked in one query."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the mean of the reviews that are in already, as `agreement.weighted` computes it."""
    from vigil.fund.agreement import weighted

    reviews = apps.get_model("fund", "Review")
    rows = reviews.objects.filter(state="submitted").select_related("application__call")
    held = []
    for row in rows.iterator(2000):
        row.total = weighted(row.application.call.rubric, row.scores)
        held.append(row)
        if len(held) == 2000:
            reviews.objects.bulk_update(held, ["total"])
            held = []
    reviews.objects.bulk_update(held, ["total"])


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0003_grantees_own_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="total",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="review",
            name="state",
            field=models.CharField(
                choices=[
                    ("assigned", "to be written"),
                    ("submitted", "handed in"),
                    ("declined", "declined by the reviewer"),
                    ("taken_back", "taken back by an officer"),
                ],
                default="assigned",
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
