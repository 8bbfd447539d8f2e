"""Take from registrations for sessions what registrations for events hold now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_a_person_for_each_registration")]

    operations = [
        migrations.RemoveConstraint(
            model_name="registration", name="one_registration_per_session_and_address"
        ),
        migrations.AlterField(
            model_name="registration",
            name="event_registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="programme.eventregistration",
            ),
        ),
        *(
            migrations.RemoveField(model_name="registration", name=name)
            for name in (
                *("uid", "language", "zone", "address_digest"),
                *("link_digest", "closed_at", "follow_up"),
            )
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("event_registration", "session"),
                name="one_registration_per_session_and_person",
            ),
        ),
    ]
