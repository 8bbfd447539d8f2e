"""The screens of a programme host: what was typed is not lost, what was refused is said."""

import re
from datetime import datetime

import pytest
from django.test import Client

from factories import UserFactory
from programme.factories import (
    ContributionFactory,
    EventFactory,
    PartnerFactory,
    SessionFactory,
)
from programme.registration_factories import registered, session_in, streamed
from vigil.network.models import Member
from vigil.programme.events.models.event import State
from vigil.programme.models import Contribution, Event, Registration, Session
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db

WHEN = {"starts": "2021-03-11T09:00", "ends": "2021-03-11T10:30", "zone": "Asia/Tokyo"}
WHAT = {**WHEN, "title": "Bearing witness", "kind": "live", "registering": "none"}


def edit_address(session: Session) -> str:
    return f"/desk/programme/sessions/{session.pk}/edit/"


def row(place: int = 0, **fields: object) -> dict[str, object]:
    """Return what a browser sends of a row of the people of a session."""
    sent = {"role": "contributor", "order": "", **fields}
    rows = {f"people-{place}-{name}": value for name, value in sent.items()}
    return {"people-rows": place + 1, **rows}


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
        {**WHAT, "title": "Witness", "slug": "witness", "number": "166"},
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
        ({"zone": "CET"}, "kept in several places"),
        ({"zone": "Atlantis"}, "no time zone of a place"),
        ({"ends": "2021-03-11T08:00"}, "end after it begins"),
        ({"slug": "Not a slug"}, "cannot be an address"),
        ({"starts": "tomorrow"}, "valid date/time"),
    ],
)
def test_what_was_typed_is_shown_again_with_what_is_wrong(
    host: Client, wrong: dict[str, str], said: str
) -> None:
    event = EventFactory()
    data = {**WHAT, "ends": "2021-03-28T10:30", "title": "Typed title", "slug": "s", **wrong}
    response = host.post(f"/desk/programme/{event.pk}/sessions/new/", data)
    text = response.content.decode()
    assert response.status_code == 422
    assert said in text
    assert 'value="Typed title"' in text
    assert not Session.objects.exists()


def test_a_day_outside_the_event_has_to_be_meant(host: Client) -> None:
    event = EventFactory()
    at = f"/desk/programme/{event.pk}/sessions/new/"
    data = {**WHAT, "starts": "2021-04-11T09:00", "ends": "2021-04-11T10:00", "zone": "Tokyo"}
    assert 'name="outside"' not in host.get(at).content.decode()
    asked = host.post(at, data)
    assert asked.status_code == 422
    assert "11 March 2021 to 12 March 2021" in asked.content.decode()
    assert 'name="outside"' in asked.content.decode()
    assert host.post(at, {**data, "outside": "on"}).status_code == 302
    session = Session.objects.get()
    # Once it is there, nobody is asked again.
    assert host.post(edit_address(session), {**data, "title": "Moved"}).status_code == 302


def test_the_next_form_has_length_and_languages_of_the_session_before(host: Client) -> None:
    event = EventFactory()
    at = f"/desk/programme/{event.pk}/sessions/new/"
    data = {**WHAT, "starts": "2021-03-11T09:00", "ends": "2021-03-11T10:30", "zone": "Tokyo"}
    said = {"title": "Testimony", "languages": "es, gn", "interpretation": "en", "then": "another"}
    page = host.post(at, {**data, **said}, follow=True)
    assert "“Testimony” is created as a draft." in page.content.decode()
    form = page.context["form"]
    assert str(form["starts"].value())[:16] == "2021-03-11 10:30"
    assert str(form["ends"].value())[:16] == "2021-03-11 12:00"
    assert form["languages"].value() == "es, gn"
    assert form["interpretation"].value() == "en"


