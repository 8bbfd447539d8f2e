"""The form, the page behind the link, and being forgotten; without scripts and without accounts."""

import logging
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.factories import EventFactory
from programme.registration_factories import (
    WHO,
    moved_to,
    registered,
    session_in,
    streamed,
    token_in,
)
from vigil.programme.events.models.event import State as SessionState
from vigil.programme.models import EventRegistration, Registration, Session
from vigil.programme.registrations import links
from vigil.programme.registrations.verbs.registering import A_DAY
from vigil.site.installation.logs import WithoutPersonalData
from vigil.trust.models import Letter

pytestmark = pytest.mark.django_db
State, Registering = Registration.State, Session.Registering


def form_of(session: Session, prefix: str = "") -> str:
    return f"{prefix}/programme/{session.event.slug}/{session.slug}/register/"


def page_of(registration: Registration) -> str:
    return f"/programme/registration/{links.token_of(registration)}/"


def send(session: Session, client: Client | None = None, **said: str):  # type: ignore[no-untyped-def]
    data = {"address": WHO, "name": "", "zone": "", **said}
    return (client or Client()).post(form_of(session), data)


def test_register_read_the_letter_open_the_link_withdraw() -> None:
    session = session_in(3000)
    client = Client(enforce_csrf_checks=True)
    form = client.get(form_of(session))
    token = form.context["csrf_token"]
    answer = client.post(
        form_of(session), {"address": WHO, "csrfmiddlewaretoken": str(token)}, follow=True
    )
    assert answer.redirect_chain == [(f"{form_of(session)}sent/", 302)]
    assert client.cookies["csrftoken"].value == ""  # nothing stays in the browser
    link = f"/programme/registration/{token_in(Letter.objects.get())}/"
    shown = client.get(link)
    assert shown.status_code == 200
    assert "You are registered." in shown.content.decode()
    asked = client.get(f"{link}withdraw/")
    gone = client.post(
        f"{link}withdraw/", {"csrfmiddlewaretoken": str(asked.context["csrf_token"])}
    )
    assert gone["Location"] == "/programme/registration/withdrawn/"
    assert client.get(gone["Location"]).status_code == 200
    assert client.get(link).status_code == 410
    assert Registration.objects.get().state == State.WITHDRAWN


def test_choose_two_of_three_change_and_withdraw_from_one() -> None:
    event = EventFactory()
    one, two, three = (session_in(3000 + 100 * n, event=event) for n in range(3))
    client, at = Client(), f"/programme/{event.slug}/register/"
    assert client.get(at).content.decode().count('name="sessions"') == 3
    assert client.post(at, {"address": WHO}).status_code == 422
    chosen = {"address": WHO, "sessions": [one.pk, two.pk], "language": "es", "needs": "Sign."}
    answer = client.post(at, chosen, follow=True)
    assert answer.redirect_chain == [(f"{at}sent/", 302)]
    link = f"/programme/registration/{token_in(Letter.objects.get())}/"
    assert client.get(link).content.decode().count("You are registered.") == 2

    assert client.get(f"{link}change/").content.decode().count('name="sessions"') == 1
    added = {"sessions": [three.pk], "zone": "Asia/Tokyo", "language": "es"}
    assert client.post(f"{link}change/", added).status_code == 302
    assert client.get(link).content.decode().count("You are registered.") == 3
    assert Letter.objects.latest("pk").language == "es"

    asked = client.get(f"{link}withdraw/?session={two.pk}").content.decode()
    assert "You stay registered for your other sessions." in asked
    assert client.post(f"{link}withdraw/", {"session": two.pk})["Location"] == link
    assert client.post(f"{link}withdraw/", {"session": two.pk})["Location"] == link
    assert client.get(link).content.decode().count("You are registered.") == 2
    assert two.registrations.get().state == State.WITHDRAWN
    client.post(f"{link}withdraw/")
    assert client.get(link).status_code == 410


def test_the_form_of_a_session_has_it_ticked_and_one_of_one_has_nothing_to_tick() -> None:
    one = session_in(3000)
    assert 'name="sessions"' not in Client().get(form_of(one)).content.decode()
    session_in(3200, event=one.event)
    page = Client().get(form_of(one)).content.decode()
    assert page.count('name="sessions"') == 2
    assert page.count(" checked") == 1


