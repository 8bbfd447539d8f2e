"""One walk through all rooms, as the programme of Kyoto goes; then one relative withdraws.

Two sisters: one was killed, the other tells of it: in a story, in a session, in a consultation, as
a grantee, as a member. The event and everybody in it are invented; its sessions have the numbers
of the real ones. What has a browser test of its own is set up by verbs here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.reading import everything, read
from browser.signing import sign_in
from factories import adjudicator, publish_anew
from fund.factories import a_grant, officer, party
from outlook import factories_consultations as meetings
from outlook.factories_report import added, begun, chair, counted
from programme.factories import ContributionFactory, EventFactory, SessionFactory
from programme.message_factories import host, named_member, user_of
from seconded import give_consent
from vigil.casefile.models import Victim
from vigil.outlook.consultations.verbs import (
    publishing,
    speakers_and_consent,
)
from vigil.outlook.models import Consultation, EditionFile, ReportEdition
from vigil.outlook.reports.edition_files import file_faults
from vigil.outlook.reports.verbs import writing
from vigil.programme.models import Event, Message, Session
from vigil.trust.consent.story_offers import STORY_USE
from vigil.trust.models import Consent, Level, User
from vigil.witness.models import Story
from witness import campaign_factories as campaigns
from witness.people_factories import killed, row_of
from witness.story_factories import a_story, agreed, editor, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AMALIA, CASILDA = "Amalia Quelonia Marfil", "Casilda Zubia Toral"
TOLD, OWN, SPOKE, WROTE = "Zarigueya", "Ocelotl", "Guacamaya", "Tlacuache"
"""Stand in her story, in the account of herself, in what she said there, in her message."""
HERS = ("Quelonia", "Marfil", "Zubia", "Toral", TOLD, OWN, SPOKE, WROTE)
ELSE = "Somebody Else"
SAID = f"{SPOKE} is what they call the boats that leave at night."
NOTES = "\n\n".join([SAID, *meetings.NOTES.strip().split("\n\n")[1:]])
EVENT, REPORT = "/programme/days-2021/", "/outlook/trajectories/1/"
CASES, FIGURES = "/cases/?country=COL", "/figures/?country=COL"
SEARCHES = [
    f"{at}?{urlencode({'q': word})}"
    for at in ("/cases/", "/stories/", "/names/", "/api/v1/cases", "/api/v1/stories")
    for word in HERS
]
SOME_SEARCHES = SEARCHES[::3]
"""Each word somewhere, and a few words everywhere."""
SEEDS = (
    *("/", "/cases/", "/map/", "/map/points.json", "/figures/", "/stories/", "/names/"),
    *("/campaigns/", "/network/", "/network/members.json", "/programme/", "/outlook/"),
    *("/cases/cases.csv", "/cases/cases.atom", "/cases/cases.geojson", "/stories/stories.atom"),
    *("/campaigns/campaigns.atom", "/names/anniversaries.ics", "/names/roll.pdf", "/fund/"),
    *("/programme/sessions.ics", f"{EVENT}sessions.ics", f"{EVENT}schedule.json"),
    *(f"{EVENT}schedule.xml", "/outlook/consultations/", "/sitemap.xml", "/es/stories/"),
    *("/ar/stories/", f"/es{EVENT}", f"/ar{REPORT}", CASES, FIGURES),
    *(f"{REPORT}{name}" for name in ("report.pdf", "data.zip", "snapshot.json", "manifest.json")),
)
MET = (
    *(CASES, "/cases/cases.csv", "/cases/?q=Quelonia", "/api/v1/cases?q=Quelonia"),
    *(
        "/names/",
        "/names/roll.pdf",
        "/stories/",
        "/stories/stories.atom",
        "/api/v1/stories?q=Toral",
    ),
    *("/campaigns/days-2021/", f"{EVENT}session-40/", f"{EVENT}session-166/", f"{EVENT}messages/"),
    *(f"{EVENT}schedule.json", "/outlook/consultations/", REPORT, f"{REPORT}report.pdf"),
    *(f"{REPORT}snapshot.json", "/network/", "/network/members.json"),
)
"""Where she is met before, whatever else says it."""
WHY = "daily one link deep; test_withdrawn_everywhere.py of each room reads all of that room"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@dataclass
class Walk:
    """The browser in which one after the other signs in, and what the steps made so far."""

    page: Page
    edits: User = field(default_factory=editor)
    chairs: User = field(default_factory=chair)
    hosts: User = field(default_factory=host)
    cards: list[str] = field(default_factory=list)
    """Addresses of pictures that say who it is: their words are not read here."""
    paragraphs: dict[str, str] = field(default_factory=dict)
    """The uid of the paragraph of the report that stands on something of each kind."""

    def sign_in(self, who: User) -> None:
        """Sign somebody in, in place of whoever was."""
        sign_in(self.page, who)

    def presses(self, name: str, role: Literal["button", "link"] = "button") -> None:
        """Press a button, or follow a link, and wait for what comes of it."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()

    def reads(self, at: str, *words: str) -> None:
        """Read a page as the public does."""
        self.page.context.clear_cookies()
        self.page.goto(at)
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)

    def cites(self, number: int, kind: str, key: str, label: str = "") -> None:
        """Let a session cite something, at the desk of the programme."""
        session, page = Session.objects.get(number=number), self.page
        page.goto(f"/desk/programme/sessions/{session.pk}/")
        page.get_by_text("Add a case, a figure, a story").click()
        form = page.locator("form[action$='/citations/'].form-narrow")
        form.locator("[name=kind]").select_option(kind)
        form.locator("[name=key]").fill(key)
        form.locator("[name=label]").fill(label)
        form.get_by_role("button", name="Add").click()
        listed = page.locator("form[action$='/citations/'] > bdi")
        expect(listed.filter(has_text=label or key)).to_have_count(1)


