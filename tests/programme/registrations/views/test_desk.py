"""The host side's screens: deciding, codes, the door list as a sheet, the stream's address."""

import csv
import io

import pytest
from django.test import Client

from factories import UserFactory
from programme.registration_factories import (
    MARK,
    NAME,
    STREAM_ADDRESS,
    WHO,
    registered,
    session_in,
    streamed,
)
from vigil.programme.models import Registration, Session, Stream
from vigil.trust.models import Decision, Letter, Role

pytestmark = pytest.mark.django_db
State, Registering = Registration.State, Session.Registering


@pytest.fixture
def host() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    return client


def at(session: Session, rest: str = "registrations/") -> str:
    return f"/desk/programme/sessions/{session.pk}/{rest}"


def test_names_are_shown_only_after_a_reason(host: Client) -> None:
    session = session_in(60)
    registered(session, State.WAITING, name=NAME)
    assert NAME not in host.get(at(session)).content.decode()
    without = host.post(at(session, "registrations/open/"), {"open-why": ""})
    assert without.status_code == 422
    shown = host.post(at(session, "registrations/open/"), {"open-why": "to decide"})
    assert NAME in shown.content.decode()
    assert WHO in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Decision.objects.filter(verb="open_sealed", why="to decide").count() == 2


def test_approve_and_refuse(host: Client) -> None:
    session = session_in(3000, registering=Registering.APPROVAL)
    one = registered(session, State.WAITING)
    other = registered(session, State.WAITING, "b@c.example")
    for row, do in ((one, "approve"), (other, "refuse")):
        answer = host.post(
            f"/desk/programme/registrations/{row.pk}/do/", {"do": do, "told": "Full."}
        )
        assert answer.status_code == 302
    assert [r.state for r in session.registrations.order_by("pk")] == ["confirmed", "refused"]
    assert Letter.objects.filter(state=Letter.State.WAITING, decides=True).count() == 1
    again = host.post(f"/desk/programme/registrations/{one.pk}/do/", {"do": "approve"})
    assert again.status_code == 409
    nothing = host.post(f"/desk/programme/registrations/{one.pk}/do/", {"do": "dance"})
    assert nothing.status_code == 422


def test_several_are_approved_at_once_and_each_is_said_what_became(host: Client) -> None:
    session = session_in(3000, registering=Registering.APPROVAL, capacity=1)
    rows = [registered(session, State.WAITING, f"{n}@c.example") for n in range(3)]
    elsewhere = registered(session_in(3000, slug="other"), State.WAITING)
    shown = host.post(at(session, "registrations/open/"), {"open-why": "to decide"})
    assert f'value="{rows[0].pk}" form="decide"' in shown.content.decode()
    ticked = [rows[0].pk, rows[1].pk, elsewhere.pk]
    answer = host.post(
        at(session, "registrations/decide/"), {"do": "approve", "ticked": ticked}, follow=True
    )
    text = answer.content.decode()
    assert "1 has a place. No place is free: 1 is on the waiting list." in text
    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert [*states] == ["confirmed", "full", "waiting", "waiting"]


def test_several_are_refused_at_once_and_who_was_decided_on_is_named(host: Client) -> None:
    session = session_in(3000, registering=Registering.APPROVAL)
    one = registered(session, State.WAITING)
    other = registered(session, State.REFUSED, "b@c.example")
    answer = host.post(
        at(session, "registrations/decide/"), {"do": "refuse", "ticked": [one.pk, other.pk]}
    )
    assert answer.status_code == 409
    text = answer.content.decode()
    assert f"{other.number}: This registration was decided on already" in text
    assert "1 refused. An adjudicator lets the letter go" in text
    assert Letter.objects.filter(decides=True).count() == 1


@pytest.mark.parametrize("sent", [{"do": "approve"}, {"do": "approve", "ticked": "x"}, {}])
def test_nobody_ticked_is_said(host: Client, sent: dict[str, str]) -> None:
    session = session_in(3000, registering=Registering.APPROVAL)
    registered(session, State.WAITING)
    answer = host.post(at(session, "registrations/decide/"), sent)
    assert answer.status_code == 422
    assert "Tick whom it is about." in answer.content.decode()


