"""Calendars, schedules and the JSON of the programme: for everybody, of what is public."""

from routes.rows import EVERYBODY, Route
from vigil.programme.events.models.event import State

OF_AN_EVENT = Route(EVERYBODY, of="event", seen={State.DRAFT: 404}, programs=True)
OF_A_SESSION = Route(
    EVERYBODY, of="session", seen={State.DRAFT: 404, "of a draft": 404}, programs=True
)
EVENTS, SESSIONS = (Route(EVERYBODY, of=of, programs=True) for of in ("event", "session"))

ROUTES: dict[str, Route] = {
    "programme/sessions.ics": SESSIONS,
    "programme/<slug:slug>/sessions.ics": OF_AN_EVENT,
    "programme/<slug:slug>/schedule.json": OF_AN_EVENT,
    "programme/<slug:slug>/schedule.xml": OF_AN_EVENT,
    "programme/<slug:slug>/<slug:session>/session.ics": OF_A_SESSION,
    "api/v1/programme/events": EVENTS,
    "api/v1/programme/events/<slug:slug>": OF_AN_EVENT,
    "api/v1/programme/sessions": SESSIONS,
    "api/v1/programme/events/<slug:slug>/sessions/<slug:session>": OF_A_SESSION,
}