@pytest.mark.turns
@pytest.mark.parametrize(
    ("searches", "deep", "languages"),
    [
        (SOME_SEARCHES, 1, ["ar"]),
        pytest.param(SEARCHES, 2, ["es", "ar"], marks=pytest.mark.tail(WHY)),
    ],
    ids=["daily", "deep"],
)
def test_one_relative_withdraws_and_is_gone_from_every_room(
    browser_page: Page, requests_seen: Seen, searches: list[str], deep: int, languages: list[str]
) -> None:
    walk = Walk(browser_page)
    victim = cases_and_a_figure(walk)
    story = story_and_campaign(walk, victim)
    sessions(walk, victim, story)
    consultation(walk)
    account = account_of_a_grantee(walk)
    report(walk, story, account)
    message(walk)
    walk.page.context.clear_cookies()

    seeds = (EVENT, *MET, *SEEDS, *searches)
    before = everything(seeds, deep, languages)
    for word in HERS:
        assert [at for at, text in before.items() if says(text, word)], word
    assert [at for at in MET if not any(says(before[at], word) for word in HERS)] == []
    assert len(listed(walk, before)) == len(walk.cards) - 1  # no map lists a single message
    assert {Client().get(at).status_code for at in walk.cards} == {200}

    for name in (AMALIA, CASILDA):
        withdraws(walk, name)
    walk.page.context.clear_cookies()
    again = {at: read(at, Client()) for at in before}
    after = everything(seeds, deep, languages, known=again)
    left = {at: [word for word in HERS if says(text, word)] for at, text in after.items()}
    assert {at: words for at, words in left.items() if words} == {}
    assert listed(walk, after) == []
    assert {Client().get(at).status_code for at in walk.cards} <= {404, 410}
    what_stays_is_whole(walk)
    assert requests_seen.foreign == []


def says(text: str, word: str) -> bool:
    return word.lower() in text.lower()


def listed(walk: Walk, told: Mapping[str, str]) -> list[str]:
    """Return which of the pages that have a card the maps of the site list."""
    maps = "".join(text for at, text in told.items() if at.startswith("/sitemap"))
    cards = (at.removesuffix("card.png") for at in walk.cards)
    pages = [at.replace("/names/", "/people/") for at in cards]
    return [at for at in pages if f"http://testserver{at}<" in maps]


# The way there


def cases_and_a_figure(walk: Walk) -> Victim:
    """Read two verified cases, and a figure of them with what is not reported."""
    victim = killed(AMALIA, country="COL")
    other = killed(ELSE, "2020-01-02", country="COL").case
    other.method = ""
    other.save()
    publish_anew(other)
    walk.reads(CASES, AMALIA, ELSE)
    walk.presses("Figures", "link")
    walk.reads(FIGURES, "not reported")
    walk.cards.append(f"/names/{row_of(victim).handle}/card.png")
    return victim


