"""Sending a message from the hosts: to whom it goes, once, and what becomes of who withdraws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from factories import UserFactory
from programme.factories import EventFactory
from programme.registration_factories import moved_to, registered, session_in, text_of, token_in
from vigil.programme.events.models.event import Letters
from vigil.programme.mailings.queries import progress_of
from vigil.programme.mailings.recipients import count_recipients, people_of
from vigil.programme.mailings.verbs import writing
from vigil.programme.mailings.verbs.drafting import (
    MailingChoice,
    TextChoice,
    draft_mailing,
    set_texts,
)
from vigil.programme.mailings.verbs.releasing import fingerprint, release_mailing
from vigil.programme.models import (
    Event,
    EventRegistration,
    Mailing,
    MailingRecipient,
    Registration,
    Session,
)
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs.withdrawing import withdraw, withdraw_person
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Letter, Role, Sealed, Task, User
from vigil.trust.outbox.verbs.sending import send_waiting
from vigil.trust.rooms import house
from vigil.trust.work.verbs import tasks

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def event() -> Event:
    return EventFactory(title="Days of remembrance")


def chosen(*sessions: Session, **values: Any) -> MailingChoice:
    values = {"template": "delay", "minutes": 10, "languages": ["en", "es"], **values}
    return MailingChoice(sessions=sessions, **values)


def released(mailing: Mailing, by: User) -> Mailing:
    shown = count_recipients(mailing).people
    return release_mailing(mailing, fingerprint(mailing), shown, by=by)


def written(mailing: Mailing, by: User) -> list[Letter]:
    released(mailing, by)
    assert tasks.do_tasks("a worker") == {"done": 1, "again": 0, "failed": 0}
    return list(Letter.objects.order_by("pk"))


def test_each_gets_one_letter_in_their_language_with_their_link(event: Event, host: User) -> None:
    one, two = session_in(30, event=event), session_in(300, event=event, title="The night")
    ana = registered(one, address="ana@hermanas.example")
    registered(two, address="ana@hermanas.example")
    eva = registered(one, address="eva@hermanas.example", language="es")
    registered(two, address="no@hermanas.example")
    registered(one, address="fr@hermanas.example", language="fr")
    to_ana, to_eva = written(draft_mailing(event, chosen(one), by=host), host)
    assert "The session begins 10 minutes late" in text_of(to_ana)
    assert "The night" not in text_of(to_ana)
    assert [token_in(to_ana), token_in(to_eva)] == [links.token_of(ana), links.token_of(eva)]
    assert [to_ana.language, to_eva.language] == ["en", "es"]
    assert [to_ana.body, to_ana.to_digest, to_ana.plain_subject] == ["", "", ""]
    assert Sealed.objects.filter(subject_kind="letter").count() == 4
    assert progress_of(Mailing.objects.get()).written == 2
    (decision,) = Decision.objects.filter(verb="release_mailing")
    assert decision.after == {"mailing_template": "delay", "people": 2}


def test_who_is_chosen_is_who_gets_it(event: Event, host: User) -> None:
    one, two = session_in(-30, event=event), session_in(300, event=event)
    came = {"came_at": timezone.now()}
    for session, state, name, values in (
        (one, State.CONFIRMED, "came", came),
        (one, State.CONFIRMED, "absent", {}),
        (one, State.FULL, "waits", {}),
        (one, State.WAITING, "asks", {}),
        (one, State.REFUSED, "refused", {}),
        (one, State.WITHDRAWN, "left", {}),
        (two, State.CONFIRMED, "came", {}),  # who came to one of two is not absent
        (two, State.CONFIRMED, "other", {}),
    ):
        registered(session, state, f"{name}@hermanas.example", **values)
    people_made = EventRegistration.objects.order_by("pk").values_list("pk", flat=True)
    called = ("came", "absent", "waits", "asks", "refused", "left", "other")
    names = dict(zip(people_made, called, strict=True))

    def people(*sessions: Session, **values: Any) -> list[str]:
        mailing = draft_mailing(event, chosen(*sessions, **values), by=host)
        return sorted(names[pk] for pk in people_of(mailing))

    assert people(one) == ["absent", "came"]
    assert people(one, waiting_list=True) == ["absent", "came", "waits"]
    assert people(one, two, audience="attended") == ["came"]
    assert people(one, two, audience="absent") == ["absent", "other"]
    assert people(whole_event=True) == ["absent", "came", "other"]
    assert people(whole_event=True, languages=["es"]) == []
    moved_to(one, -60 * 24 * 40)
    assert people(whole_event=True) == ["came", "other"]  # the others' links have expired


def test_it_is_sent_once_and_only_as_it_was_read(event: Event, host: User) -> None:
    session = session_in(30, event=event)
    ana = registered(session, address="ana@hermanas.example")
    mailing = draft_mailing(event, chosen(session), by=host)
    read = fingerprint(mailing)
    with pytest.raises(NotAllowed):
        release_mailing(mailing, read, 1, by=UserFactory(roles=[Role.CODER]))
    eva = registered(session, address="eva@hermanas.example")
    with pytest.raises(NotPossible, match="changed from 1 to 2"):
        release_mailing(mailing, read, 1, by=host)
    set_texts(mailing, {"en": TextChoice("Soon.")}, by=host)
    with pytest.raises(NotPossible, match="Somebody changed this draft"):
        release_mailing(mailing, read, 2, by=host)
    release_mailing(mailing, fingerprint(mailing), 2, by=host)
    with pytest.raises(NotPossible, match="sent already"):
        release_mailing(mailing, fingerprint(mailing), 2, by=host)
    withdraw_person(ana.event_registration)  # before their letter is written
    tasks.do_tasks("a worker")
    letter = Letter.objects.get()
    assert letter.about_key == eva.uid
    assert progress_of(Mailing.objects.get()).not_written == 1


def test_nobody_is_written_to_where_nobody_is_left(event: Event, host: User) -> None:
    session = session_in(30, event=event)
    mailing = draft_mailing(event, chosen(session), by=host)
    with pytest.raises(NotPossible, match="Nobody would get this message"):
        released(mailing, host)
    assert not Task.objects.exists()


def test_readers_without_a_text_get_the_chosen_one_marked(event: Event, host: User) -> None:
    session = session_in(30, event=event)
    registered(session, address="ana@hermanas.example")
    registered(session, address="eva@hermanas.example", language="es")
    mailing = draft_mailing(event, chosen(session, template="free", minutes=None), by=host)
    set_texts(mailing, {"es": TextChoice("Traigan una vela.")}, by=host)
    with pytest.raises(NotPossible, match="no text in: English"):
        released(mailing, host)
    with pytest.raises(NotPossible, match="no text in French"):
        set_texts(mailing, {"en": TextChoice(instead="fr"), "es": TextChoice("Vela.")}, by=host)
    texts = {"es": TextChoice("Traigan una vela."), "en": TextChoice(instead="es")}
    to_ana, to_eva = written(set_texts(mailing, texts, by=host), host)
    assert text_of(to_ana).startswith(
        "The hosts wrote this message in this language: Spanish.\n\nTraigan una vela."
    )
    assert text_of(to_eva).startswith("Traigan una vela.")


def test_envelopes_are_as_was_promised(event: Event, host: User) -> None:
    session = session_in(30, event=event)
    rows = [registered(session, address=f"{who}@hermanas.example") for who in ("ana", "eva")]
    type(rows[0].event_registration).objects.filter(pk=rows[0].number).update(plain_letters=True)
    Event.objects.filter(pk=event.pk).update(letters=Letters.PLAIN)
    event.refresh_from_db()
    plain, neutral = written(draft_mailing(event, chosen(session), by=host), host)
    assert plain.plain_subject == "From the hosts: Days of remembrance"
    assert neutral.plain_subject == ""
    assert not text_of(neutral).startswith("Vigil")


def test_a_worker_that_is_killed_writes_to_nobody_twice(
    event: Event, host: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_in(30, event=event)
    for n in range(5):
        registered(session, address=f"{n}@hermanas.example")
    released(draft_mailing(event, chosen(session), by=host), host)
    kind = replace(writing.WRITING, at_once=2)
    seen: list[int] = []

    def dies(keys: Sequence[int], by: User, why: str) -> Any:
        left_out = writing.WRITING.do(keys, by, why)
        seen.extend(keys)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return left_out

    monkeypatch.setattr(house, "task_kinds", lambda: {kind.code: replace(kind, do=dies)})
    with pytest.raises(KeyboardInterrupt):
        tasks.do_tasks("killed")
    assert Letter.objects.count() == 2
    Task.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(house, "task_kinds", lambda: {kind.code: kind})
    assert tasks.do_tasks("another")["done"] == 1
    assert Letter.objects.count() == Letter.objects.values("about_key").distinct().count() == 5
    assert MailingRecipient.objects.filter(letter=None).count() == 0


@pytest.fixture
def server(settings: Settings) -> None:
    settings.VIGIL_MAIL_FROM = "post@example.org"
    backend = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    settings.MAILERS = {"default": backend, "outbox": backend}


@pytest.mark.usefixtures("server")
def test_letters_go_out_but_not_to_who_withdrew(event: Event, host: User) -> None:
    session = session_in(30, event=event)
    registered(session, address="ana@hermanas.example")
    eva = registered(session, address="eva@hermanas.example")
    written(draft_mailing(event, chosen(session), by=host), host)
    withdraw(eva)
    assert Letter.objects.get(about_key=eva.uid).state == Letter.State.DISCARDED
    assert send_waiting().sent == 1
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ana@hermanas.example"], "A message for you")
    ]
    progress = progress_of(Mailing.objects.get())
    assert (progress.handed_over, progress.not_written) == (1, 1)
    assert not Sealed.objects.filter(subject_kind="letter").exists()
