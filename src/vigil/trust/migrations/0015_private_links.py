"""Private links, and consents that were given and withdrawn on them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.outbox.models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0014_resumable_uploads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="confirmation",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="PrivateLink",
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
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_key", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=40)),
                (
                    "held_by",
                    models.CharField(
                        choices=[
                            ("self", "the person themself"),
                            ("family", "their family"),
                            ("guardian", "their guardian"),
                            ("organisation", "an organisation they belong to"),
                        ],
                        max_length=12,
                    ),
                ),
                ("called", models.CharField(blank=True, max_length=80)),
                ("uses", models.JSONField(default=list)),
                ("language", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("address_digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("used_first", models.DateField(blank=True, null=True)),
                ("used_last", models.DateField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="confirmation",
            name="asked_through",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trust.privatelink",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="recorded_through",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trust.privatelink",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_through",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trust.privatelink",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by", None), ("asked_through", None), _connector="XOR"),
                name="confirmation_asked_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by", None), ("recorded_through", None), _connector="XOR"
                ),
                name="consent_recorded_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_through", None)
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(
                            ("withdrawn_by", None), ("withdrawn_through", None), _connector="XOR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="consent_withdrawn_by_one",
            ),
        ),
        migrations.AddIndex(
            model_name="privatelink",
            index=models.Index(
                fields=["subject_kind", "subject_key"], name="trust_priva_subject_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="privatelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revoked_by", None), ("revoked_at__isnull", False), _connector="OR"
                ),
                name="private_link_revoked_at_some_time",
            ),
        ),
    ]