def test_codes_with_broken_lines_are_shown_again_to_be_mended(host: Client) -> None:
    session = session_in(3000, registering=Registering.CODES)
    answer = host.post(at(session, "registrations/codes/"), {"codes": "KYOTO-0001\nbad\n"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Line 2" in text
    assert "1 new code." in text
    assert "KYOTO-0001\nbad" in text
    assert session.codes.count() == 1
    done = host.post(at(session, "registrations/codes/"), {"codes": "KYOTO-0001\nKYOTO-0002"})
    assert done.status_code == 302


def test_no_name_in_the_sheet_of_the_door_is_taken_for_a_formula(host: Client) -> None:
    session = session_in(60)
    row = registered(session, name='=HYPERLINK("https://evil.example","x")')
    answer = host.post(at(session, "registrations/door/"), {"door-why": "door", "do": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="door-list.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["registration", "name", "needs", "came"]
    assert rows[1][0] == str(row.number)
    assert rows[1][1].startswith("'=")


def test_the_list_to_print(host: Client) -> None:
    session = session_in(60)
    registered(session, name=NAME)
    answer = host.post(at(session, "registrations/door/"), {"door-why": "door", "do": "print"})
    assert NAME in answer.content.decode()
    assert WHO not in answer.content.decode()


def test_follow_up_as_a_sheet(host: Client) -> None:
    session = session_in(-200)
    registered(session, follow_up=True)
    registered(session, address="silent@hermanas.example")
    answer = host.post(at(session, "registrations/follow-up/"), {"follow-why": "thanks"})
    assert WHO in answer.content.decode()
    assert "silent" not in answer.content.decode()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PROGRAMME_HOST])
def test_nobody_else_sees_these_screens(role: Role) -> None:
    session = session_in(60)
    streamed(session)
    row = registered(session, name=NAME)
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    posts = ("registrations/open/", "registrations/door/", "registrations/follow-up/")
    for rest in (*posts, "registrations/codes/", "stream/edit/", "stream/open/", "stream/try/"):
        said = {f"{name}-why": "to know" for name in ("open", "door", "follow")}
        answer = client.post(at(session, rest), said)
        assert answer.status_code == 403, rest
        assert MARK not in answer.content.decode()
    for rest in ("registrations/", "stream/", "stream/try/"):
        assert client.get(at(session, rest)).status_code == 403
    assert client.post(f"/desk/programme/registrations/{row.pk}/do/").status_code == 403


def test_the_address_of_the_stream_is_set_and_shown_once_after_a_reason(host: Client) -> None:
    session = session_in(60)
    said = {"mode": "ours", "opens_before": 10, "closes_after": 20}
    said |= {
        "address": f'<iframe src="{STREAM_ADDRESS}"></iframe>',
        "captions": "en, fr",
        "audio_languages": "en ja en",
    }
    assert host.post(at(session, "stream/edit/"), said).status_code == 302
    stream = Stream.objects.get()
    assert (stream.captions, stream.audio_languages) == (["en", "fr"], ["en", "ja"])
    assert MARK not in host.get(at(session, "stream/")).content.decode()
    assert host.post(at(session, "stream/open/"), {"open-why": ""}).status_code == 422
    shown = host.post(at(session, "stream/open/"), {"open-why": "to test"})
    assert MARK in shown.content.decode()
    assert Decision.objects.filter(verb="open_sealed", why="to test").count() == 1


def test_an_address_that_is_none_is_refused_and_the_rest_not_lost(host: Client) -> None:
    session = session_in(60)
    said = {"mode": "ours", "opens_before": 10, "closes_after": 20}
    answer = host.post(at(session, "stream/edit/"), {**said, "address": "http://x.example/"})
    assert answer.status_code == 422
    assert "http://x.example/" in answer.content.decode()
    assert not Stream.objects.exists()
