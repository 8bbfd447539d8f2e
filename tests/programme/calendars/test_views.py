"""How calendars and schedules are served: to programs, under a filter, checked before each use."""

from datetime import datetime

import icalendar
import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs.sessions import edit_session
from vigil.programme.models import Session
from vigil.trust.models import Role

FILES = {
    "/programme/sessions.ics": "text/calendar",
    "/programme/kyoto/sessions.ics": "text/calendar",
    "/programme/kyoto/witness/session.ics": "text/calendar",
    "/programme/kyoto/schedule.json": "application/json",
    "/programme/kyoto/schedule.xml": "application/xml",
    "/api/v1/programme/events": "application/json",
    "/api/v1/programme/events/kyoto": "application/json",
    "/api/v1/programme/sessions": "application/json",
    "/api/v1/programme/events/kyoto/sessions/witness": "application/json",
}


@pytest.fixture
def session() -> Session:
    event = EventFactory(slug="kyoto")
    made: Session = SessionFactory(event=event, slug="witness", number=166, languages=["es-MX"])
    ContributionFactory(session=made)
    return made


def titles(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(response.content).events]


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_programs_of_any_site_may_ask_and_ask_again(
    client: Client, session: Session, path: str
) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first["Content-Type"].partition(";")[0] == FILES[path]
    assert first["Cache-Control"] == "no-cache"
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path)["Content-Length"] == str(len(first.content))
    assert client.post(path).status_code == 405
    assert not first.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in FILES if not path.endswith("/events")])
def test_a_change_is_heard_of(client: Client, session: Session, path: str) -> None:
    """Of the list of events nothing hangs on a session; `/events/kyoto` is held below."""
    before = client.get(path)["ETag"]
    by = UserFactory(roles=[Role.PROGRAMME_HOST])
    edit_session(session, by=by, title="Bearing witness, again")
    if path.endswith("events/kyoto"):
        assert client.get(path)["ETag"] == before
    else:
        assert client.get(path, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("of", ["session", "event"])
def test_a_draft_is_told_nowhere(client: Client, session: Session, path: str, of: str) -> None:
    draft = session if of == "session" else session.event
    draft.state, draft.title = State.DRAFT, "Not yet to be known"
    draft.save()
    response = client.get(path)
    assert b"Not yet to be known" not in response.content
    hidden = "witness" in path or (of == "event" and "kyoto" in path)
    assert response.status_code == (404 if hidden else 200)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bearing witness", "Elsewhere"]),
        ("event=kyoto", ["Bearing witness"]),
        ("number=166", ["Bearing witness"]),
        ("language=es", ["Bearing witness"]),
        ("language=fr", []),
        ("day=2021-03-11", ["Bearing witness", "Elsewhere"]),
        ("contributor=callamard", ["Bearing witness"]),
        ("when=upcoming", []),
    ],
)
def test_a_filter_selects_what_it_does_on_the_page(
    client: Client, session: Session, query: str, found: list[str]
) -> None:
    later = {"starts": datetime(2021, 3, 11, 12), "ends": datetime(2021, 3, 11, 13)}
    SessionFactory(title="Elsewhere", **later)
    assert titles(client, f"/programme/sessions.ics?{query}") == found


@pytest.mark.django_db
def test_that_of_an_event_can_be_narrowed_but_not_left(client: Client, session: Session) -> None:
    SessionFactory(event=session.event, title="Another", languages=["fr"])
    SessionFactory(title="Elsewhere")
    assert titles(client, "/programme/kyoto/sessions.ics?language=fr") == ["Another"]
    assert client.get("/programme/kyoto/sessions.ics?event=other").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "named"),
    [("langauge=es", "langauge"), ("day=tomorrow", "day"), ("number=1&number=2", "number")],
)
@pytest.mark.parametrize("path", ["/programme/sessions.ics", "/api/v1/programme/sessions"])
def test_what_is_not_understood_is_refused_and_named(
    client: Client, path: str, query: str, named: str
) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [named]


@pytest.mark.django_db
def test_a_file_has_a_name(client: Client, session: Session) -> None:
    response = client.get("/programme/kyoto/witness/session.ics")
    assert response["Content-Disposition"] == 'inline; filename="kyoto-witness.ics"'
