"""Releasing a mailing: to whom it goes, once, and what becomes of those who withdraw."""

import pytest

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import registered, session_in, text_of
from vigil.programme.mailings.recipients import count_recipients
from vigil.programme.mailings.verbs.drafting import MailingChoice, draft_mailing
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.trust.models import Letter, Role, User
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def test_smoke(host: User) -> None:
    event = EventFactory(title="Days of remembrance")
    one, two = session_in(30, event=event), session_in(300, event=event, title="Another")
    registered(one, address="ana@hermanas.example")
    registered(two, address="bea@hermanas.example", language="es")
    choice = MailingChoice(template="delay", minutes=10, sessions=[one], languages=["en", "es"])
    mailing = draft_mailing(event, choice, by=host)
    counts = count_recipients(mailing)
    assert counts.people == 1
    release_mailing(mailing, fingerprint(mailing), 1, by=host)
    assert do_tasks("a worker")["done"] == 1
    letter = Letter.objects.get()
    assert "begins 10 minutes late" in text_of(letter)
