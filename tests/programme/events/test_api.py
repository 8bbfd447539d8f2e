"""The programme as JSON."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import (
    ContributionFactory,
    EventFactory,
    PartnerFactory,
    SessionFactory,
)
from vigil.programme.events.verbs.sessions import move_session
from vigil.trust.models import Role

LIST = "/api/v1/programme/sessions"


@pytest.mark.django_db
def test_a_session_is_told_with_both_its_clocks(client: Client) -> None:
    session = SessionFactory(
        event=EventFactory(slug="kyoto"), slug="witness", number=166, languages=["en"]
    )
    ContributionFactory(session=session, role="moderator", name="Ana Paula Oliveira")
    ContributionFactory(session=session, name="", unnamed="people affected directly")
    (told,) = client.get(LIST).json()["results"]
    assert told == client.get("/api/v1/programme/events/kyoto/sessions/witness").json()
    assert (told["zone"], told["starts"]) == ("Asia/Tokyo", "2021-03-11T09:00:00+09:00")
    assert (told["starts_at"], told["ends_at"]) == ("2021-03-11T00:00:00Z", "2021-03-11T01:30:00Z")
    assert (told["id"], told["number"], told["event"]) == (session.uid, 166, "kyoto")
    people = [(person["role"], person["name"], person["unnamed"]) for person in told["people"]]
    assert people == [
        ("moderator", "Ana Paula Oliveira", None),
        ("contributor", None, "people affected directly"),
    ]


@pytest.mark.django_db
def test_a_move_is_told(client: Client) -> None:
    session, by = SessionFactory(), UserFactory(roles=[Role.PROGRAMME_HOST])
    starts, ends = datetime(2021, 3, 12, 9), datetime(2021, 3, 12, 10)
    move_session(session, by=by, starts=starts, ends=ends, zone="Asia/Tokyo")
    (told,) = client.get(LIST).json()["results"]
    assert told["started_before"] == ["2021-03-11T09:00:00+09:00"]
    assert told["sequence"] == 1


@pytest.mark.django_db
def test_an_event_is_told(client: Client) -> None:
    event = EventFactory(slug="kyoto")
    PartnerFactory(event=event)
    EventFactory(slug="later", starts_on="2026-01-01", ends_on="2026-01-02")
    told = client.get("/api/v1/programme/events").json()
    assert (told["count"], told["next"]) == (2, None)
    assert [one["slug"] for one in told["results"]] == ["later", "kyoto"]
    assert told["results"][1] == client.get("/api/v1/programme/events/kyoto").json()
    assert told["results"][1]["hosts"] == [{"role": "organiser", "name": "Hermanas de Sinaloa"}]


@pytest.mark.django_db
def test_pages_lose_and_repeat_nothing_when_a_session_goes(client: Client) -> None:
    event = EventFactory(slug="kyoto")
    sessions = [
        SessionFactory(
            event=event,
            slug=f"s{hour}",
            starts=datetime(2021, 3, 11, hour // 2),
            ends=datetime(2021, 3, 11, 23),
        )
        for hour in range(5)
    ]
    first = client.get(f"{LIST}?limit=2&event=kyoto").json()
    assert (first["count"], [one["slug"] for one in first["results"]]) == (5, ["s0", "s1"])
    sessions[1].delete()
    address = urlsplit(first["next"])
    second = client.get(f"{address.path}?{address.query}").json()
    assert [one["slug"] for one in second["results"]] == ["s2", "s3"]
    address = urlsplit(second["next"])
    third = client.get(f"{address.path}?{address.query}").json()
    assert ([one["slug"] for one in third["results"]], third["next"]) == (["s4"], None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "named"), [("after=here", "after"), ("limit=many", "limit"), ("page=2", "page")]
)
@pytest.mark.parametrize("of", ["sessions", "events"])
def test_what_is_not_understood_is_named(client: Client, of: str, query: str, named: str) -> None:
    response = client.get(f"/api/v1/programme/{of}?{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [named]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["events/none", "events/none/sessions/none"])
def test_what_is_not_there_is_said_in_json(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/programme/{path}")
    assert (response.status_code, response.json()["errors"]) == (404, {})
