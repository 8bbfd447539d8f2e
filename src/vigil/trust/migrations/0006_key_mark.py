import django.utils.timezone
from django.db import migrations, models


def mark_new_databases(apps, schema_editor):
    """Leave a row where nothing was ever decided: nobody is known by a quick digest there."""
    if not apps.get_model("trust", "Decision").objects.exists():
        apps.get_model("trust", "KeyMark").objects.create(kind="digests")


class Migration(migrations.Migration):
    dependencies = [("trust", "0005_sessions")]

    operations = [
        migrations.CreateModel(
            name="KeyMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("digests", "Digests"), ("recipients", "Recipients")],
                        max_length=12,
                    ),
                ),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "mark"), name="one_key_mark_of_a_kind")
                ],
            },
        ),
        migrations.RunPython(mark_new_databases, migrations.RunPython.noop),
    ]
