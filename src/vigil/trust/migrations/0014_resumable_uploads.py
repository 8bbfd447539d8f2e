"""Files that arrive in pieces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.uploads.models


class Migration(migrations.Migration):
    dependencies = [("trust", "0013_plain_subjects")]

    operations = [
        migrations.CreateModel(
            name="ResumableUpload",
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
                        default=vigil.trust.uploads.models.new_uid, max_length=32, unique=True
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_key", models.CharField(max_length=200)),
                ("length", models.PositiveBigIntegerField()),
                ("offset", models.PositiveBigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arriving", "being sent"),
                            ("received", "waiting to be processed"),
                            ("done", "processed"),
                            ("refused", "refused"),
                            ("discarded", "discarded"),
                        ],
                        default="arriving",
                        max_length=10,
                    ),
                ),
                ("trouble", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("file_gone", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["subject_kind", "subject_key"], name="trust_resum_subject_idx"
                    ),
                    models.Index(fields=["state", "file_gone"], name="trust_resum_state_idx"),
                ],
            },
        ),
    ]
