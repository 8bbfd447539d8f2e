"""Add registrations of events: the person above their registrations for sessions."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import vigil.trust.models.letter


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_codes_have_slow_digests")]

    operations = [
        migrations.CreateModel(
            name="EventRegistration",
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
                        default=vigil.trust.models.letter.new_uid, max_length=32, unique=True
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("address_digest", models.CharField(blank=True, max_length=64)),
                ("link_digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("follow_up", models.BooleanField(default=False)),
                (
                    "digest_session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.session",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_registrations",
                        to="programme.event",
                    ),
                ),
            ],
            options={"ordering": ["made_at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="eventregistration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address_digest", ""), _negated=True),
                fields=("event", "address_digest"),
                name="one_registration_per_event_and_address",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="event_registration",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="programme.eventregistration",
            ),
        ),
    ]
