"""Whoever reads a draft by private link: the page, corrections, answers, consents, taking back."""

import re
from typing import Any

import pytest
from django.test import Client

from factories import CaseFactory, VictimFactory, adjudicator
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Confirmation, Consent, Decision, PrivateLink, Sealed, User
from vigil.trust.private_links.tokens import token_of
from vigil.trust.private_links.verbs.links import make_private_link, revoke_private_link
from vigil.trust.withdrawals.verbs import withdraw
from vigil.witness.models import Life, Name, PublicStory, ReaderNote, Reading, Story
from vigil.witness.people.page import person_page
from vigil.witness.people.verbs.writing import approve_life, write_life
from vigil.witness.readers.forms import LinkForm
from vigil.witness.readers.kinds import CAMPAIGN, LIFE, STORY
from vigil.witness.stories.verbs import publishing, reviewing, withdrawing
from witness import campaign_factories as campaigns
from witness.people_factories import killed, row_of
from witness.story_factories import QUOTED, a_story, anew, editor, written

pytestmark = pytest.mark.django_db
MARK = "Preview: not published"
LIFE_TEXT = "She taught the young ones to open the last container too."


@pytest.fixture
def by() -> User:
    return editor()


class Reader:
    """Somebody with a private link, in a browser without cookies."""

    def __init__(self, link: PrivateLink, page: str) -> None:
        self.link, self.at = link, f"/reading/{page}/{token_of(link)}/"
        self.client = Client()

    def read(self, prefix: str = "") -> str:
        answer = self.client.get(f"{prefix}{self.at}")
        assert answer.status_code == 200
        return answer.content.decode()

    def send(self, do: str, status: int = 200, **said: Any) -> str:
        """Send what a form of the page sends."""
        page = self.read()
        fields = {
            name: value[1]
            for name in ("ticket", "version", "language")
            if (value := re.search(rf'name="{name}" value="([^"]*)"', page))
        }
        answer = self.client.post(self.at, {**fields, "do": do, **said})
        assert answer.status_code == status
        return answer.content.decode()


def a_reader(story: Story, by: User, held_by: str = "family", **more: Any) -> Reader:
    return Reader(
        make_private_link(story.uid, STORY.purpose, held_by=held_by, by=by, **more), "story"
    )


def test_a_relative_reads_the_draft_corrects_it_agrees_and_takes_it_back() -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    reader = a_reader(story, by, called="sister")
    page = reader.read()
    assert MARK in page
    assert "She sang while she worked." in page
    assert "This link is for you alone (a sister)." in page
    assert "text in English, in the version of" in page

    assert "Sent." in reader.send("correct", text="Her brother is called Zebulon.")
    note = ReaderNote.objects.get()
    assert "Zebulon" not in reader.read()
    assert "Zebulon" not in str(list(Decision.objects.values("after", "before", "why")))
    assert Sealed.objects.filter(subject_kind="reader_note", subject_key=note.uid).count() == 1

    assert "Thank you." in reader.send("answer", answer="yes")
    assert anew(story).family_reads == "yes"
    written(story, by, title="Another title", body=QUOTED)
    assert "The text changed since then." in reader.read()

    assert "Recorded. A second person" in reader.send("agree", uses=["story", "name", "quotes"])
    confirm(Confirmation.objects.get(), by=editor())
    reader.send("answer", answer="yes")
    reviewing.send_to_review(story, by=by)
    reviewing.approve(story, by=editor())
    publishing.publish(anew(story), by=by)
    assert "She sang" in Client().get(f"/stories/{story.public_id}/").content.decode()
    assert "Published: readers see this version" in reader.read()

    reader.send("take_back", uses=["quotes"])
    assert "She sang" not in Client().get(f"/stories/{story.public_id}/").content.decode()
    reader.send("take_back", uses=["name"])
    assert Client().get(f"/stories/{story.public_id}/").status_code == 410
    assert not PublicStory.objects.exists()
    assert anew(story).standing == Story.Standing.DRAFT


def test_one_no_is_no_whoever_else_says_yes_and_a_reviewer_does_not_answer_for_them() -> None:
    by = editor()
    story = a_story(by)
    first, second = a_reader(story, by), a_reader(story, by)
    reviewer = a_reader(story, by, "organisation")
    reviewer.send("answer", answer="no")
    assert anew(story).family_reads == "pending"
    first.send("answer", answer="no")
    second.send("answer", answer="yes")
    assert anew(story).family_reads == "no"
    first.send("answer", answer="yes")
    assert anew(story).family_reads == "yes"
    assert Reading.objects.count() == 3


def test_an_outside_reviewer_agrees_to_nothing(by: User) -> None:
    story = a_story(by)
    reviewer = a_reader(story, by, held_by="organisation")
    assert "I agree" not in reviewer.read()
    assert "Only the person, their family" in reviewer.send("agree", 422, uses=["story", "name"])
    assert not Consent.objects.exists()
    assert not Confirmation.objects.exists()
    said = {"held_by": "organisation", "language": "en", "uses": ["story"]}
    form = LinkForm(said, kind=STORY)
    assert form.is_valid()
    assert form.cleaned_data["uses"] == []


def test_what_was_answered_to_an_earlier_version_is_refused_and_words_stay() -> None:
    by = editor()
    story = a_story(by)
    reader = a_reader(story, by)
    old = re.search(r'name="version" value="(\w+)"', reader.read())
    assert old is not None
    written(story, by, title="Another title")
    page = reader.send("answer", 422, answer="yes", version=old[1])
    assert "The text changed while you read it." in page
    page = reader.send("correct", 422, text="x" * 5001)
    assert "at most 5000 characters" in page
    assert "x" * 5000 in page
    assert not Reading.objects.exists()


