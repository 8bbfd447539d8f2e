"""A name in a message from the hosts: found, and its words removed everywhere."""

import pytest
from django.test import Client

from factories import UserFactory, adjudicator
from programme.factories import EventFactory
from programme.registration_factories import registered, session_in, text_of
from vigil.programme.mailings.keeper import KEEPER
from vigil.programme.mailings.verbs import drafting
from vigil.programme.mailings.verbs.drafting import MailingChoice, TextChoice
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import MailingText
from vigil.trust.models import Letter, Role
from vigil.trust.withdrawals.verbs import withdraw
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db
NAME = "Casilda Reyes"


def test_a_withdrawn_name_is_gone_from_messages_pages_and_letters() -> None:
    by = UserFactory(roles=[Role.PROGRAMME_HOST])
    session = session_in(30, event=EventFactory(slug="kyoto"), slug="witness")
    registered(session)
    choice = MailingChoice(template="free", sessions=[session], languages=["en"], is_public=True)
    mailing = drafting.draft_mailing(session.event, choice, by=by)
    drafting.set_texts(mailing, {"en": TextChoice(f"{NAME} speaks first.")}, by=by)
    release_mailing(mailing, fingerprint(mailing), 1, by=by)
    do_tasks("a worker")
    page = "/programme/kyoto/witness/"
    assert NAME in Client().get(page).content.decode()
    assert NAME in text_of(Letter.objects.get())
    assert KEEPER.still_shows([NAME]) == ["A message from the hosts still says it."]
    withdraw([NAME], by=adjudicator(), why="They asked")
    assert MailingText.objects.get().text == ""
    assert NAME not in Client().get(page).content.decode()
    assert not Letter.objects.get().has_text
    assert KEEPER.still_shows([NAME]) == []