def test_which_of_two_equal_times_is_asked_for(host: Client) -> None:
    session = SessionFactory(event=EventFactory(zone="Europe/Vienna"))
    address = edit_address(session)
    data = {**WHAT, "starts": "2021-10-31T02:30", "ends": "2021-10-31T04:00", "zone": "Vienna"}
    data["outside"] = "on"
    asked = host.post(address, data)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "which is meant" in text
    assert re.search(r'<details class="folded"\s+open', text)
    assert host.post(address, {**data, "fold": "1"}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at.isoformat() == "2021-10-31T01:30:00+00:00"
    assert session.changes.get().kind == "moved"
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


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_lost(host: Client) -> None:
    part = ContributionFactory(name="Casilda Ríos")
    session, at = part.session, edit_address(part.session)
    sent = {
        **WHAT,
        "title": "Typed title",
        "ends": "2021-03-11T08:00",
        "zone": "Nowhere at all",
        "languages": ["en", "Klingonese"],
        **row(0, uid=part.uid, role="star", position="Typed position"),
        **row(1, name="Typed Name", unnamed="also a teacher"),
        **row(2, unnamed="experts", position="Heads of a school"),
    }
    page = host.post(at, sent)
    text = page.content.decode()
    assert page.status_code == 422
    for said in (
        *(
            "no time zone of a place",
            "end after it begins",
            "no language “Klingonese”",
            "star is not one of the",
        ),
        *("Give one of these: a member", "could tell who is not named"),
    ):
        assert said in text, said
    for kept in ("Typed title", "Nowhere at all", "Klingonese", "Typed position", "Typed Name"):
        assert f'value="{kept}"' in text, kept
    part.refresh_from_db()
    assert (part.position, session.contributions.count()) == ("", 1)


def test_people_are_added_changed_and_removed_in_the_form_of_the_session(host: Client) -> None:
    session = SessionFactory()
    stays = ContributionFactory(session=session, name="Casilda Ríos", position="Techer")
    goes = ContributionFactory(session=session, name="Berta Lozano", order=1)
    sent = {
        **WHAT,
        **row(0, uid=stays.uid, position="Teacher", announced="her page", name="Another"),
        **row(1, uid=goes.uid, remove="on"),
        **row(2, unnamed="experts"),
        **row(3),
        **row(4, name="Nobody After All", remove="on"),
    }
    assert host.post(edit_address(session), sent).status_code == 302
    found = session.contributions.values_list("name", "unnamed", "position", "order")
    assert list(found) == [("Casilda Ríos", "", "Teacher", 0), ("", "experts", "", 2)]


def test_who_was_removed_meanwhile_is_said_and_another_session_is_out_of_reach(
    host: Client,
) -> None:
    session, elsewhere = SessionFactory(), ContributionFactory(name="Casilda Ríos")
    sent = {**WHAT, "title": "Typed", **row(0, uid=elsewhere.uid, remove="on")}
    page = host.post(edit_address(session), sent)
    assert page.status_code == 422
    assert "was removed while you edited" in page.content.decode()
    assert Contribution.objects.get() == elsewhere


def test_a_session_that_somebody_else_saved_meanwhile_is_not_overwritten(host: Client) -> None:
    session = SessionFactory(abstract="Before")
    seen = session.changed_at.isoformat()
    assert f'value="{seen}"' in host.get(edit_address(session)).content.decode()
    theirs = {**WHAT, "abstract": "Theirs", "seen": seen}
    assert host.post(edit_address(session), theirs).status_code == 302
    mine = host.post(edit_address(session), {**WHAT, "abstract": "Mine", "seen": seen})
    assert mine.status_code == 422
    text = mine.content.decode()
    assert "Somebody else saved this session" in text
    session.refresh_from_db()
    assert session.abstract == "Theirs"
    now = session.changed_at.isoformat()
    assert f'value="{now}"' in text
    again = {**WHAT, "abstract": "Mine", "seen": now}
    assert host.post(edit_address(session), again).status_code == 302


def test_more_rows_are_shown_without_a_script_and_without_a_complaint(host: Client) -> None:
    event = EventFactory()
    at = f"/desk/programme/{event.pk}/sessions/new/"
    first = host.get(at).content.decode()
    assert 'name="people-rows" value="3"' in first
    assert 'name="people-0-order" value' not in first
    sent = {"title": "", "languages": ["es", "Deutsch"], **row(0, name="Typed Name")}
    page = host.post(at, {**sent, "people-more": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "errorlist" not in text
    assert 'value="Typed Name"' in text
    assert 'name="people-rows" value="4"' in text
    assert re.search(r'value="es"\s+id="form-languages_1"\s+checked', text)


def test_a_session_is_copied_without_agreement_announcement_or_a_name_taken_away(
    host: Client,
) -> None:
    session = SessionFactory(number=7, abstract="Of those we miss", room="Room B")
    ContributionFactory(session=session, name="Casilda Ríos", announced="The programme")
    ContributionFactory(session=session, name="Withdrawn Name", withdrawn=True)
    hidden = Member.objects.create(name="Nobody Knows")
    ContributionFactory(session=session, name="", announced="", member=hidden)
    at = f"/desk/programme/{session.event_id}/sessions/new/?copy={session.pk}"
    text = host.get(at).content.decode()
    for kept in ("Of those we miss", 'value="Room B"', "Casilda Ríos"):
        assert kept in text
    for left_out in ("The programme", "Withdrawn Name", "Nobody Knows", 'value="7"'):
        assert left_out not in text
    assert Session.objects.count() == 1


def test_an_event_is_copied_to_another_year(host: Client) -> None:
    event = EventFactory(slug="kyoto-2021", search_term="Session 7")
    PartnerFactory(event=event, name="Hermanas")
    times = {"starts": datetime(2021, 3, 12, 9), "ends": datetime(2021, 3, 12, 10)}
    session = SessionFactory(event=event, slug="witness", **times)
    session.number = 7
    session.save()
    SessionFactory(event=event, slug="off", state=State.CANCELLED)
    ContributionFactory(session=session, name="Casilda Ríos")
    at = f"/desk/programme/{event.pk}/copy/"
    assert host.get(at).status_code == 200
    sent = {"title": "A year later", "starts_on": "2022-03-10", "people": "on"}
    assert host.post(at, sent).status_code == 302
    made = Event.objects.get(title="A year later")
    assert (made.slug, made.state, made.search_term) == ("kyoto-2022", State.DRAFT, "")
    assert (str(made.starts_on), str(made.ends_on)) == ("2022-03-10", "2022-03-11")
    assert made.partners.get().name == "Hermanas"
    copied = made.sessions.get()
    assert (copied.slug, copied.state, copied.number) == ("witness", State.DRAFT, None)
    assert copied.starts_at.isoformat() == "2022-03-11T00:00:00+00:00"
    part = copied.contributions.get()
    assert (part.name, part.announced) == ("Casilda Ríos", "")


def test_a_copy_has_its_words_in_every_language_and_the_letters(host: Client) -> None:
    event = EventFactory(
        slug="kyoto-2021", words_in="en", letters="plain", inviter="Hermanas", summary="We meet."
    )
    session = SessionFactory(event=event, slug="witness", title="Witness")
    session.words_in = "pt"
    session.save()
    off = SessionFactory(event=event, slug="off", state=State.CANCELLED)
    for of, title in ((None, "Memoria 2021"), (session, "Dar testimonio"), (off, "No hay")):
        event.translated_texts.create(session=of, language="es", title=title, text="Nos reunimos.")
    sent = {"title": "A year later", "starts_on": "2022-03-10"}
    assert host.post(f"/desk/programme/{event.pk}/copy/", sent).status_code == 302
    made = Event.objects.get(title="A year later")
    copied = made.sessions.get()
    assert (made.words_in, copied.words_in) == ("en", "pt")
    assert (made.letters, made.inviter) == ("plain", "Hermanas")
    texts = made.translated_texts.values_list("session", "language", "title", "text")
    assert set(texts) == {
        (None, "es", "Memoria 2022", "Nos reunimos."),
        (copied.pk, "es", "Dar testimonio", "Nos reunimos."),
    }


def test_what_is_ready_is_published_from_one_place(host: Client) -> None:
    event = EventFactory(state=State.DRAFT)
    ready = SessionFactory(event=event, state=State.DRAFT, abstract="Whole")
    ContributionFactory(session=ready)
    lacking = SessionFactory(event=event, state=State.DRAFT)
    ContributionFactory(session=lacking, announced="")
    at = f"/desk/programme/{event.pk}/"
    text = host.get(at).content.decode()
    assert re.search(rf'value="{ready.pk}"\s+checked', text)
    assert not re.search(rf'value="{lacking.pk}"\s+checked', text)
    for said in ("no abstract", "1 person is not named"):
        assert said in text
    other = SessionFactory(state=State.DRAFT)
    assert host.post(f"{at}publish/", {"sessions": [other.pk]}).status_code == 422
    assert host.post(f"{at}publish/", {"sessions": [ready.pk]}).status_code == 302
    event.refresh_from_db()
    states = Session.objects.values_list("pk", "state")
    assert event.state == State.PUBLISHED
    assert dict(states) == {
        ready.pk: State.PUBLISHED,
        lacking.pk: State.DRAFT,
        other.pk: State.DRAFT,
    }
    assert host.post(f"{at}publish/", {}).status_code == 409


def test_members_are_offered_as_far_as_staff_may_know_them(host: Client) -> None:
    hidden = Member.objects.create(name="Nobody Knows")
    known = Member.objects.create(name="Staff Knows", audiences={"name": [["staff", None]]})
    session = SessionFactory()
    at = edit_address(session)
    looking = {**WHAT, **row(**{"member-q": "Knows", "member-find": "1"})}
    text = host.post(at, looking).content.decode()
    assert "Staff Knows" in text
    assert "Nobody Knows" not in text
    assert host.post(at, {**WHAT, **row(member=hidden.pk)}).status_code == 422
    assert host.post(at, {**WHAT, **row(member=known.pk)}).status_code == 302


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
    for at in (address, f"/desk/programme/{session.event_id}/"):
        assert "2 people who registered will be told by letter." in host.get(at).content.decode()
    form = host.get(f"{address}edit/").content.decode()
    assert "If you change time or place, 2 people who registered are told by letter." in form
