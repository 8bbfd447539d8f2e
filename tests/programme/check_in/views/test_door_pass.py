"""The pass of somebody, as the camera of a host's telephone opens it."""

import pytest
from django.test import Client

from factories import UserFactory
from programme.registration_factories import NAME, moved_to, registered, session_in
from vigil.programme.models import Registration
from vigil.programme.registrations import links
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
State = Registration.State
NONCE = "n" * 32


@pytest.fixture
def host() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    return client


def address(row: Registration) -> str:
    return f"/desk/programme/pass/{links.door_code(row.event_registration)}/"


def test_one_tap_checks_in_and_leads_back_to_the_list(host: Client) -> None:
    row = registered(session_in(-5), name=NAME)
    registered(session_in(60 * 48, event=row.session.event))
    shown = host.get(address(row)).content.decode()
    assert f"Registration {row.number}" in shown
    assert NAME not in shown
    assert shown.count('value="check_in"') == 1
    sent = {"do": "check_in", "registration": row.pk, "nonce": NONCE}
    for _tap in range(2):
        answer = host.post(address(row), sent)
        assert answer["Location"] == (
            f"/desk/programme/sessions/{row.session_id}/check-in/#n-{row.number}"
        )
    row.refresh_from_db()
    assert row.came_at is not None
    assert Decision.objects.filter(verb="check_in").count() == 1
    assert "Checked in at" in host.get(address(row)).content.decode()
    assert host.post(address(row), {**sent, "do": "dance"}).status_code == 422
    other = registered(session_in(-5))
    assert host.post(address(row), {**sent, "registration": other.pk}).status_code == 404
    assert host.get(f"{address(row)[:-2]}x/").status_code == 404


def test_a_pass_without_a_place_says_why(host: Client) -> None:
    row = registered(session_in(-5), State.FULL)
    assert (
        "on the waiting list. Assign them a place first" in host.get(address(row)).content.decode()
    )
    moved_to(row.session, -60 * 24 * 40)
    assert "Their link expired" in host.get(address(row)).content.decode()
    Registration.objects.filter(pk=row.pk).update(state=State.WITHDRAWN)
    assert "This registration was withdrawn." in host.get(address(row)).content.decode()
