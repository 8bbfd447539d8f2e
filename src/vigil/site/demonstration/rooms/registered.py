"""Fill the registrations: people with a place, on the waiting list, and waiting for approval."""

from collections.abc import Mapping, Sequence
from typing import Any

from vigil.programme.events.models.event import Letters
from vigil.programme.models import Event, Registration
from vigil.programme.registrations.verbs.deciding import approve, mark_came
from vigil.programme.registrations.verbs.registering import register
from vigil.site.demonstration.people import DOMAIN
from vigil.site.demonstration.rooms.world import DemoWorld


def register_people(
    world: DemoWorld, events: Mapping[str, Event], told: Sequence[Mapping[str, Any]]
) -> None:
    """Let people register, in their languages; note at the door who came."""
    for group in told:
        for person in group["people"]:
            made = _registered(events[group["of"]], person)
            for registration in made:
                if person.get("approved"):
                    approve(registration, by=world.by("host"))
                if person.get("came"):
                    mark_came(registration, True, by=world.by("host"))


def _registered(event: Event, told: Mapping[str, Any]) -> list[Registration]:
    """Register one person, and return their registrations."""
    before = set(Registration.objects.values_list("pk", flat=True))
    register(
        list(event.sessions.filter(slug__in=told["sessions"])),
        f"{told['key']}@{DOMAIN}",
        name=told["name"],
        needs=told.get("needs", ""),
        language=told["language"],
        zone=event.audience_zone or event.zone,
        plain_letters=event.letters == Letters.PLAIN,
    )
    return list(Registration.objects.exclude(pk__in=before))
