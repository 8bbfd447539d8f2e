"""Schedules for conference apps: as XML under its schema, and as JSON, read back."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from lxml import etree

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.events.verbs.sessions import cancel_session
from vigil.programme.models import Event, Session
from vigil.trust.models import Role

XML, JSON = "/programme/kyoto/schedule.xml", "/programme/kyoto/schedule.json"


def an_event() -> Event:
    """Make an event of two days: two rooms, one session without any, one across midnight."""
    event = EventFactory(slug="kyoto")
    first = SessionFactory(
        event=event, slug="a", title="Wit<ness> & \x0bsilence", number=166, room="Main hall"
    )
    ContributionFactory(session=first, role="moderator", name="Ana Paula Oliveira")
    ContributionFactory(session=first, name="Agnès Callamard")
    ContributionFactory(session=first, name="", unnamed="people affected directly")
    second = SessionFactory(
        event=event,
        room="Small hall",
        languages=["es", "en"],
        starts=datetime(2021, 3, 11, 22, 45),
        ends=datetime(2021, 3, 12, 1, 15),
    )
    ContributionFactory(session=second, name="Agnès Callamard")
    # Held in Vienna, early on the second day there; in Kyoto it is afternoon.
    SessionFactory(
        event=event,
        zone="Europe/Vienna",
        starts=datetime(2021, 3, 12, 6),
        ends=datetime(2021, 3, 12, 7),
    )
    return event


def xml_of(client: Client) -> Any:
    response = client.get(XML)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def json_of(client: Client) -> dict[str, Any]:
    response = client.get(JSON)
    assert response.status_code == 200
    told: dict[str, Any] = json.loads(response.content)["schedule"]
    return told


def flat_xml(root: Any) -> dict[str, dict[str, Any]]:
    """Read sessions by their guid, as an app would."""
    return {
        event.get("guid"): {
            "id": int(event.get("id")),
            "day": day.get("date"),
            "room": room.get("name"),
            "starts": datetime.fromisoformat(event.findtext("date")),
            "lasts": lasting(event.findtext("duration")),
            "title": event.findtext("title"),
            "people": [(p.get("guid"), p.text) for p in event.iterfind("persons/person")],
            "language": event.findtext("language") or "",
            "slug": event.findtext("slug"),
        }
        for day in root.iterfind("day")
        for room in day.iterfind("room")
        for event in room.iterfind("event")
    }


def flat_json(schedule: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        event["guid"]: {
            "id": event["id"],
            "day": day["date"],
            "room": room,
            "starts": datetime.fromisoformat(event["date"]),
            "lasts": lasting(event["duration"]),
            "title": event["title"],
            "people": [(p["guid"], p["name"]) for p in event["persons"]],
            "language": event["language"],
            "slug": event["slug"],
        }
        for day in schedule["conference"]["days"]
        for room, events in day["rooms"].items()
        for event in events
    }


def lasting(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@pytest.fixture
def schema(shared: Path) -> Any:
    return etree.XMLSchema(etree.parse(shared / "data/schemas/frab/schedule.xml.xsd"))


@pytest.mark.django_db
@pytest.mark.shared
def test_the_xml_holds_to_its_schema(client: Client, schema: Any) -> None:
    an_event()
    schema.assertValid(xml_of(client))


@pytest.mark.django_db
@pytest.mark.shared
def test_so_does_that_of_an_event_without_sessions_and_with_a_short_name(
    client: Client, schema: Any
) -> None:
    EventFactory(slug="X")
    schema.assertValid(etree.fromstring(client.get("/programme/X/schedule.xml").content))


@pytest.mark.django_db
@pytest.mark.shared
def test_so_does_that_of_a_session_of_weeks(client: Client, schema: Any) -> None:
    event = EventFactory(slug="kyoto")
    SessionFactory(event=event, ends=datetime(2021, 4, 1, 9))
    schema.assertValid(xml_of(client))


@pytest.mark.django_db
def test_what_is_read_back_is_what_was_kept(client: Client) -> None:
    an_event()
    read = flat_xml(xml_of(client))
    assert read == flat_json(json_of(client))
    by_pk = {told["id"]: told for told in read.values()}
    assert len(by_pk) == Session.objects.count() == 3
    for session in Session.objects.all():
        told = by_pk[session.pk]
        assert told["starts"] == session.starts_at
        assert told["starts"].utcoffset() == timedelta(hours=9)  # as clocks in Kyoto show it
        assert told["lasts"] == session.ends_at - session.starts_at
    first, second, third = sorted(read.values(), key=lambda told: told["starts"])
    assert [told["room"] for told in (first, second, third)] == [
        "Main hall",
        "Small hall",
        "No room named",
    ]
    assert [told["day"] for told in (first, second, third)] == [
        "2021-03-11",
        "2021-03-11",
        "2021-03-12",
    ]
    assert [name for _guid, name in first["people"]] == [
        "Ana Paula Oliveira",
        "Agnès Callamard",
        "people affected directly",
    ]
    assert first["title"] == "Wit<ness> & silence"
    assert second["language"] == "es"
    assert first["people"][1] == second["people"][0]  # one person, one id


@pytest.mark.django_db
def test_days_are_those_of_the_event(client: Client) -> None:
    an_event()
    days = json_of(client)["conference"]["days"]
    assert [(day["index"], day["day_start"]) for day in days] == [
        (1, "2021-03-11T00:00:00+09:00"),
        (2, "2021-03-12T00:00:00+09:00"),
    ]
    # The first lasts until what began on it is over.
    assert days[0]["day_end"] == "2021-03-12T01:15:00+09:00"
    assert days[1]["day_end"] == "2021-03-13T00:00:00+09:00"


@pytest.mark.django_db
def test_a_day_on_which_clocks_are_changed_has_its_own_length(client: Client) -> None:
    event = EventFactory(slug="kyoto", zone="Europe/Vienna")
    SessionFactory(event=event, starts=datetime(2026, 3, 29, 9), ends=datetime(2026, 3, 29, 10))
    (day,) = json_of(client)["conference"]["days"]
    assert day["day_start"] == "2026-03-29T00:00:00+01:00"
    assert day["day_end"] == "2026-03-30T00:00:00+02:00"


@pytest.mark.django_db
def test_ids_stay_the_same_and_the_version_does_not(client: Client) -> None:
    event = an_event()
    before, told = json_of(client), flat_json(json_of(client))
    assert json_of(client) == before
    session = event.sessions.get(slug="a")
    by = UserFactory(roles=[Role.PROGRAMME_HOST])
    cancel_session(session, by=by, why="The hall is closed.")
    after = json_of(client)
    assert after["version"] != before["version"]
    assert flat_json(after).keys() == told.keys()
    assert all(UUID(guid).version == 5 for guid in told)
    titles = {now["title"] for now in flat_json(after).values()}
    assert titles - {was["title"] for was in told.values()} == {"Cancelled: Wit<ness> & silence"}


@pytest.mark.django_db
def test_the_version_tells_that_a_name_was_taken_back(client: Client) -> None:
    event = an_event()
    before = json_of(client)
    part = event.sessions.get(slug="a").contributions.get(name="Agnès Callamard")
    part.announced = ""
    part.save()
    after = json_of(client)
    assert after["version"] != before["version"]
    names = [name for told in flat_json(after).values() for _guid, name in told["people"]]
    assert names.count("Agnès Callamard") == 1


@pytest.mark.django_db
def test_the_json_has_the_shape_that_apps_read(client: Client) -> None:
    """The fields that c3voc's description of `schedule.json` requires."""
    an_event()
    told = json_of(client)
    conference = told["conference"]
    assert told["version"]
    assert conference["acronym"] == "kyoto"
    assert conference["daysCount"] == len(conference["days"]) == 2
    assert conference["time_zone_name"] == "Asia/Tokyo"
    assert (conference["start"], conference["end"]) == ("2021-03-11", "2021-03-12")
    assert {"title", "timeslot_duration"} <= conference.keys()
    rooms = {room["name"] for room in conference["rooms"]}
    assert rooms == {"Main hall", "Small hall", "No room named"}
    required = {"abstract", "date", "duration", "guid", "id", "language", "links", "persons"}
    required |= {"room", "slug", "start", "subtitle", "title", "track", "type", "url"}
    for day in conference["days"]:
        for events in day["rooms"].values():
            for event in events:
                assert required <= event.keys()
                assert event["url"].startswith("http://testserver/programme/kyoto/")