def story_and_campaign(walk: Walk, victim: Victim) -> Story:
    """Publish what her sister tells of her, and a campaign that quotes it; read both."""
    by = walk.edits
    body = f"She kept the minutes.\n\n> {TOLD} she called her boat.\n> -- {CASILDA}"
    story = a_story(by, of=victim, name=AMALIA, title=f"{TOLD} sails", summary=TOLD, body=body)
    agreed(story, by=by)
    published(story, by)
    EventFactory(slug="days-2021", takes_messages=True)
    campaign = campaigns.begun(by, slug="days-2021")
    for kind, values in (
        ("text", {"heading": "Our words", "text": f"We think of {AMALIA}."}),
        ("quote", {"story": story.public_id}),
        ("stories", {"stories": story.public_id, "heading": "Stories"}),
        ("names", {"heading": "Names"}),
        ("figure", {"figure": "by-year", "heading": "What is known"}),
        ("session", {"address": EVENT}),
    ):
        campaigns.added(campaign, kind, by, **values)
    campaigns.published(campaign, by)
    at = f"/stories/{story.public_id}/"
    walk.reads("/stories/", TOLD)
    walk.page.locator(f"a[href='{at}']").first.click()
    walk.reads(at, TOLD, CASILDA)
    walk.reads("/campaigns/days-2021/", AMALIA, TOLD, "What is known")
    walk.cards.append(f"{at}card.png")
    return story


def sessions(walk: Walk, victim: Victim, story: Story) -> None:
    """Let session 166, in which her sister speaks, cite case, figure, story and campaign."""
    event = Event.objects.get(slug="days-2021")
    for number, hour in ((40, 9), (46, 11), (166, 14)):
        row = SessionFactory(
            event=event,
            number=number,
            slug=f"session-{number}",
            title=f"Session of the day at {hour}",
            starts=datetime(2021, 3, 11, hour),
            ends=datetime(2021, 3, 11, hour + 1),
        )
        if number != 46:
            ContributionFactory(session=row, name=CASILDA)
    spoken = Session.objects.get(number=166)
    spoken.abstract = f"Of {AMALIA}, and what is known of the others."
    spoken.save()
    walk.sign_in(walk.hosts)
    walk.cites(166, "case", str(victim.case.public_id))
    walk.cites(166, "figure", FIGURES, "Killings by year")
    walk.cites(166, "story", f"/stories/{story.public_id}/", "A story told by a sister")
    walk.cites(166, "story", "/campaigns/days-2021/", "The campaign")
    walk.reads(f"{EVENT}session-166/", AMALIA, CASILDA, "A story told by a sister")


def consultation(walk: Walk) -> None:
    """Publish a consultation of session 166, with what she said there, under her name."""
    row = meetings.consultation(
        walk.chairs, rule=Consultation.Rule.BY_NAME, session=f"{EVENT}session-166/"
    )
    by, page = row.chair, walk.page
    meetings.notes_and_statements.take_notes(row, NOTES, "en", by=by)
    for _n in range(2):
        meetings.coding_verbs.give_to(row, meetings.coder(), by=by)
    meetings.coding_verbs.begin_coding(row, by=by)
    meetings.code(row, meetings.CODES, meetings.CODES)
    row = meetings.coding_verbs.settle(row, {}, {}, by=by)
    one = row.statements.get(number=1)
    speakers_and_consent.say_speaker(one, CASILDA, "", by=by)
    for use in (speakers_and_consent.QUOTES, speakers_and_consent.NAME):
        give_consent(one.subject, use, given_by="self", given_how="recorded", by=by)
    publishing.publish_consultation(row, by=by)

    walk.sign_in(by)
    desk = "/desk/outlook/consultations"
    page.goto(f"{desk}/statements/{one.uid}/")
    page.get_by_text("Show who said it", exact=True).click()
    walk.presses("Show it")
    page.goto(f"{desk}/{row.uid}/statements/")
    page.get_by_label("may be quoted").first.check()
    walk.presses("Keep what may be quoted")
    walk.reads("/outlook/consultations/", SAID, CASILDA, "Session of the day at 14")


def account_of_a_grantee(walk: Walk) -> Story:
    """Offer that a grantee agreed to be asked; her account is published, and cited by 40."""
    page, by = walk.page, officer(display_name="Rut Palma")
    grant = a_grant(of=party(Level.OPEN, name=CASILDA, by=by), by=by)
    give_consent(
        grant.party.subject,
        STORY_USE,
        given_by=Consent.Relation.SELF,
        given_how=Consent.Given.IN_PERSON,
        by=adjudicator(),
    )
    walk.sign_in(by)
    page.goto(f"/desk/fund/grants/{grant.pk}/")
    page.locator("summary").filter(has_text="Offer their story").click()
    walk.presses("Offer their story")
    expect(page.get_by_text("Those who write stories were told")).to_be_visible()
    walk.sign_in(walk.edits)
    page.goto("/desk/stories/")
    walk.presses("Accept offer")
    expect(page.locator(".messages")).to_contain_text("Ask Rut Palma")
    account = a_story(
        walk.edits, told_by="survivor", name=CASILDA, title=f"{OWN} and I", body=f"{OWN} came back."
    )
    agreed(account, by=walk.edits, given_by="self")
    published(account, walk.edits)
    at = f"/stories/{account.public_id}/"
    walk.reads(at, CASILDA, OWN)
    walk.sign_in(walk.hosts)
    walk.cites(40, "story", at, "In her own words")
    walk.reads(f"{EVENT}session-40/", "In her own words", CASILDA)
    walk.cards.append(f"{at}card.png")
    return account


