"""What everybody is shown of messages: what is agreed to, under the name that is, and no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import adjudicator
from programme.message_factories import a_member, an_event, host, named_member, sent, shown, user_of
from vigil.charts.cards import card_svg
from vigil.network.models import Listing, Member, Status
from vigil.network.profiles.fields import Audience
from vigil.network.visibility.verbs import set_audiences
from vigil.programme.events.models.event import State as EventState
from vigil.programme.messages.cards import card_of, text_of
from vigil.programme.messages.verbs.common import SHOWING, subject_of
from vigil.programme.messages.verbs.moderating import refuse_message, set_translation, show_message
from vigil.programme.messages.verbs.withdrawing import withdraw_message
from vigil.programme.messages.visibility import (
    displayed_message,
    languages_of,
    message_with_file,
    messages_of_event,
)
from vigil.programme.models import Event, Message
from vigil.trust.consent.verbs import give_consent, withdraw_consent
from vigil.trust.models import Consent

pytestmark = pytest.mark.django_db
State = Message.State


# Which


def waiting(event: Event) -> Message:
    return sent(event, a_member())


def refused(event: Event) -> Message:
    return refuse_message(waiting(event), by=host(), why="MARKER-reason")


def refused_again(event: Event) -> Message:
    return refuse_message(shown(event, a_member()), by=host(), why="MARKER-reason")


def withdrawn(event: Event) -> Message:
    message = shown(event, a_member())
    return withdraw_message(message, by=user_of(message.member))


def no_more_agreed(event: Event) -> Message:
    message = shown(event, a_member())
    withdraw_consent(Consent.objects.get(subject_key=message.uid), by=adjudicator())
    return message


def agreed_until_yesterday(event: Event) -> Message:
    message = shown(event, a_member())
    yesterday = timezone.localdate() - timedelta(days=1)
    Consent.objects.filter(subject_key=message.uid).update(until=yesterday, given_on=yesterday)
    return message


def agreed_for_one_country(event: Event) -> Message:
    message = no_more_agreed(event)
    give_consent(
        subject_of(message),
        SHOWING,
        given_by="self",
        given_how="paper",
        territory="JPN",
        by=adjudicator(),
    )
    return message


def taken_away(event: Event) -> Message:
    message = shown(event, a_member())
    Message.objects.filter(pk=message.pk).update(withdrawals=[7])
    return message


NOT_SHOWN = [
    waiting,
    refused,
    refused_again,
    withdrawn,
    no_more_agreed,
    agreed_until_yesterday,
    agreed_for_one_country,
    taken_away,
]


@pytest.mark.parametrize("make", NOT_SHOWN)
def test_what_is_not_shown_is_nowhere(make: Any) -> None:
    event = an_event()
    message = make(event)
    Message.objects.filter(pk=message.pk).update(text="MARKER-text", media="f" * 32)
    assert messages_of_event(event) == []
    assert displayed_message(event, message.uid) is None
    assert message_with_file("f" * 32) is None
    for at, text in outputs(event, message).items():
        assert "MARKER" not in text, at
        assert message.uid not in text, at


def test_of_an_event_that_is_not_public_nothing_is_shown() -> None:
    event = an_event()
    message = shown(event, a_member())
    Event.objects.filter(pk=event.pk).update(state=EventState.DRAFT)
    assert messages_of_event(event) == []
    assert displayed_message(event, message.uid) is None


def test_a_message_is_of_its_event_alone() -> None:
    event, other = an_event(), an_event()
    message = shown(event, a_member())
    assert displayed_message(other, message.uid) is None
    assert [one.uid for one in messages_of_event(event)] == [message.uid]
    assert messages_of_event(other) == []


def test_no_upload_is_of_no_message() -> None:
    shown(an_event(), a_member())
    assert message_with_file("") is None


def test_languages_are_those_it_can_be_read_in() -> None:
    event = an_event()
    first = shown(event, a_member())
    set_translation(first, "en", "We are still here.", by=host())
    second = shown(event, a_member(), language="en", text="So are we.")
    assert [one.uid for one in messages_of_event(event)] == [second.uid, first.uid]
    assert [one.uid for one in messages_of_event(event, "es")] == [first.uid]
    assert [one.uid for one in messages_of_event(event, "en")] == [second.uid, first.uid]
    assert languages_of(messages_of_event(event)) == [("en", "English"), ("es", "Spanish")]


# Of whom


def as_listed(listing: str, *fields: str, status: str = Status.ACTIVE) -> Member:
    member = a_member("MARKER Name", pseudonym="The Harbour", listing=listing)
    set_audiences(member, dict.fromkeys(fields, Audience.PUBLIC), by=user_of(member))
    Member.objects.filter(pk=member.pk).update(status=status)
    member.refresh_from_db()
    return member


def outputs(event: Event, message: Message) -> dict[str, str]:
    """Read every address that could tell of a message, and the text of its card."""
    base = f"/programme/{event.slug}"
    addresses = [
        *("/programme/", f"{base}/", f"{base}/messages/", f"{base}/messages/?language=es"),
        f"{base}/messages/{message.uid}/",
        *(f"{base}/schedule.json", f"{base}/schedule.xml", f"{base}/sessions.ics"),
        *("/programme/sessions.ics", "/api/v1/openapi.json", "/network/"),
    ]
    found = {}
    for at in addresses:
        response = Client().get(at)
        content = b"".join(response) if response.streaming else response.content
        found[at] = content.decode().replace(at, "")
    told = displayed_message(event, message.uid)
    if told is not None:
        found["card"] = card_svg(card_of(told, event, "https://vigil.test"))
        found["text of the card"] = text_of(told, event)
    return found


@pytest.mark.parametrize(
    ("listing", "fields", "status"),
    [
        (Listing.UNLISTED, ["name"], Status.ACTIVE),
        (Listing.NAME, [], Status.ACTIVE),
        (Listing.PSEUDONYM, ["name"], Status.ACTIVE),
        (Listing.NAME, ["name"], Status.PAUSED),
        (Listing.NAME, ["name"], Status.LEFT),
    ],
)
def test_who_is_not_named_to_everybody_is_a_member(
    listing: str, fields: list[str], status: str
) -> None:
    event, member = an_event(), as_listed(listing, *fields)
    message = shown(event, member, named=True)
    Member.objects.filter(pk=member.pk).update(status=status)
    [told] = messages_of_event(event)
    assert (told.name, told.by) == ("", "a member of the network")
    assert_no_marker(event, message)


def assert_no_marker(event: Event, message: Message) -> None:
    for at, text in outputs(event, message).items():
        assert "MARKER" not in text, at


def test_another_name_is_told_and_the_name_is_not() -> None:
    event = an_event()
    message = shown(event, as_listed(Listing.PSEUDONYM, "name", "pseudonym"), named=True)
    [told] = messages_of_event(event)
    assert told.by == "The Harbour"
    assert_no_marker(event, message)
    assert "The Harbour" in outputs(event, message)["card"]


def test_who_wants_no_name_with_a_message_has_none() -> None:
    event, member = an_event(), as_listed(Listing.NAME, "name")
    message = shown(event, member, named=False)
    told = displayed_message(event, message.uid)
    assert told is not None
    assert told.by == "a member of the network"
    found = outputs(event, message)
    del found["/network/"]  # the directory names who is listed
    for at, text in found.items():
        assert "MARKER" not in text, at


def test_a_member_who_was_taken_away_is_not_named() -> None:
    event, member = an_event(), as_listed(Listing.NAME, "name")
    message = shown(event, member, named=True)
    Member.objects.filter(pk=member.pk).update(withdrawals=[3])
    assert_no_marker(event, message)


def test_nothing_else_of_a_member_or_a_moderator_is_told() -> None:
    """Each other field of the member, of the accounts, and of the decision holds a marker."""
    event = an_event()
    member = named_member("Casilda Ríos", pseudonym="MARKER-p", role="MARKER-r", country="MEX")
    member.organisation, member.import_key = "MARKER-o", "MARKER-i"
    member.save()
    user = user_of(member)
    user.display_name, user.email = "MARKER-d", "MARKER@example.org"
    user.save()
    by = host()
    by.display_name = "MARKER-h"
    by.save()
    message = sent(event, member, named=True)
    refuse_message(message, by=by, why="MARKER-w")
    show_message(message, by=by, why="MARKER-w")
    assert [one.by for one in messages_of_event(event)] == ["Casilda Ríos"]
    assert_no_marker(event, message)
    for at, text in outputs(event, message).items():
        assert member.uid not in text, at
        if "messages" in at:
            assert f"{message.sent_at:%Y-%m-%d}" not in text, at
