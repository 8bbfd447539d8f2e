"""The screens of messages from the hosts, and the pages on which readers see them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import WHO, moved_to, registered, session_in, streamed
from vigil.programme.mailings.verbs import drafting
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import Event, Mailing, Session
from vigil.programme.registrations import links
from vigil.trust.models import Letter, Role, User
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def host(by: User) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.fixture
def session() -> Session:
    return session_in(30, event=EventFactory(slug="kyoto"), slug="witness", title="Witness")


def choice(*sessions: Session, **values: Any) -> dict[str, Any]:
    ticked = [one.pk for one in sessions]
    return {"template": "delay", "minutes": 10, "sessions": ticked, "audience": "place", **values}


def sending(page: str) -> dict[str, str]:
    """Return what the button sends, as the page has it."""
    found = dict(re.findall(r'name="(read|shown)" value="([^"]*)"', page))
    return {"act": "release", **found}


def test_from_the_choice_to_the_outbox(host: Client, session: Session) -> None:
    registered(session, address="ana@hermanas.example")
    at = f"/desk/programme/{session.event_id}/mailings/new/?template=delay&session={session.pk}"
    form = host.get(at).content.decode()
    assert "Witness · 1 registered" in form
    assert "keep the announced time and room" in form
    refused = host.post(at, choice(languages=["en"]))
    assert refused.status_code == 422
    assert "Without one, nobody gets it." in refused.content.decode()
    assert not Mailing.objects.exists()
    screen = host.post(at, choice(session, languages=["en"]))["Location"]
    draft = host.get(screen).content.decode()
    assert "Send to 1 person" in draft
    assert "The session begins 10 minutes late" in draft
    assert f"/desk/programme/sessions/{session.pk}/edit/" in draft
    registered(session, address="eva@hermanas.example")
    asked = host.post(screen, sending(draft))
    assert asked.status_code == 409
    again = asked.content.decode()
    assert "changed from 1 to 2" in again
    assert "Send to 2 people" in again
    assert host.post(screen, sending(again)).status_code == 302
    twice = host.post(screen, sending(again))
    assert twice.status_code == 409
    assert "It is not sent twice." in twice.content.decode()
    assert "0 of 2 letters are written" in host.get(screen).content.decode()
    do_tasks("a worker")
    assert Letter.objects.count() == 2
    assert "2 letters stay in the outbox" in host.get(screen).content.decode()


def test_texts_that_lack_a_language(host: Client, session: Session, by: User) -> None:
    registered(session, language="es")
    made = drafting.MailingChoice(template="free", sessions=[session], languages=["es"])
    screen = f"/desk/programme/mailings/{drafting.draft_mailing(session.event, made, by=by).pk}/"
    assert "There is no text in: Spanish." in host.get(screen).content.decode()
    wrong = host.post(screen, {"act": "texts", "text-en": "", "instead-es": "fr"})
    assert wrong.status_code == 422
    assert "There is no text in French." in wrong.content.decode()
    sent = {"act": "texts", "text-en": "Bring a candle.", "instead-es": "en"}
    assert host.post(screen, sent).status_code == 302
    page = host.get(screen).content.decode()
    assert "escribieron este mensaje en este idioma: inglés" in page
    assert "Bring a candle." in page
    assert "Send to 1 person" in page


def test_a_message_begun_on_the_day_page_is_for_that_session(
    host: Client, session: Session
) -> None:
    registered(session)
    session_in(60, event=session.event)
    day = host.get(f"/desk/programme/events/{session.event_id}/day/?session={session.pk}")
    listed = f"/desk/programme/{session.event_id}/mailings/?session={session.pk}"
    assert listed in day.content.decode()
    assert f"template=delay&amp;session={session.pk}" in host.get(listed).content.decode()


def released_to(event: Event, by: User, **values: Any) -> Mailing:
    values = {"template": "delay", "minutes": 10, "languages": ["en"], **values}
    mailing = drafting.draft_mailing(event, drafting.MailingChoice(**values), by=by)
    return release_mailing(mailing, fingerprint(mailing), 1, by=by)


def test_readers_see_it_on_their_page_until_the_session_is_over(session: Session, by: User) -> None:
    row = registered(session)
    late = "The session begins 10 minutes late"
    own, public = f"/programme/registration/{links.token_of(row)}/", "/programme/kyoto/witness/"
    read: Callable[[str], str] = lambda at: Client().get(at).content.decode()  # noqa: E731
    assert "From the hosts" not in read(own)
    released_to(session.event, by, sessions=[session])
    assert late in read(own)
    assert late not in read(public)
    released_to(session.event, by, whole_event=True, is_public=True, minutes=15)
    assert "15 minutes late" in read(public)
    released_to(session.event, by, sessions=[session], template="recording")
    moved_to(session, -600)
    assert "15 minutes late" not in read(own) + read(public)
    assert "The recording of the session is up" in read(own)


def test_a_public_message_is_shown_where_people_wait(session: Session, by: User) -> None:
    registered(session)
    streamed(session)
    waiting, event = "/programme/kyoto/witness/stream/", "/programme/kyoto/"
    read: Callable[[str], str] = lambda at: Client().get(at).content.decode()  # noqa: E731
    assert Client().get(f"{waiting}news/").json()["hosts"]["mark"] == ""
    released_to(session.event, by, sessions=[session], is_public=True)
    for at in (waiting, event):
        page = read(at)
        assert "The session begins 10 minutes late" in page, at
    told = Client().get(f"{waiting}news/").json()["hosts"]
    assert "10 minutes late" in told["text"]

    moved_to(session, -600)
    assert "10 minutes late" not in read(waiting) + read(event)


def test_the_list_asks_no_query_a_row(
    host: Client, session: Session, by: User, django_assert_max_num_queries: Any
) -> None:
    registered(session, address=WHO, came_at=timezone.now())
    for _n in range(4):
        released_to(session.event, by, sessions=[session])
    at = f"/desk/programme/{session.event_id}/mailings/"
    host.get(at)
    with django_assert_max_num_queries(14):
        page = host.get(at).content.decode()
    assert page.count("to 1 person") == 4
