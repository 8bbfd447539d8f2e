"""The page behind a private link: what it opens, what it shows, and what can be done there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from network.factories import MemberFactory
from programme.factories import ContributionFactory, SessionFactory
from programme.private_link_factories import Visitor, link_for
from programme.recording_factories import a_recording, a_session, agreed, host, one_elsewhere
from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs.consenting import ASKED
from vigil.programme.contributors.verbs.contributions import remove_contribution
from vigil.programme.contributors.verbs.groups import (
    MOST,
    add_group_people,
    remove_group_person,
)
from vigil.programme.contributors.verbs.linking import make_link
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.models.event import State
from vigil.programme.models import Contribution, GroupPerson, Recording, RunItem
from vigil.programme.recordings.verbs.posting import hold_recording
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Confirmation, Consent, PrivateLink, User
from vigil.trust.private_links.verbs.links import revoke_private_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def a_group(words: list[str], by: User) -> tuple[Contribution, list[GroupPerson]]:
    part = ContributionFactory(name="", announced="", unnamed="people affected directly")
    return part, add_group_people(part, words, by=by)


def test_the_page_is_kept_by_nobody_and_tells_nobody_its_address(client: Client, by: User) -> None:
    _session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    answer = client.get(visitor.address)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    page = answer.content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title
    assert "Casilda" not in title[1]
    assert 'content="noindex"' in page
    assert "csrfmiddlewaretoken" not in page


def test_reading_changes_nothing(client: Client, by: User) -> None:
    _session, part = a_session()
    link = link_for(part, by=by)
    before = PrivateLink.objects.values().get()
    Visitor(client, link).page(done="back", act="back", use="all")
    assert PrivateLink.objects.values().get() == before
    assert not Consent.objects.exists()


@pytest.mark.parametrize("how", ["unknown", "expired", "revoked", "gone", "of a story"])
def test_a_link_that_opens_nothing_has_one_answer(client: Client, by: User, how: str) -> None:
    session, part = a_session()
    link = link_for(part, by=by)
    visitor = Visitor(client, link)
    if how == "unknown":
        visitor.address = f"/programme/contribution/{'x' * 43}/"
    elif how == "expired":
        PrivateLink.objects.update(expires_at=timezone.now())
    elif how == "revoked":
        revoke_private_link(link, by=by)
    elif how == "gone":
        remove_contribution(part, by=by)
    else:
        PrivateLink.objects.update(purpose="story")
    answer = client.get(visitor.address)
    assert answer.status_code == 410
    assert "This link leads nowhere" in answer.content.decode()
    assert session.title not in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_another_contributors_link_opens_nothing_of_theirs(client: Client, by: User) -> None:
    session, part = a_session()
    recording = a_recording(session, by)
    other = Visitor(client, link_for(ContributionFactory(session=SessionFactory()), by=by))
    for name in ("file", "poster.jpg", "chapters/en.vtt", "captions/en.vtt"):
        assert client.get(other.file(recording, name)).status_code == 404
    other.agree("voice")
    assert not Consent.objects.filter(subject_key=part.uid).exists()


def test_a_draft_is_shown_with_its_recording_before_anything_is_posted(
    client: Client, by: User
) -> None:
    session, part = a_session(state=State.DRAFT, abstract="Three families speak.")
    recording = a_recording(session, by)
    visitor = Visitor(client, link_for(part, by=by))
    page = visitor.page()
    assert "Not published yet" in page
    assert "Three families speak." in page
    assert "Casilda speaks." in page
    assert visitor.file(recording, "file") in page
    for name in ("file", "chapters/en.vtt", "captions/en.vtt"):
        answer = client.get(visitor.file(recording, name))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get(visitor.file(recording, "captions/fr.vtt")).status_code == 404


def test_one_elsewhere_is_opened_there_without_telling_where_from(client: Client, by: User) -> None:
    session, part = a_session()
    one_elsewhere(session, by)
    page = Visitor(client, link_for(part, by=by)).page()
    assert 'href="https://video.example.org/embed/1" rel="noopener noreferrer"' in page


@pytest.mark.parametrize("why", ["held", "disguise", "over", "taken back", "ran out", "absent"])
def test_what_is_kept_from_everybody_is_kept_from_a_link(
    client: Client, by: User, why: str
) -> None:
    session, part = a_session()
    other = ContributionFactory(session=session, name="Baltasar Ruiz")
    recording = a_recording(session, by)
    visitor = Visitor(client, link_for(part, by=by))
    if why == "held":
        Recording.objects.update(state="posted", posted_at=timezone.now())
        hold_recording(recording, by=by, why="somebody called")
    elif why == "disguise":
        RunItem.objects.create(
            session=session, title="A voice", position=1, seconds=9, voice="needed"
        )
    elif why == "over":
        Recording.objects.update(retained_until=timezone.localdate() - timedelta(days=1))
    elif why == "taken back":
        agreed(other, "voice", by=by)
        Visitor(client, link_for(other, by=by)).take_back("voice")
    elif why == "ran out":
        agreed(other, "voice", by=by)
        yesterday = timezone.localdate() - timedelta(days=1)
        Consent.objects.update(given_on=yesterday, until=yesterday)
    else:
        Recording.objects.update(presence={part.uid: "absent"})
    assert client.get(visitor.file(recording, "file")).status_code == 404
    assert "Casilda speaks." not in visitor.page()
    assert ("Nobody can watch one of the recordings" in visitor.page()) == (why != "absent")


def test_each_use_is_agreed_to_apart_and_until_a_day(client: Client, by: User) -> None:
    _session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    until = timezone.localdate() + timedelta(days=30)
    visitor.agree("voice", until=until.isoformat())
    assert Consent.objects.values_list("use", "until").get() == ("voice", until)
    nothing = visitor.agree()
    assert nothing.status_code == 422
    assert "Tick what you agree to." in nothing.content.decode()
    late = visitor.agree("picture", until="2021-03-11")
    assert late.status_code == 422
    assert 'value="2021-03-11"' in late.content.decode()
    assert visitor.send("fly").status_code == 422
    assert visitor.take_back("fly").status_code == 422


def test_a_form_without_its_ticket_or_from_elsewhere_is_refused(client: Client, by: User) -> None:
    _session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    sent = {"act": "agree", "uses": ["voice"]}
    assert client.post(visitor.address, sent).status_code == 403
    foreign = client.post(visitor.address, sent, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert not Consent.objects.exists()


def test_a_name_agreed_to_here_is_confirmed_by_one_who_never_had_the_link(
    client: Client, by: User
) -> None:
    session, part = a_session()
    Contribution.objects.filter(pk=part.pk).update(announced="")
    visitor = Visitor(client, link_for(part, by=by))
    answer = visitor.agree("name")
    assert "done=asked" in answer["Location"]
    assert [one.name for one in people_of(session)] == [""]
    assert "One of us has to confirm it first" in visitor.page()
    asked = Confirmation.objects.get()
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=by)
    confirm(asked, by=host())
    assert [one.name for one in people_of(session)] == ["Casilda Reyes"]
    visitor.take_back("name")
    assert [one.name for one in people_of(session)] == [""]


@pytest.mark.parametrize("use", ["name", "all"])
def test_an_announced_name_goes_with_the_agreement_to_it(
    client: Client, by: User, use: str
) -> None:
    session, part = a_session()
    assert part.announced
    visitor = Visitor(client, link_for(part, by=by))
    visitor.agree("name")
    confirm(Confirmation.objects.get(), by=host())
    visitor.take_back(use)
    assert [(one.name, one.position) for one in people_of(session)] == [("", "")]


def test_who_agreed_to_no_name_keeps_the_one_that_was_announced(client: Client, by: User) -> None:
    session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    visitor.agree("voice")
    visitor.take_back("all")
    assert [one.name for one in people_of(session)] == ["Casilda Reyes"]


@pytest.mark.parametrize("member", [False, True])
def test_a_name_is_always_taken_away_wherever_it_was_announced(
    client: Client, by: User, member: bool
) -> None:
    session, part = a_session()
    if member:
        who = MemberFactory(name="Casilda Reyes", audiences={"name": [["public", None]]})
        Contribution.objects.filter(pk=part.pk).update(name="", member=who)
    visitor = Visitor(client, link_for(part, by=by))
    assert "Remove my name" in visitor.page()
    assert "done=unnamed" in visitor.send("unname")["Location"]
    assert [(one.name, one.position) for one in people_of(session)] == [("", "")]
    public = client.get(f"/programme/{session.event.slug}/{session.slug}/")
    assert "Casilda" not in public.content.decode()
    assert visitor.send("unname").status_code == 422
    assert visitor.agree("name").status_code == 422


def test_one_of_a_group_is_counted_and_asked_about_no_name(client: Client, by: User) -> None:
    part, people = a_group(["a sister", ""], by)
    assert [str(one) for one in people] == ["a sister", "person 2"]
    page = Visitor(client, link_for(part, people[0], by=by)).page()
    assert "people affected directly" in page
    assert "I am named" not in page
    assert "a sister" not in client.get(f"/programme/{part.session.event.slug}/").content.decode()


def test_a_group_as_a_whole_agrees_to_nothing_and_gets_no_link(client: Client, by: User) -> None:
    part = ContributionFactory(name="", announced="", unnamed="a choir")
    visitor = Visitor(client, link_for(part, by=by))
    add_group_people(part, [""], by=by)
    assert visitor.agree("voice").status_code == 422
    assert not Consent.objects.exists()
    with pytest.raises(NotPossible, match="a link for each"):
        make_link(LinkedPart(part), by=by)


def test_who_of_a_group_has_answered_is_not_removed(client: Client, by: User) -> None:
    part, (first, second) = a_group(["", ""], by)
    visitor = Visitor(client, link_for(part, first, by=by))
    visitor.agree(*ASKED)
    visitor.take_back("all")
    with pytest.raises(NotPossible, match="their answer counts"):
        remove_group_person(first, by=by)
    other = Visitor(client, link_for(part, second, by=by))
    remove_group_person(second, by=by)
    assert client.get(other.address).status_code == 410
    assert part.group_people.get() == first


def test_only_people_without_a_name_are_a_group(by: User) -> None:
    part, _people = a_group([""], by)
    with pytest.raises(NotPossible):
        add_group_people(part, [""] * MOST, by=by)
    with pytest.raises(NotPossible):
        add_group_people(part, [], by=by)
    with pytest.raises(NotPossible, match="without a name"):
        add_group_people(ContributionFactory(), [""], by=by)
    with pytest.raises(NotAllowed):
        add_group_people(part, [""], by=None)  # type: ignore[arg-type]
    with pytest.raises(NotPossible, match="each of them"):
        agreed(part, by=by)
