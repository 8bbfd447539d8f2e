"""Messages from the hosts to the registered: their texts, and who got one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.outbox.models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0009_listening"),
        ("trust", "0014_resumable_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=vigil.trust.outbox.models.new_uid, max_length=32, unique=True
                    ),
                ),
                (
                    "template",
                    models.CharField(
                        choices=[
                            ("delay", "Begins late"),
                            ("room", "Another room"),
                            ("slides", "Slides are here"),
                            ("recording", "Recording is up"),
                            ("free", "Own words"),
                        ],
                        max_length=10,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("room", models.CharField(blank=True, max_length=120)),
                ("link", models.CharField(blank=True, max_length=500)),
                ("whole_event", models.BooleanField(default=False)),
                ("languages", models.JSONField(default=list)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("place", "all who have a place"),
                            ("attended", "those who attended"),
                            ("absent", "those who have a place and did not attend"),
                        ],
                        default="place",
                        max_length=8,
                    ),
                ),
                ("waiting_list", models.BooleanField(default=False)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("released", "sent"),
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("recipients", models.PositiveIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailings",
                        to="programme.event",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sessions",
                    models.ManyToManyField(
                        blank=True, related_name="mailings", to="programme.session"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MailingRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.letter",
                    ),
                ),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="programme.mailing",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailings_received",
                        to="programme.eventregistration",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailing", "person"), name="one_letter_per_mailing_and_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailingText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=vigil.trust.outbox.models.new_uid, max_length=32, unique=True
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("text", models.TextField(blank=True)),
                ("instead", models.CharField(blank=True, max_length=12)),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="programme.mailing",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailing", "language"), name="one_text_per_mailing_and_language"
                    )
                ],
            },
        ),
    ]
