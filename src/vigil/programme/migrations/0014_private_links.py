"""People of groups, and corrections that people propose on their private links."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.outbox.models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0013_check_in"),
        ("trust", "0015_private_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                    "field",
                    models.CharField(
                        choices=[
                            ("name", "the name"),
                            ("unnamed", "who they are, without a name"),
                            ("position", "the position"),
                            ("affiliation", "the organisation"),
                            ("words", "title, abstract, transcript or else"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("refused", "not accepted"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="programme.contribution",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trust.privatelink",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("link", "field"),
                        name="one_waiting_correction_per_field",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupPerson",
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
                ("number", models.PositiveSmallIntegerField()),
                (
                    "called",
                    models.CharField(blank=True, max_length=80, verbose_name="a word for them"),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_people",
                        to="programme.contribution",
                    ),
                ),
            ],
            options={
                "ordering": ["contribution", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contribution", "number"), name="one_group_person_per_number"
                    )
                ],
            },
        ),
    ]
