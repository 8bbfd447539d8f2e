"""The card of an event: its title, days with their time zone, and where it is."""

import pytest
from django.test import Client

from programme.factories import EventFactory
from vigil.programme.events.cards import card_of_event
from vigil.programme.events.models.event import State

pytestmark = pytest.mark.django_db
SITE = "https://vigil.example"


def test_a_card_says_when_and_where(client: Client) -> None:
    event = EventFactory()
    card = card_of_event(event, SITE)
    assert card.words == event.title
    assert card.by == "11 March 2021 to 12 March 2021 · Kyoto"
    assert card.below == "Tokyo time (UTC+9) · vigil.example"
    at = f"/programme/{event.slug}/card.png"
    first = client.get(at)
    assert first.content[:4] == b"\x89PNG"
    assert client.get(at, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert f'content="http://testserver{at}"' in client.get(f"/programme/{event.slug}/").text


def test_an_event_without_a_city_is_online_and_a_cancelled_one_says_so() -> None:
    event = EventFactory(city="", ends_on="2021-03-11", state=State.CANCELLED)
    event.refresh_from_db()
    card = card_of_event(event, SITE)
    assert card.by == "11 March 2021 · Online"
    assert card.below.startswith("This event was cancelled · Tokyo time (UTC+9)")
