"""Drafting a message from the hosts: nobody chosen is nobody, and edited texts stay."""

from typing import Any

import pytest

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import registered, session_in
from vigil.programme.mailings.verbs import drafting
from vigil.programme.mailings.verbs.drafting import MailingChoice, TextChoice
from vigil.programme.models import Event, Mailing, Session
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def event() -> Event:
    return EventFactory()


@pytest.fixture
def session(event: Event) -> Session:
    session = session_in(30, event=event)
    registered(session)
    return session


def chosen(*sessions: Session, **values: Any) -> MailingChoice:
    values = {"template": "delay", "minutes": 10, "languages": ["en", "ar"], **values}
    return MailingChoice(sessions=sessions, **values)


def texts_of(mailing: Mailing) -> dict[str, str]:
    return dict(mailing.texts.values_list("language", "text"))


def test_nobody_chosen_is_nobody(event: Event, session: Session, host: User) -> None:
    other = session_in(30)
    for choice, field in (
        (chosen(), "sessions"),
        (chosen(session, languages=[]), "languages"),
        (chosen(session, whole_event=True), "sessions"),
        (chosen(other), "sessions"),
        (chosen(session, minutes=None), "minutes"),
        (chosen(session, minutes=9000), "minutes"),
        (chosen(session, template="room"), "room"),
        (chosen(session, template="slides"), "link"),
        (chosen(session, template="poem"), "template"),
        (chosen(session, audience="all"), "audience"),
    ):
        with pytest.raises(Unfit) as refused:
            drafting.draft_mailing(event, choice, by=host)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        drafting.draft_mailing(event, chosen(session), by=UserFactory(roles=[Role.EDITOR]))
    assert not Mailing.objects.exists()


def test_templates_speak_the_languages_of_the_readers(
    event: Event, session: Session, host: User
) -> None:
    mailing = drafting.draft_mailing(event, chosen(session), by=host)
    assert set(texts_of(mailing)) == {"en", "ar"}
    free = drafting.draft_mailing(event, chosen(session, template="free"), by=host)
    assert texts_of(free) == {}


def test_edited_texts_stay_until_the_template_says_something_else(
    event: Event, session: Session, host: User
) -> None:
    mailing = drafting.draft_mailing(event, chosen(session), by=host)
    texts = {"en": TextChoice("Ten minutes, sorry.\r\n"), "ar": TextChoice(texts_of(mailing)["ar"])}
    drafting.set_texts(mailing, texts, by=host)
    other = session_in(60, event=event)
    changed = drafting.change_mailing(mailing, chosen(session, other, languages=["en"]), by=host)
    assert texts_of(changed)["en"] == "Ten minutes, sorry."
    changed = drafting.change_mailing(mailing, chosen(session, minutes=20), by=host)
    assert texts_of(changed)["en"] == "The session begins 20 minutes late. Thank you for waiting."
    assert not Decision.objects.filter(verb="set_mailing_texts", after__icontains="sorry").exists()


def test_a_draft_is_discarded_with_its_words(event: Event, session: Session, host: User) -> None:
    choice = chosen(session, template="room", room="  Room   B ")
    mailing = drafting.draft_mailing(event, choice, by=host)
    assert texts_of(mailing)["en"] == "The session takes place in another room: Room B."
    drafting.discard_mailing(mailing, by=host)
    assert texts_of(mailing) == {}
    mailing.refresh_from_db()
    assert mailing.room == ""
    for act in (
        lambda: drafting.discard_mailing(mailing, by=host),
        lambda: drafting.change_mailing(mailing, choice, by=host),
        lambda: drafting.set_texts(mailing, {}, by=host),
    ):
        with pytest.raises(NotPossible, match="was discarded"):
            act()


def test_a_text_is_not_endless(event: Event, session: Session, host: User) -> None:
    mailing = drafting.draft_mailing(event, chosen(session), by=host)
    for tag, text in (("en", "x" * 5001), ("ja", "x")):
        with pytest.raises(NotPossible):
            drafting.set_texts(mailing, {tag: TextChoice(text)}, by=host)
