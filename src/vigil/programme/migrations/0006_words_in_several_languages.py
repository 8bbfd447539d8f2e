"""Say in which language events and sessions are written, and keep their words in others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0005_registrations_name_their_person")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="words_in",
                field=models.CharField(
                    blank=True,
                    default="",
                    max_length=12,
                    verbose_name="language of its words",
                ),
                preserve_default=False,
            )
            for name in ("event", "session")
        ),
        migrations.CreateModel(
            name="TranslatedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translated_texts",
                        to="programme.event",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translated_texts",
                        to="programme.session",
                    ),
                ),
            ],
            options={"ordering": ["language", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="translatedtext",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session", None)),
                fields=("event", "language"),
                name="one_text_per_event_and_language",
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedtext",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session", None), _negated=True),
                fields=("session", "language"),
                name="one_text_per_session_and_language",
            ),
        ),
    ]