def test_codes_of_several_sessions_have_a_field_each() -> None:
    event = EventFactory()
    one = session_in(3000, event=event, registering=Registering.CODES)
    two = session_in(3200, event=event)
    at = f"/programme/{event.slug}/register/"
    chosen = {"address": WHO, "sessions": [one.pk, two.pk]}
    for code in ("", "KYOTO-9999"):
        answer = Client().post(at, {**chosen, f"code-{one.pk}": code})
        assert answer.status_code == 422
        assert answer.context["form"].errors[f"code-{one.pk}"]
    assert Client().post(at, {"address": WHO, "sessions": [two.pk]}).status_code == 302


def test_the_answer_is_the_same_whether_the_address_is_known() -> None:
    session = session_in(3000)
    registered(session)
    known, new = send(session), send(session, address="new@hermanas.example")
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert set(known.headers) == set(new.headers)
    for answer in (known, new):
        del answer["Expires"]  # now, to the second, and one answer may come in the next
        del answer["X-Request-ID"]  # drawn anew for each
    assert dict(known.headers) == dict(new.headers)
    assert known.content == new.content
    assert known.cookies.output() == new.cookies.output()


@pytest.mark.parametrize("state", list(State))
def test_the_form_is_the_same_whatever_became_of_others(state: str) -> None:
    session = session_in(3000)
    before = Client().get(form_of(session)).content.decode().split("<form")[0]
    registered(session, state)
    assert Client().get(form_of(session)).content.decode().split("<form")[0] == before


def test_what_was_written_is_not_lost() -> None:
    session = session_in(3000)
    answer = send(session, address="nobody", name="Casilda")
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.content.decode()
    assert 'value="Casilda"' in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_program_that_fills_in_everything_registers_nobody() -> None:
    session = session_in(3000)
    answer = send(session, website="https://spam.example")
    assert answer["Location"] == f"{form_of(session)}sent/"
    assert not Registration.objects.exists()


def test_too_many_from_one_network() -> None:
    session = session_in(3000)
    client = Client(REMOTE_ADDR="8.8.4.4")
    for n in range(A_DAY):
        assert send(session, client, address=f"p{n}@hermanas.example").status_code == 302
    answer = send(session, client)
    assert answer.status_code == 429
    assert WHO in answer.content.decode()


def test_a_wrong_code_is_told_at_its_field() -> None:
    session = session_in(3000, registering=Registering.CODES)
    answer = send(session, code="KYOTO-9999")
    assert answer.status_code == 422
    assert "not on the host" in unescape(answer.context["form"].errors["code"][0])
    assert send(session).status_code == 422  # none at all


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": SessionState.CANCELLED}, "This session does not take place."),
        ({}, "This session is over."),
    ],
)
def test_what_is_closed_says_so(change: dict[str, str], sentence: str) -> None:
    session = session_in(3000, **change)
    if not change:
        moved_to(session, -300)
    shown, sent = Client().get(form_of(session)), send(session)
    assert (shown.status_code, sent.status_code) == (200, 409)
    for answer in (shown, sent):
        assert sentence in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("change", [{"registering": "none"}, {"state": "draft"}])
def test_where_there_is_no_registration_there_is_no_form(change: dict[str, str]) -> None:
    session = session_in(3000, **change)
    assert Client().get(form_of(session)).status_code == 404
    assert send(session).status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.CONFIRMED, "You are registered."),
        (State.WAITING, "Your registration waits to be approved."),
        (State.FULL, "You are on the waiting list."),
        (State.REFUSED, "A person has looked at your registration."),
    ],
)
def test_the_page_says_how_it_stands(state: str, sentence: str) -> None:
    row = registered(session_in(3000), state)
    assert sentence in Client().get(page_of(row)).content.decode()


def test_a_link_that_leads_nowhere_is_answered_in_one_way() -> None:
    gone, old = registered(session_in(3000)), registered(session_in(3000))
    EventRegistration.objects.filter(uid=gone.uid).update(link_digest="")
    moved_to(old.session, -60 * 24 * 31)
    answers = [Client().get(at) for at in (page_of(gone), page_of(old), f"{page_of(gone)[:-5]}/")]
    assert [a.status_code for a in answers] == [410] * 3
    assert len({a.content.replace(a.request["PATH_INFO"].encode(), b"") for a in answers}) == 1


