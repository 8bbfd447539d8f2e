"""Letters of an event: neutral unless its host says that it may be named, and as was promised."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import WHO, session_in, text_of
from vigil.programme.events.models.event import Letters
from vigil.programme.models import Event, EventRegistration
from vigil.programme.registrations.letter_preview import preview_letters
from vigil.programme.registrations.letters import write_reminder
from vigil.programme.registrations.verbs.choosing_letters import choose_letters
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Letter, Role, User
from vigil.trust.organisation.queries import organisation
from vigil.trust.outbox.verbs.letters import write_letter
from vigil.trust.outbox.verbs.sending import send_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def event() -> Event:
    event: Event = EventFactory(title="Days of remembrance")
    session_in(3000, event=event)
    return event


def register(event: Event, promised: str = "", address: str = WHO) -> Letter:
    said = {"address": address, "letters": promised}
    assert Client().post(f"/programme/{event.slug}/register/", said).status_code == 302
    return Letter.objects.latest("pk")


def test_letters_are_neutral_unless_the_host_says_otherwise(event: Event) -> None:
    letter = register(event, Letters.PLAIN)  # who forges the promise gains nothing
    assert letter.plain_subject == ""
    assert not text_of(letter).startswith(organisation().name)


def test_plain_letters_name_the_event_us_and_who_invites(event: Event, host: User) -> None:
    choose_letters(event, Letters.PLAIN, "Hermanas de Sinaloa", by=host)
    form = Client().get(f"/programme/{event.slug}/register/").content.decode()
    assert "name the event and us on the outside" in form
    letter = register(event, Letters.PLAIN)
    assert letter.plain_subject == "Your registration: Days of remembrance"
    text = text_of(letter)
    assert text.startswith(f"{organisation().name}\nInvited by: Hermanas de Sinaloa\n\n")
    row = EventRegistration.objects.get().registrations.get()
    assert write_reminder([row]).plain_subject == "Reminder: Days of remembrance"


def test_the_envelope_is_what_the_host_chose(event: Event, host: User, settings: Settings) -> None:
    settings.VIGIL_MAIL_FROM = "post@example.org"
    backend = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    settings.MAILERS = {"default": backend, "outbox": backend}
    register(event, Letters.NEUTRAL)
    choose_letters(event, Letters.PLAIN, by=host)
    register(event, Letters.PLAIN, "b@c.example")
    assert send_waiting().sent == 2
    neutral, plain = sorted(mail.outbox, key=lambda one: one.to[0], reverse=True)
    assert (neutral.subject, neutral.from_email) == ("A message for you", "post@example.org")
    assert plain.subject == "Your registration: Days of remembrance"
    assert plain.from_email == f"{organisation().name} <post@example.org>"


def test_who_was_promised_neutral_letters_gets_no_others(event: Event, host: User) -> None:
    register(event, Letters.NEUTRAL)
    choose_letters(event, Letters.PLAIN, by=host)
    row = EventRegistration.objects.get().registrations.get()
    assert write_reminder([row]).plain_subject == ""
    # Their form was open while the host changed it.
    assert register(event, Letters.NEUTRAL, "b@c.example").plain_subject == ""


def test_back_to_neutral_holds_for_everybody(event: Event, host: User) -> None:
    choose_letters(event, Letters.PLAIN, by=host)
    register(event, Letters.PLAIN)
    choose_letters(event, Letters.NEUTRAL, by=host)
    row = EventRegistration.objects.get().registrations.get()
    assert write_reminder([row]).plain_subject == ""


def test_the_preview_is_the_letter_and_keeps_nothing(event: Event, host: User) -> None:
    choose_letters(event, Letters.PLAIN, "Hermanas de Sinaloa", by=host)
    neutral, plain = preview_letters(event, "en")
    assert not EventRegistration.objects.exists()
    letter = register(event, Letters.PLAIN)
    assert (plain.subject, plain.sender) == (letter.plain_subject, organisation().name)
    assert "/programme/registration/…/" in plain.body
    there = [line for line in text_of(letter).splitlines() if "/registration/" not in line]
    assert there == [line for line in plain.body.splitlines() if "/registration/" not in line]
    assert (neutral.subject, neutral.sender) == ("A message for you", "")
    assert "Hermanas" not in neutral.body
    spanish, _plain = preview_letters(event, "es")
    assert spanish.subject == "Un mensaje para usted"


def test_a_host_chooses_and_sees_both(event: Event, host: User) -> None:
    client = Client()
    client.force_login(host)
    at = f"/desk/programme/{event.pk}/letters/"
    assert "A message for you" in client.get(at).content.decode()
    assert client.post(at, {"letters": "loud"}).status_code == 422
    assert client.post(at, {"letters": "plain", "inviter": "Ana"})["Location"] == at
    event.refresh_from_db()
    assert (event.letters, event.inviter) == ("plain", "Ana")
    with pytest.raises(NotAllowed):
        choose_letters(event, Letters.PLAIN, by=UserFactory(roles=[Role.CODER]))


def test_no_other_letter_has_a_plain_subject() -> None:
    with pytest.raises(NotPossible, match="neutral subjects"):
        write_letter(
            WHO,
            Letter.Subject.MESSAGE,
            "Text.",
            kind="answer",
            by=None,
            decides=False,
            plain_subject="About a killing",
        )
