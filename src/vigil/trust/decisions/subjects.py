"""Name what a decision, a consent or a file is about, without importing its room."""

from typing import Final, NamedTuple

from vigil.trust.rooms.events import Event


class Subject(NamedTuple):
    """A kind ("victim", "request") and the permanent key of one of that kind."""

    kind: str
    key: str


SUBJECT_CHANGED: Final = Event[Subject]("consent or protection of a subject changed")
"""Told with the subject. The room to which it belongs recomputes what it shows."""
