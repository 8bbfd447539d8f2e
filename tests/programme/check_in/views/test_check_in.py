"""The page at the door: by forms alone, names for the day, and the address of taps."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from factories import UserFactory
from programme.registration_factories import NAME, registered, session_in
from vigil.programme.check_in.queries import digest_of_pass
from vigil.programme.models import Registration, Session
from vigil.programme.registrations import links
from vigil.trust.models import Decision, Letter, Role

pytestmark = pytest.mark.django_db
State = Registration.State
NONCE = "n" * 32


@pytest.fixture
def host() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    return client


def at(session: Session, rest: str = "check-in/") -> str:
    return f"/desk/programme/sessions/{session.pk}/{rest}"


def sent(host: Client, session: Session, *taps: dict[str, Any]) -> dict[str, Any]:
    """Send taps as a telephone does; return what is answered."""
    answer = host.post(at(session, "check-in/taps.json"), {"taps": json.dumps(taps)})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_forms_check_in_and_undo_and_come_back_to_the_place(host: Client) -> None:
    row = registered(session_in(-5), name=NAME)
    page = host.get(at(row.session))
    assert page["Permissions-Policy"] == "camera=(self)"
    assert NAME not in page.content.decode()
    assert "0 of 1 checked in" in page.content.decode()
    for do, came in (("check_in", True), ("check_in", True), ("undo", False)):
        nonce = f"{do}-{NONCE}"
        answer = host.post(at(row.session), {"do": f"{do}-{row.number}", "nonce": nonce})
        assert answer["Location"] == f"{at(row.session)}#n-{row.number}"
        row.refresh_from_db()
        assert (row.came_at is not None) is came
    assert Decision.objects.filter(verb="check_in").count() == 1


def test_a_refusal_says_why_and_what_was_typed_is_no_number(host: Client) -> None:
    row = registered(session_in(-5), State.FULL)
    answer = host.post(at(row.session), {"do": f"check_in-{row.number}", "nonce": NONCE})
    assert answer.status_code == 409
    assert f"{row.number}: They are on the waiting list." in answer.content.decode()
    for do in ("check_in-x", "check_in-", "dance", "check_in-" + "9" * 30):
        assert host.post(at(row.session), {"do": do, "nonce": NONCE}).status_code == 422
    assert host.post(at(row.session), {"do": f"check_in-{row.number}"}).status_code == 422


def test_names_are_opened_once_for_the_day_with_a_reason(host: Client) -> None:
    session = session_in(-5)
    registered(session, name=NAME)
    registered(session, address="b@c.example", name="Zoë Ünal")
    assert host.post(at(session), {"do": "open", "open-why": ""}).status_code == 422
    page = host.post(at(session), {"do": "open", "open-why": "the door"}, follow=True)
    assert NAME in page.content.decode()
    assert Decision.objects.filter(verb="open_sealed", why="the door", actor=None).count() == 2
    each = Decision.objects.filter(verb="open_sealed", actor__isnull=False)
    assert each.count() == 2
    seen = Decision.objects.filter(verb="see_door_list", why="the door")
    assert seen.count() == 1
    # Who registers later is opened like the first, with a decision on their own name.
    late = registered(session, address="d@c.example", name="Late Comer")
    assert "Late Comer" in host.get(at(session)).content.decode()
    assert each.filter(target_key=late.uid).count() == 1
    assert seen.count() == 2
    found = host.post(at(session), {"do": "find", "q": "zoe un"}).content.decode()
    assert "Zoë Ünal" in found
    assert NAME not in found
    hidden = host.post(at(session), {"do": "close"}).content.decode()
    assert NAME not in hidden
    assert NAME not in host.get(at(session)).content.decode()


def test_names_are_hidden_when_the_day_is_over_and_from_others(
    host: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_in(-5)
    registered(session, name=NAME)
    host.post(at(session), {"do": "open", "open-why": "the door"})
    other = Client()
    other.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    assert NAME not in other.get(at(session)).content.decode()
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("vigil.programme.check_in.views.opened_names.timezone.now", lambda: later)
    assert NAME not in host.get(at(session)).content.decode()


def test_taps_are_taken_each_by_itself(host: Client) -> None:
    session = session_in(-5)
    one, two = registered(session), registered(session, address="b@c.example")
    waits = registered(session, State.FULL, "d@c.example")
    told = sent(
        host,
        session,
        {"nonce": "a" * 16, "kind": "check_in", "number": one.number, "ago": 120_000},
        {"nonce": "b" * 16, "kind": "check_in", "number": waits.number, "ago": 0},
        {"nonce": "c" * 16, "kind": "check_in", "number": two.number, "ago": "soon"},
        {"nonce": "d" * 16, "kind": "undo", "number": two.number, "ago": 0},
        {"nonce": "e" * 16, "kind": "walk_in"},
        {"nonce": "f" * 16, "kind": "dance"},
        {"nonce": "short", "kind": "check_in", "number": one.number},
        {"nonce": "g" * 16, "kind": "check_in", "number": "x"},
    )
    assert [answer["taken"] for answer in told["answers"]] == [
        *(True, False, True, True, True),
        *(False, False, False),
    ]
    one.refresh_from_db()
    assert one.came_at is not None
    assert timedelta(minutes=1) < timezone.now() - one.came_at < timedelta(minutes=3)
    assert list(told["checked_in"]) == [str(one.number)]
    assert told["counts"] == "1 of 2 checked in · 1 walk-in"
    assert host.get(at(session, "check-in/taps.json")).json()["checked_in"] == told["checked_in"]


@pytest.mark.parametrize("taps", ["", "{", "{}", "[1]", '"x"'])
def test_what_is_no_list_of_taps_is_refused(host: Client, taps: str) -> None:
    session = session_in(-5)
    assert host.post(at(session, "check-in/taps.json"), {"taps": taps}).status_code == 422


def test_a_pass_is_recognised_and_a_foreign_one_is_not(host: Client) -> None:
    row = registered(session_in(-5))
    code = links.door_code(row.event_registration)
    assert digest_of_pass(code) in host.get(at(row.session)).content.decode()
    answers = sent(
        host,
        row.session,
        {"nonce": "a" * 16, "kind": "check_in", "code": code},
        {"nonce": "b" * 16, "kind": "check_in", "code": f"{row.number}-{'x' * 16}"},
        {"nonce": "c" * 16, "kind": "check_in", "code": "nonsense"},
    )["answers"]
    assert [one["outcome"] for one in answers] == ["checked_in", "unknown", "unknown"]


def test_a_long_list_takes_no_query_per_person(
    host: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = session_in(-5)
    for n in range(12):
        registered(session, address=f"{n}@c.example", name=f"Name {n}")
    host.post(at(session), {"do": "open", "open-why": "the door"})
    host.get(at(session))
    with django_assert_max_num_queries(40):
        host.get(at(session))


def test_walk_ins_by_form(host: Client) -> None:
    session = session_in(-5, capacity=1)
    page = at(session, "walk-ins/")
    form = {"act": "add", "language": "en", "nonce": NONCE}
    assert "0 of 0 checked in · 1 place" in host.get(page).content.decode()
    assert host.post(page, {**form, "name": NAME}).status_code == 422
    assert host.post(page, {**form, "address": "nobody"}).status_code == 422
    assert not Letter.objects.exists()
    answer = host.post(page, form, follow=True)
    assert "One walk-in counted." in answer.content.decode()
    full = host.post(page, {**form, "nonce": "m" * 32, "address": "b@c.example"})
    assert full.status_code == 409
    assert "There is room for them" in full.content.decode()
    assert 'value="b@c.example"' in full.content.decode()
    again = {**form, "nonce": "m" * 32, "address": "b@c.example", "beyond": "on"}
    assert host.post(page, again).status_code == 302
    assert host.post(page, {"act": "undo"}).status_code == 302
    assert session.registrations.exclude(came_at=None).count() == 1
    assert session.walk_ins.filter(undone=False).count() == 0


def test_places_by_hand(host: Client) -> None:
    session = session_in(600, capacity=1)
    registered(session)
    row = registered(session, State.FULL, "b@c.example")
    page = at(session, "waiting-list/")
    assert "Assign place…" in host.get(page).content.decode()
    assert host.post(page, {"number": "x"}).status_code == 422
    assert host.post(page, {"number": "999999", "why": "Needed."}).status_code == 404
    assert host.post(page, {"number": row.number, "why": ""}).status_code == 422
    full = host.post(page, {"number": row.number, "why": "She interprets."})
    assert full.status_code == 409
    assert 'value="She interprets."' in full.content.decode()
    given = host.post(page, {"number": row.number, "why": "She interprets.", "one_more": "on"})
    assert given.status_code == 302
    row.refresh_from_db()
    assert row.state == State.CONFIRMED