def report(walk: Walk, story: Story, account: Story) -> None:
    """Write and publish a report that stands on all of it; session 46 launches it."""
    by, page, victim = walk.chairs, walk.page, Victim.objects.get(name=AMALIA)
    draft = begun(by)
    share = "In {number:cases.method-not-reported-share} of {number:cases} cases no means is told."
    counted(draft, by, share, query=CASES)
    counted(draft, by, "How they lie in time. {figure:cases.by-year}", kind="figure", query=CASES)
    statement = meetings.Statement.objects.get(text=SAID)
    for kind, ref, words in (
        ("case", str(victim.case.public_id), f"{AMALIA} had warned of it."),
        ("story", f"/stories/{story.public_id}/", f"The {TOLD} lies in the harbour."),
        ("account", f"/stories/{account.public_id}/", f"Who received a grant tells of {OWN}."),
        ("statement", statement.uid, "It was said so there."),
        ("session", f"{EVENT}session-166/", "All of it was told in one session."),
    ):
        paragraph = added(draft, by)
        writing.add_basis(paragraph, "source", kind, ref, by=by)
        writing.write_paragraph(paragraph, words, by=by)
        walk.paragraphs[kind] = paragraph.uid
    for who, button in ((by, "Send to review"), (chair(), "Publish as a frozen edition")):
        walk.sign_in(who)
        page.goto("/desk/outlook/reports/at/trajectories/")
        walk.presses(button)
    walk.sign_in(walk.hosts)
    walk.cites(46, "report", REPORT, "The report of the outlook")
    walk.reads(f"{EVENT}session-46/")
    walk.presses("The report of the outlook", "link")
    walk.reads(page.url, AMALIA, TOLD, OWN, SAID, CASILDA)
    expect(page.locator("main")).to_contain_text("50.0% of 2 cases no means is told")


def message(walk: Walk) -> None:
    """Let her write as a member, and a host show it."""
    page, member = walk.page, named_member(CASILDA)
    walk.sign_in(user_of(member))
    page.goto(f"{EVENT}messages/new/")
    page.get_by_label("Language of the message").select_option("en")
    page.get_by_label("Your message").fill(f"{WROTE} sings for my sister.")
    page.get_by_label(CASILDA).check()
    page.get_by_label("I agree that this message").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("A person reads it before it is shown.")).to_be_visible()
    one = Message.objects.get()
    walk.sign_in(walk.hosts)
    page.goto(f"/desk/programme/messages/{one.pk}/")
    walk.presses("Show it to everybody")
    expect(page.get_by_text("Shown.", exact=True)).to_be_visible()
    walk.reads(f"{EVENT}messages/", WROTE, CASILDA)
    walk.cards.append(f"{EVENT}messages/{one.uid}/card.png")


# The way back


def withdraws(walk: Walk, name: str) -> None:
    """Withdraw a name at the desk: all that any room holds under it, in one act."""
    page = walk.page
    walk.sign_in(adjudicator())
    page.goto("/desk/withdraw/")
    page.get_by_label("Name, or case number").fill(name)
    walk.presses("Search all rooms")
    for box in page.locator("[name=chosen]").all():
        box.check()
    page.get_by_label("Reason").fill("Her sister asked")
    walk.presses("Withdraw ticked items")
    expect(page.get_by_text("This is the receipt.")).to_be_visible()
    assert not any(says(page.locator("main").inner_text(), word) for word in name.split())


def what_stays_is_whole(walk: Walk) -> None:
    """See that only she is gone: the other case, the count, the report around its gaps."""
    walk.reads(CASES, ELSE)
    for number in (40, 166):
        walk.reads(f"{EVENT}session-{number}/", "Session of the day")
        assert walk.page.locator("main a[href*='/stories/']").count() == 0
    edition = ReportEdition.objects.get()
    assert set(edition.removed) == {
        walk.paragraphs[kind] for kind in ("case", "story", "account", "statement")
    }
    assert file_faults(edition) == []
    walk.reads(REPORT, "A passage was taken out here", "of 2 cases", "All of it was told")
    kept = b"".join(bytes(row.content) for row in EditionFile.objects.all())
    assert not any(word.encode() in kept for word in HERS)
