"""What grantees tell on their own page, and what grants reached."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.models.upload


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0002_payments_in_turn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="confirmed",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="application",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="applicationfile",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="fund.report",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="reach",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no", "they want no contact about it"),
                    ("usual", "they want to be contacted as usually"),
                    ("other", "they want to be contacted in another way"),
                ],
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="counted",
            field=models.CharField(
                blank=True,
                choices=[
                    ("list", "from a list of those who took part"),
                    ("heads", "counted on the spot"),
                    ("estimate", "estimated"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="region",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name="result",
            name="themes",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="LevelRequest",
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
                        default=vigil.trust.models.upload.new_uid, max_length=32, unique=True
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("partner_only", "partners only"),
                            ("pseudonym", "under another name"),
                            ("hidden", "hidden"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an officer"),
                            ("granted", "set as asked"),
                            ("refused", "left as it was"),
                            ("taken_back", "taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="level_requests",
                        to="fund.party",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("party",),
                        name="one_level_request_waits_per_party",
                    )
                ],
            },
        ),
    ]