def test_a_correction_waits_on_the_page_of_its_editors(by: User) -> None:
    story = a_story(by)
    a_reader(story, by).send("correct", text="The year is wrong.")
    client, at = Client(), f"/desk/reading/story/{story.public_id}/"
    client.force_login(by)
    assert at in client.get("/account/").content.decode()
    assert "The year is wrong." not in client.get(at).content.decode()
    assert "The year is wrong." in client.post(at, {"act": "open"}).content.decode()
    note = ReaderNote.objects.get()
    client.post(at, {"act": "answer", "note": note.pk, "answer": "Corrected."})
    assert at not in client.get("/account/").content.decode()
    client.post(at, {"act": "close", "note": note.pk})
    assert not Sealed.objects.filter(subject_kind="reader_note").exists()


def test_a_withdrawal_finds_names_in_sealed_corrections(by: User) -> None:
    reader = a_reader(a_story(by), by)
    reader.send("correct", text="Her brother is called Zebulon Quiroga.")
    reader.send("correct", text="She was forty.")
    withdraw(["Zebulon Quiroga"], by=adjudicator(), why="he asked")
    (left,) = ReaderNote.objects.all()
    assert Sealed.objects.get(subject_kind=ReaderNote.KIND).subject_key == left.uid


def test_a_form_that_is_sent_twice_is_one_correction() -> None:
    by = editor()
    reader = a_reader(a_story(by), by)
    ticket = re.search(r'name="ticket" value="([^"]+)"', reader.read())
    assert ticket is not None
    for _again in range(2):
        reader.send("correct", text="The year is wrong.", ticket=ticket[1])
    assert ReaderNote.objects.count() == 1


def test_nobody_outside_reads_what_the_record_withholds_but_can_take_back() -> None:
    by = editor()
    victim = killed()
    victim.case.withheld = ["Ovidio Zalazar"]
    victim.case.save()
    story = a_story(by, of=victim, body="Ovidio Zalazar did it.")
    reader = a_reader(story, by)
    page = reader.read()
    assert "Zalazar" not in page
    assert "cannot be read at present" in page
    written(story, by, body="She kept the minutes.")
    reader.send("agree", uses=["story"])
    written(story, by, body="Ovidio Zalazar did it.")
    assert "Withdraw what is ticked" in reader.read()
    reader.send("take_back", uses=["story"])
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_a_link_opens_nothing_once_it_is_revoked_or_the_story_is_gone() -> None:
    by = editor()
    story = a_story(by)
    first, second = a_reader(story, by), a_reader(story, by)
    second.send("correct", text="Leave out the street.")
    revoke_private_link(first.link, by=by)
    assert Client().get(first.at).status_code == 410
    withdrawing.withdraw_story(story, by=by, why="Asked for")
    assert Client().get(second.at).status_code == 410
    assert not ReaderNote.objects.exists()
    assert not Sealed.objects.filter(subject_kind="reader_note").exists()
    other = second.at.replace("/story/", "/campaign/")
    assert Client().get(other).status_code == 410


def test_the_page_is_kept_by_nobody_and_names_nobody_in_its_head() -> None:
    by = editor()
    reader = a_reader(a_story(by), by)
    answer = Client().get(reader.at)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    head = answer.content.decode().partition("</head>")[0]
    assert f'property="og:title" content="{MARK}"' in head
    assert "Amalia" not in head
    assert 'dir="rtl"' in reader.read("/ar")


def test_a_campaign_is_read_and_answered_and_asks_for_no_consent() -> None:
    by = editor()
    campaign = campaigns.begun(by)
    campaigns.added(campaign, "text", by, text="They are not numbers.")
    link = make_private_link(campaign.uid, CAMPAIGN.purpose, held_by="organisation", by=by)
    reader = Reader(link, "campaign")
    page = reader.read()
    assert "They are not numbers." in page
    assert "I agree" not in page
    reader.send("answer", answer="yes")
    assert Reading.objects.get().answer == "yes"
    reader.send("agree", 422, uses=["story"])


def life_of(name: Name) -> str:
    page = person_page(name)
    assert page is not None
    return str(page.life)


def test_whoever_agreed_to_a_life_hides_it_by_taking_it_back() -> None:
    by, name = editor(), row_of(killed())
    write_life(name, "en", LIFE_TEXT, by=by)
    link = make_private_link(name.handle, LIFE.purpose, held_by="family", by=by)
    reader = Reader(link, "person")
    assert LIFE_TEXT in reader.read()
    reader.send("agree", uses=["story"])
    words = LIFE_TEXT.strip(".").split()
    approve_life(name, "en", LIFE_TEXT, by=editor(), may_name=words)
    assert life_of(name) == LIFE_TEXT
    reader.send("take_back", uses=["story"])
    assert not life_of(name)
    assert Life.objects.get().state == Life.State.HIDDEN


def test_nobody_answers_to_a_life_that_the_page_does_not_show(by: User) -> None:
    name = row_of(killed())
    write_life(name, "en", "Zebulon Quiroga taught with her.", by=by)
    link = make_private_link(name.handle, LIFE.purpose, held_by="family", by=by)
    reader = Reader(link, "person")
    assert "Agree to publication" in reader.read()
    VictimFactory(case=CaseFactory(), name="Zebulon Quiroga", outcome="injured")
    page = reader.read()
    assert "Zebulon" not in page
    assert "This text cannot be read at present." in page
    assert "Agree to publication" not in page
