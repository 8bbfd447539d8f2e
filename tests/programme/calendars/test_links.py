"""Links into other people's calendars: right, and asking nobody until they are followed."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from vigil.programme.calendars.entries import session_entry
from vigil.programme.calendars.links import links_of_session, subscription_links
from vigil.programme.events.verbs.sessions import cancel_session
from vigil.trust.models import Role

SITE = "https://example.org"
FILE = f"{SITE}/programme/kyoto/witness/session.ics"


@pytest.mark.django_db
def test_each_form_is_filled_with_the_instants_and_nobodys_name() -> None:
    session = SessionFactory(
        event=EventFactory(slug="kyoto"),
        slug="witness",
        title="Witness & silence",
        zone="Europe/Vienna",
        starts=datetime(2026, 3, 28, 23, 30),
        ends=datetime(2026, 3, 29, 4),
    )
    ContributionFactory(session=session, name="Agnès Callamard")
    buttons = {
        button.label: button for button in links_of_session(session_entry(session, SITE), FILE)
    }

    asked = parse_qs(urlsplit(buttons["Google Calendar"].url).query)
    starts, ends = (
        datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        for at in asked["dates"][0].split("/")
    )
    assert (starts, ends) == (session.starts_at, session.ends_at)
    assert asked["ctz"] == ["Europe/Vienna"]
    assert asked["text"] == ["Witness & silence"]
    assert asked["details"] == ["https://example.org/programme/kyoto/witness/"]

    for service, host in (("Outlook.com", "live"), ("Microsoft 365", "office")):
        address = urlsplit(buttons[service].url)
        asked = parse_qs(address.query)
        assert address.netloc == f"outlook.{host}.com"
        assert datetime.fromisoformat(asked["startdt"][0]) == session.starts_at
        assert datetime.fromisoformat(asked["enddt"][0]) == session.ends_at
        assert asked["subject"] == ["Witness & silence"]

    assert buttons["Apple Calendar"].url == FILE.replace("https:", "webcal:")
    assert not any("Callamard" in button.url for button in buttons.values())
    elsewhere = {label for label, button in buttons.items() if button.elsewhere}
    assert elsewhere == {"Google Calendar", "Outlook.com", "Microsoft 365"}


@pytest.mark.django_db
def test_what_was_cancelled_is_not_offered_to_be_added() -> None:
    session = SessionFactory()
    by = UserFactory(roles=[Role.PROGRAMME_HOST])
    entry = session_entry(cancel_session(session, by=by, why="The hall is closed."), SITE)
    assert [button.label for button in links_of_session(entry, FILE)] == ["Apple Calendar"]


def test_a_calendar_is_subscribed_to_by_its_address() -> None:
    file = f"{SITE}/programme/sessions.ics?language=es"
    google, outlook, _office, apple = subscription_links(file, "Programme")
    feed = "webcal://example.org/programme/sessions.ics?language=es"
    assert parse_qs(urlsplit(google.url).query)["cid"] == [feed]
    assert parse_qs(urlsplit(outlook.url).query) == {"url": [file], "name": ["Programme"]}
    assert apple.url == feed
    assert not apple.elsewhere
