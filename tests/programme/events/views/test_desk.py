"""The screens of a programme host: what was typed is not lost, what was refused is said."""

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from programme.registration_factories import registered, session_in, streamed
from vigil.network.models import Member
from vigil.programme.contributors.verbs import contributions
from vigil.programme.events.models.event import State
from vigil.programme.models import Contribution, Event, Registration, Session
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db

WHEN = {"starts": "2021-03-11T09:00", "ends": "2021-03-11T10:30", "zone": "Asia/Tokyo"}


@pytest.fixture
def host(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    return client


def test_an_event_is_made_filled_and_published(host: Client) -> None:
    data = {
        "title": "Kyoto",
        "slug": "kyoto",
        "zone": "Asia/Tokyo",
        "starts_on": "2021-03-11",
        "ends_on": "2021-03-12",
    }
    made = host.post("/desk/programme/new/", data)
    event = Event.objects.get()
    assert made.headers["Location"] == f"/desk/programme/{event.pk}/"
    host.post(
        f"/desk/programme/{event.pk}/sessions/new/",
        {**WHEN, "title": "Witness", "slug": "witness", "number": "166"},
    )
    session = Session.objects.get()
    assert session.starts_at.isoformat() == "2021-03-11T00:00:00+00:00"
    host.post(f"/desk/programme/{event.pk}/do/", {"act": "publish"})
    host.post(f"/desk/programme/sessions/{session.pk}/do/", {"act": "publish"})
    assert Client().get("/programme/kyoto/witness/").status_code == 200
    for address in (f"/desk/programme/{event.pk}/", f"/desk/programme/sessions/{session.pk}/"):
        assert "Witness" in host.get(address).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts": "2021-03-28T02:30", "zone": "Europe/Vienna"}, "set forward"),
        ({"zone": "CET"}, "no time zone of a place"),
        ({"ends": "2021-03-11T08:00"}, "end after it begins"),
        ({"slug": "Not a slug"}, "cannot be an address"),
        ({"starts": "tomorrow"}, "valid date/time"),
    ],
)
def test_what_was_typed_is_shown_again_with_what_is_wrong(
    host: Client, wrong: dict[str, str], said: str
) -> None:
    event = EventFactory()
    data = {**WHEN, "ends": "2021-03-28T10:30", "title": "Typed title", "slug": "s", **wrong}
    response = host.post(f"/desk/programme/{event.pk}/sessions/new/", data)
    text = response.content.decode()
    assert response.status_code == 422
    assert said in text
    assert 'value="Typed title"' in text
    assert not Session.objects.exists()


def test_which_of_two_equal_times_is_asked_for(host: Client) -> None:
    session = SessionFactory(event=EventFactory(zone="Europe/Vienna"))
    address = f"/desk/programme/sessions/{session.pk}/move/"
    data = {"starts": "2021-10-31T02:30", "ends": "2021-10-31T04:00", "zone": "Europe/Vienna"}
    asked = host.post(address, data)
    assert asked.status_code == 422
    assert "which is meant" in asked.content.decode()
    assert host.post(address, {**data, "fold": "1"}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at.isoformat() == "2021-10-31T01:30:00+00:00"
    assert 'value="1" selected' in host.get(address).content.decode()


def test_cancelling_needs_a_reason_and_is_refused_twice(host: Client) -> None:
    session = SessionFactory()
    address = f"/desk/programme/sessions/{session.pk}/do/"
    assert host.post(address, {"act": "cancel"}).status_code == 409
    assert host.post(address, {"act": "fly", "why": "x"}).status_code == 422
    assert host.post(address, {"act": "cancel", "why": "Illness"}).status_code == 302
    assert host.post(address, {"act": "cancel", "why": "Illness"}).status_code == 409
    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.CANCELLED, 1)


def test_the_screen_says_whom_the_public_is_told_of(host: Client) -> None:
    session = SessionFactory()
    ContributionFactory(session=session, name="Announced Name")
    ContributionFactory(session=session, name="Hidden Name", announced="")
    text = host.get(f"/desk/programme/sessions/{session.pk}/").content.decode()
    assert "named to the public" in text
    assert "not named: no agreement, and not announced" in text
    assert "Hidden Name" in text


def test_a_part_that_is_refused_keeps_what_was_typed(host: Client) -> None:
    session = SessionFactory()
    address = f"/desk/programme/sessions/{session.pk}/people/"
    response = host.post(
        address, {"role": "contributor", "name": "Typed Name", "unnamed": "x", "order": "0"}
    )
    assert response.status_code == 422
    assert 'value="Typed Name"' in response.content.decode()
    assert not Contribution.objects.exists()
    other = ContributionFactory()
    assert host.post(address, {"remove": other.uid}).status_code == 404
    assert Contribution.objects.get() == other


def test_who_removes_a_part_second_is_told_that_it_is_gone(
    host: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = contributions.remove_contribution

    def removed_meanwhile(part: Contribution, *, by: User) -> None:
        remove(part, by=by)
        remove(part, by=by)

    monkeypatch.setattr(contributions, "remove_contribution", removed_meanwhile)
    part = ContributionFactory()
    address = f"/desk/programme/sessions/{part.session_id}/people/"
    assert host.post(address, {"remove": part.uid}).status_code == 404
    assert not Contribution.objects.exists()


def test_what_is_said_of_a_contributor_is_changed_and_who_it_is_stays(host: Client) -> None:
    part = ContributionFactory(name="Casilda Ríos", position="Techer")
    address = f"/desk/programme/sessions/{part.session.pk}/people/{part.uid}/"
    assert 'value="Techer"' in host.get(address).content.decode()
    sent = {"role": part.role, "position": "Teacher", "order": "0", "name": "Another"}
    assert host.post(address, sent).status_code == 302
    part.refresh_from_db()
    assert (part.position, part.name) == ("Teacher", "Casilda Ríos")
    assert host.post(address, sent | {"role": "x"}).status_code == 422
    other = f"/desk/programme/sessions/{SessionFactory().pk}/people/{part.uid}/"
    assert host.get(other).status_code == 404


def test_members_are_offered_as_far_as_staff_may_know_them(host: Client) -> None:
    Member.objects.create(name="Nobody Knows")
    known = Member.objects.create(name="Staff Knows", audiences={"name": [["staff", None]]})
    hidden = Member.objects.get(name="Nobody Knows")
    session = SessionFactory()
    address = f"/desk/programme/sessions/{session.pk}/"
    looking = {"role": "contributor", "order": "0", "member-q": "Knows", "member-find": "1"}
    text = host.post(f"{address}people/", looking).content.decode()
    assert "Staff Knows" in text
    assert "Nobody Knows" not in text
    data = {"role": "contributor", "order": "0"}
    assert host.post(f"{address}people/", {**data, "member": hidden.pk}).status_code == 422
    assert host.post(f"{address}people/", {**data, "member": known.pk}).status_code == 302


def test_the_screen_says_how_far_each_thing_is_and_whom_a_change_is_told(host: Client) -> None:
    session = session_in(6000, room="Room A", registering=Session.Registering.APPROVAL)
    registered(session)
    registered(session, Registration.State.WAITING, "b@c.example")
    registered(session, Registration.State.REFUSED, "d@e.example")
    streamed(session)
    address = f"/desk/programme/sessions/{session.pk}/"
    text = host.get(address).content.decode()
    for told in ("Room: Room A", "2 registered", "1 waits for approval", "0 items", "none yet"):
        assert told in text
    for at in (address, f"{address}move/", f"/desk/programme/{session.event_id}/"):
        assert "2 people who registered will be told by letter." in host.get(at).content.decode()