def test_a_token_leaks_by_no_referrer_and_into_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    row = registered(session_in(3000))
    token = links.token_of(row)
    shown = Client().get(page_of(row))
    assert shown["Referrer-Policy"] == "no-referrer"
    assert (
        'method="post"' not in shown.content.decode()
    )  # a browser would send it without its origin
    assert "no-store" in shown["Cache-Control"]
    asked = Client().get(f"{page_of(row)}withdraw/")
    assert asked["Referrer-Policy"] == "same-origin"
    assert 'href="http' not in asked.content.decode()
    EventRegistration.objects.update(link_digest="")
    assert Client().get(page_of(row)).status_code == 410
    assert Client(enforce_csrf_checks=True).post(f"{page_of(row)}withdraw/").status_code == 403
    written = capfd.readouterr()
    assert token not in written.out + written.err


def test_what_is_logged_of_a_link_has_no_token() -> None:
    formatter = WithoutPersonalData()
    token = links.token_of(registered(session_in(3000)))
    for at, kept in ((f"/{token}/", "registration/…/"), (f"/{token}", "…")):
        said = f"Gone: /programme/registration{at}"
        record = logging.LogRecord("django.request", 30, "", 0, "%s", (said,), None)
        assert formatter.format(record).endswith(f"Gone: /programme/{kept}")
    (handler,) = settings.LOGGING["handlers"].values()
    assert settings.LOGGING["formatters"][handler["formatter"]]["()"].endswith(
        "WithoutPersonalData"
    )


def test_opening_the_link_does_nothing_but_show() -> None:
    """Programs that preview links in mail open them too."""
    row = registered(session_in(-5))
    streamed(row.session)
    before = Registration.objects.values().get()
    Client().get(page_of(row))
    Client().get(f"{page_of(row)}withdraw/")
    assert Registration.objects.values().get() == before


def test_the_page_leads_to_the_stream_when_it_is_open() -> None:
    row = registered(session_in(-5))
    streamed(row.session)
    at = f"/programme/{row.session.event.slug}/{row.session.slug}/stream/"
    assert f'href="{at}"' in Client().get(page_of(row)).content.decode()
    moved_to(row.session, -500)
    assert f'href="{at}"' not in Client().get(page_of(row)).content.decode()


def test_the_page_asks_the_database_as_often_however_many_sessions_there_are() -> None:
    session = session_in(-10)
    row = registered(session)
    streamed(session)
    client = Client()
    asked = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(row)).status_code == 200
        asked.append(len(queries))
        for minutes in (60, 120):
            registered(session_in(minutes, event=session.event))
    assert len(set(asked[1:])) == 1, asked
    assert asked[1] <= asked[0] + 1, asked  # more than one has the frame of the event


def test_withdrawing_twice_is_no_error_for_anybody() -> None:
    row = registered(session_in(3000))
    at = f"{page_of(row)}withdraw/"
    assert Client().post(at).status_code == 302
    assert Client().post(at).status_code == 410


def test_the_page_of_the_session_says_how_to_register() -> None:
    session = session_in(3000)
    page = f"/programme/{session.event.slug}/{session.slug}/"
    shown = Client().get(page)
    assert f'href="{form_of(session)}"' in shown.content.decode()
    assert "csrftoken" not in shown.cookies
    Session.objects.update(registering=Registering.NONE)
    assert "register/" not in Client().get(page).content.decode()


def test_the_pass_holds_the_number_and_neither_the_link_nor_a_name() -> None:
    row = registered(session_in(3000), name="Casilda Reyes")
    assert f"{page_of(row)}pass/" in Client().get(page_of(row)).content.decode()
    shown = Client().get(f"{page_of(row)}pass/")
    text = shown.content.decode()
    assert f"Registration {row.number}" in text
    assert "Casilda" not in text
    assert shown["Referrer-Policy"] == "no-referrer"
    Registration.objects.update(state=State.WAITING)
    assert f"{page_of(row)}pass/" not in Client().get(page_of(row)).content.decode()
