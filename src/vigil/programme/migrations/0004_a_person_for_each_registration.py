"""Give each registration for a session a registration for its event, of its own.

Two registrations may be one person's. That cannot be known: their addresses lie in the vault, and
their digests differ with the session. So none are joined. The id stays, by which the vault, the
letters and the links know a person.
"""

from typing import Any

from django.db import migrations

BATCH = 500


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Move who a registration is of, batch by batch; what was moved before stays."""
    registrations = apps.get_model("programme", "Registration").objects
    people = apps.get_model("programme", "EventRegistration")
    left = registrations.filter(event_registration=None).select_related("session").order_by("pk")
    while rows := list(left[:BATCH]):
        made = people.objects.bulk_create([_person(people, row) for row in rows])
        keys = dict(
            people.objects.filter(uid__in=[one.uid for one in made]).values_list("uid", "pk")
        )
        for row in rows:
            row.event_registration_id = keys[row.uid]
        registrations.bulk_update(rows, ["event_registration"])


def _person(people: Any, row: Any) -> Any:
    return people(
        uid=row.uid,
        event_id=row.session.event_id,
        language=row.language,
        zone=row.zone,
        address_digest=row.address_digest,
        digest_session=row.session if row.address_digest else None,
        link_digest=row.link_digest,
        made_at=row.made_at,
        closed_at=row.closed_at,
        follow_up=row.follow_up,
    )


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_registrations_of_events")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
