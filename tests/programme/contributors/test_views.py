"""The desk's screen of what contributors agree to."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from programme.factories import ContributionFactory, SessionFactory
from programme.private_link_factories import link_for
from programme.recording_factories import a_session, host
from vigil.programme.contributors.verbs.correcting import propose_corrections
from vigil.programme.contributors.verbs.groups import add_group_people
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Confirmation, Consent, Letter, PrivateLink, User
from vigil.trust.private_links.tokens import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


def test_agreements_are_recorded_and_taken_back(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {
        "part": part.uid,
        "uses": ["voice", "picture"],
        "given_by": "self",
        "given_how": "paper",
    }
    assert client.post(address, sent).status_code == 302
    assert set(Consent.objects.values_list("use", flat=True)) == {"voice", "picture"}
    assert (
        client.post(address, {"part": part.uid, "act": "stop", "uses": ["voice"]}).status_code
        == 302
    )
    assert Consent.objects.get(use="voice").withdrawn_at is not None
    nothing = client.post(address, {**sent, "uses": []})
    assert nothing.status_code == 422
    assert client.post(address, {**sent, "part": "nobody"}).status_code == 404


def test_a_name_is_agreed_to_on_a_day(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {"part": part.uid, "uses": ["name"], "given_by": "self", "given_how": "in_person"}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "Say on which day they agreed to be named." in refused.content.decode()
    told = {**sent, "given_on": "2021-02-01", "why": "she said so on the telephone"}
    page = client.post(address, told, follow=True)
    assert "A second person must confirm this." in page.content.decode()
    assert not Consent.objects.exists()
    confirm(Confirmation.objects.get(), by=host())
    assert Consent.objects.get(use="name").decision.asked_by == by
    assert client.post(address, {**sent, "given_how": "on_screen"}).status_code == 422


def found(page: str, what: str) -> str:
    match = re.search(what, page)
    assert match
    return match[1]


def test_a_link_is_made_in_one_tap_and_shown_once(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {"part": part.uid, "act": "link", "held_by": "self", "language": "es"}
    answer = client.post(address, sent)
    link = PrivateLink.objects.get()
    shown = found(answer.content.decode(), r'id="link-[^>]*value="([^"]*)"')
    assert shown.endswith(f"/es/programme/contribution/{token_of(link)}/")
    assert "no-store" in answer["Cache-Control"]
    assert token_of(link) not in client.get(address).content.decode()
    client.post(address, sent)  # pressed twice
    again = client.post(address, {"part": part.uid, "act": "show", "link": link.pk})
    assert token_of(link) in again.content.decode()
    assert PrivateLink.objects.get() == link


def test_a_link_is_sent_again_and_revoked(client: Client, by: User) -> None:
    session, part = a_session()
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    sent = {"part": part.uid, "act": "link", "held_by": "family", "language": "en"}
    wrong = client.post(address, {**sent, "address": "casilda at example"})
    assert wrong.status_code == 422
    assert "casilda at example" in wrong.content.decode()
    page = client.post(address, {**sent, "address": "c@example.org"}, follow=True)
    assert "on its way by letter" in page.content.decode()
    link = PrivateLink.objects.get()
    assert token_of(link) not in page.content.decode()
    client.post(address, {"part": part.uid, "act": "send", "link": link.pk})
    assert Letter.objects.filter(about_key=link.uid).count() == 2
    other = ContributionFactory(session=session)
    strange = {"part": other.uid, "act": "revoke", "link": link.pk}
    assert client.post(address, strange).status_code == 404
    client.post(address, {**strange, "part": part.uid})
    link.refresh_from_db()
    assert not link.is_open
    assert client.post(address, {**strange, "part": part.uid}).status_code == 409


def test_a_group_is_entered_and_each_agrees_at_the_desk(client: Client, by: User) -> None:
    session = SessionFactory()
    part = ContributionFactory(session=session, name="", announced="", unnamed="a choir")
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    assert client.post(address, {"part": part.uid, "act": "people"}).status_code == 422
    client.post(address, {"part": part.uid, "act": "people", "called": "a sister\n\na friend"})
    client.post(address, {"part": part.uid, "act": "people", "count": 1})
    people = list(part.group_people.all())
    assert [str(one) for one in people] == ["a sister", "a friend", "person 3"]
    told = {"part": part.uid, "uses": ["voice"], "given_by": "self", "given_how": "paper"}
    assert client.post(address, told).status_code == 409
    assert client.post(address, {**told, "person": people[0].uid}).status_code == 302
    assert Consent.objects.get().subject_key == people[0].uid
    client.post(address, {"part": part.uid, "person": people[2].uid, "act": "remove"})
    assert part.group_people.count() == 2


def test_a_correction_is_read_and_answered(client: Client, by: User) -> None:
    session, part = a_session()
    (made,) = propose_corrections(link_for(part, by=by), {"position": "Sister & witness"})
    address = f"/desk/programme/sessions/{session.pk}/agreements/"
    assert "Sister" not in client.get(address).content.decode()
    act = {"part": part.uid, "correction": made.pk}
    assert "Sister &amp; witness" in client.post(address, {**act, "act": "read"}).content.decode()
    refused = client.post(address, {**act, "act": "refuse", "why": ""})
    assert refused.status_code == 422
    client.post(address, {**act, "act": "accept"})
    part.refresh_from_db()
    assert part.position == "Sister & witness"


def test_the_screen_asks_no_query_for_each_contributor(
    client: Client, by: User, django_assert_max_num_queries: Any
) -> None:
    session, _part = a_session()
    for n in range(12):
        other = ContributionFactory(session=session, name=f"Somebody {n}")
        link_for(other, by=by)
    group = ContributionFactory(session=session, name="", announced="", unnamed="a choir")
    for one in add_group_people(group, [""] * 12, by=by):
        link_for(group, one, by=by)
    with django_assert_max_num_queries(40):
        client.get(f"/desk/programme/sessions/{session.pk}/agreements/")
