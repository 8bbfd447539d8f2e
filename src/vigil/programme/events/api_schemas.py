"""The shapes of the programme's answers, and what it can be asked, as the OpenAPI document tells.

As in the public record the answers are written without them; tests hold each against its shape.
"""

from typing import Any

from ninja import Schema
from pydantic import Field, create_model

from vigil.programme.events.queries.public import PARAMETERS
from vigil.publication.api.parameters import PAGING
from vigil.publication.api.schemas import Shape

_INSTANT = "ISO 8601, in UTC."
_WALL = "ISO 8601, by the clocks of `zone`."


class Host(Shape):
    """Who holds an event or a session."""

    role: str = Field(examples=["organiser", "partner"])
    name: str


class Participant(Shape):
    """Who takes part. `name` is null where they are not named; `unnamed` is what they are called
    then."""

    role: str = Field(examples=["moderator", "contributor"])
    name: str | None
    unnamed: str | None
    position: str | None
    affiliation: str | None


class Event(Shape):
    """An event. What was cancelled stays, and says so."""

    id: str
    slug: str
    url: str
    title: str
    summary: str
    cancelled: bool
    host_programme: str = Field(description="The programme of somebody else that it is part of.")
    search_term: str = Field(description="By which it is found in that programme.")
    city: str
    country: str = Field(description="ISO 3166-1 alpha-3, or empty.")
    zone: str = Field(description="Where it is held, by its name in the IANA list.")
    audience_zone: str
    from_: str = Field(alias="from", description="First day, ISO 8601.")
    to: str = Field(description="Last day, ISO 8601.")
    hosts: list[Host]
    changed_at: str = Field(description=_INSTANT)


class Session(Shape):
    """A session. Each of its times is told by the clocks where it is held, and in UTC."""

    id: str
    event: str = Field(description="The `slug` of its event.")
    slug: str
    url: str
    number: int | None = Field(description="In the programme of the host.")
    search_term: str
    title: str
    abstract: str
    kind: str = Field(examples=["live", "prerecorded", "mixed"])
    cancelled: bool
    zone: str
    starts: str = Field(description=_WALL)
    ends: str = Field(description=_WALL)
    starts_at: str = Field(description=_INSTANT)
    ends_at: str = Field(description=_INSTANT)
    started_before: list[str] = Field(
        description="When it was to begin before it was moved, the latest first."
    )
    room: str
    online: bool
    languages: list[str] = Field(description="Spoken in it, BCP 47.")
    interpretation: list[str] = Field(description="Interpreted into, BCP 47.")
    content_warning: str
    people: list[Participant]
    hosts: list[Host]
    sequence: int = Field(description="Grows with every change, as in calendars.")
    changed_at: str = Field(description=_INSTANT)


class Events(Shape):
    """A page of the events, the latest first."""

    count: int
    next: str | None
    results: list[Event]


class Sessions(Shape):
    """A page of a selection of sessions, the earliest first."""

    count: int = Field(description="Sessions in the whole selection.")
    next: str | None
    results: list[Session]


_TOLD = {
    "event": "The `slug` of an event.",
    "language": "BCP 47: spoken, or interpreted into; `pt` finds `pt-BR`.",
    "number": "The number in the programme of the host.",
    "day": "ISO 8601: on which it starts where it is held.",
    "contributor": "Part of a name that the public is told.",
    "when": "Whether it is over.",
}
_EXAMPLES = {"event": "kyoto-2021", "language": "es", "number": "166", "day": "2021-03-11"}


def _parameter(name: str) -> Any:
    extra: dict[str, Any] = {"enum": ["upcoming", "past"]} if name == "when" else {}
    if name in _EXAMPLES:
        extra["example"] = _EXAMPLES[name]
    return (str, Field("", description=_TOLD[name], json_schema_extra=extra))


_paged: Any = create_model("Asked", __base__=Schema, **PAGING)
_selected: Any = create_model(
    "Asked", __base__=Schema, **{name: _parameter(name) for name in PARAMETERS}, **PAGING
)


class AskedEvents(_paged):
    """What can be asked of the list of events."""


class AskedSessions(_selected):
    """What can be asked of the list of sessions."""
