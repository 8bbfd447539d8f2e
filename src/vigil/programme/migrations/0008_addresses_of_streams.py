"""Let a stream have several addresses, each with how it is shown and what a check found."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_addresses(apps: Any, schema_editor: Any) -> None:
    """Make a row for the address of each stream that is ours, shown as it was until now."""
    rows = apps.get_model("programme", "StreamAddress").objects
    streams = apps.get_model("programme", "Stream").objects.filter(mode="ours")
    for pk, form in streams.values_list("pk", "form"):
        rows.create(stream_id=pk, form=form)


class Migration(migrations.Migration):
    dependencies = [("programme", "0007_letters_neutral_or_plain")]

    operations = [
        migrations.CreateModel(
            name="StreamAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("main", "the stream as it is spoken"),
                            ("language", "another language"),
                            ("fallback", "a fallback, if the others fail"),
                        ],
                        default="main",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=30)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("embed", "a player of a provider"),
                            ("hls", "an HLS playlist"),
                            ("join", "a button to a meeting"),
                        ],
                        default="embed",
                        max_length=5,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=12)),
                ("found", models.CharField(blank=True, max_length=12)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="programme.stream",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "purpose", "language"),
                        name="one_address_for_each_purpose",
                    )
                ]
            },
        ),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
        migrations.RemoveField(model_name="stream", name="form"),
        migrations.AddField(
            model_name="stream",
            name="on_fallback",
            field=models.BooleanField(default=False),
        ),
    ]
