"""What search engines read in a page: schema.org's words, and nothing that ends the block."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import (
    ContributionFactory,
    EventFactory,
    PartnerFactory,
    SessionFactory,
    StreamFactory,
)
from vigil.programme.events.verbs.sessions import cancel_session, move_session
from vigil.programme.models import Session
from vigil.trust.models import Role, User

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def told_in(client: Client, path: str) -> dict[str, Any]:
    (block,) = BLOCK.findall(client.get(path).content.decode())
    data: dict[str, Any] = json.loads(block)
    return data


def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def session() -> Session:
    event = EventFactory(slug="kyoto", host_programme="The Fourteenth Congress")
    PartnerFactory(event=event, name="Hermanas de Sinaloa")
    made: Session = SessionFactory(event=event, slug="witness", languages=["en", "es"])
    ContributionFactory(session=made, position="Special Rapporteur", affiliation="An office")
    ContributionFactory(session=made, name="", unnamed="people affected directly")
    return made


@pytest.mark.django_db
def test_a_session_is_described(client: Client, session: Session) -> None:
    StreamFactory(session=session)
    assert told_in(client, "/programme/kyoto/witness/") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Bearing witness",
        "url": "http://testserver/programme/kyoto/witness/",
        "identifier": session.uid,
        "startDate": "2021-03-11T09:00:00+09:00",
        "endDate": "2021-03-11T10:30:00+09:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Kyoto",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Kyoto",
                    "addressCountry": "JPN",
                },
            },
            {"@type": "VirtualLocation", "url": "http://testserver/programme/kyoto/witness/"},
        ],
        "organizer": [{"@type": "Organization", "name": "Hermanas de Sinaloa"}],
        "performer": [
            {
                "@type": "Person",
                "name": "Agnès Callamard",
                "jobTitle": "Special Rapporteur",
                "affiliation": {"@type": "Organization", "name": "An office"},
            }
        ],
        "inLanguage": ["en", "es"],
        "superEvent": {
            "@type": "Event",
            "name": "Days of remembrance",
            "url": "http://testserver/programme/kyoto/",
        },
    }


@pytest.mark.django_db
def test_an_event_is_described_with_its_sessions(client: Client, session: Session) -> None:
    told = told_in(client, "/programme/kyoto/")
    assert (told["startDate"], told["endDate"]) == ("2021-03-11", "2021-03-12")
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert [sub["name"] for sub in told["subEvent"]] == ["Bearing witness"]


@pytest.mark.django_db
def test_a_move_and_a_cancellation_are_told(client: Client, session: Session) -> None:
    starts, ends = datetime(2021, 3, 12, 9), datetime(2021, 3, 12, 10)
    session = move_session(session, by=host(), starts=starts, ends=ends, zone="Asia/Tokyo")
    told = told_in(client, "/programme/kyoto/witness/")
    assert told["eventStatus"] == "https://schema.org/EventRescheduled"
    assert told["previousStartDate"] == "2021-03-11T09:00:00+09:00"
    cancel_session(session, by=host(), why="The hall is closed.")
    told = told_in(client, "/programme/kyoto/witness/")
    assert told["eventStatus"] == "https://schema.org/EventCancelled"


@pytest.mark.django_db
def test_a_session_nowhere_is_online(client: Client) -> None:
    event = EventFactory(slug="kyoto", city="", country="")
    SessionFactory(event=event, slug="witness")
    told = told_in(client, "/programme/kyoto/witness/")
    assert told["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert [place["@type"] for place in told["location"]] == ["VirtualLocation"]


@pytest.mark.django_db
def test_nothing_in_the_data_ends_the_block(client: Client, session: Session) -> None:
    evil = "</script><script>alert(1)</script><!-- &amp;"
    Session.objects.update(title=evil)
    assert told_in(client, "/programme/kyoto/witness/")["name"] == evil
    assert "<script>alert" not in client.get("/programme/kyoto/witness/").content.decode()
