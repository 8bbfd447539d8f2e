"""The example event that a new installation opens with.

Where it was loaded once it is left alone, whatever people have since made of it.
"""

import tomllib
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.public_changes import note_event, verb
from vigil.programme.models import Contribution, Event, Partner, Session
from vigil.programme.time_zones import wall_times
from vigil.trust.models import Decision
from vigil.trust.rooms.log_words import LogWords

VERB = "load_example_event"
FILE = "kyoto-2021.toml"


def read_example() -> dict[str, Any]:
    """Return the example event as the file has it."""
    data = files("vigil.programme.events").joinpath("data", FILE).read_text(encoding="utf-8")
    return tomllib.loads(data)


@verb
def load() -> bool:
    """Create the example event, published, unless it was created before; return whether it was.

    An event of the installation's own that has its address already keeps it.
    """
    example = read_example()
    event = dict(example["event"])
    known = Decision.objects.filter(verb=VERB, target_key=event["uid"]).exists()
    if known or Event.objects.filter(slug=event["slug"]).exists():
        return False
    organisers = event.pop("organisers")
    row = Event.objects.create(state=State.PUBLISHED, **event)
    for name in organisers:
        Partner.objects.create(event=row, role=Partner.Role.ORGANISER, name=name)
    for session in example["sessions"]:
        _load_session(row, session, example["source"])
    note_event(VERB, row, by=None, after={"state": State.PUBLISHED}, why=example["source"])
    return True


def _load_session(event: Event, told: dict[str, Any], source: str) -> None:
    values = dict(told)
    people, starts, ends = values.pop("people"), values.pop("starts"), values.pop("ends")
    starts_at, ends_at = wall_times.instants(starts, ends, event.zone)
    session = Session.objects.create(
        event=event,
        state=State.PUBLISHED,
        kind=Session.Kind.MIXED,
        zone=event.zone,
        starts_local=wall_times.as_stored(starts),
        ends_local=wall_times.as_stored(ends),
        starts_at=starts_at,
        ends_at=ends_at,
        **values,
    )
    for order, person in enumerate(people):
        announced = source if "name" in person else ""
        Contribution.objects.create(session=session, order=order, announced=announced, **person)


LOG: Final = LogWords(
    verbs={
        "load_example_event": pgettext_lazy("decision", "load the example event"),
    },
)
