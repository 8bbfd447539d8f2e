"""Previews on paper and on a telephone: the mark on each page, no navigation, black on white."""

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from browser.conftest import NARROW, WIDE
from browser.signing import sign_in
from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from vigil.programme.events.models.event import State
from vigil.trust.models import Role, User
from vigil.trust.private_links.tokens import token_of
from vigil.trust.private_links.verbs.links import make_private_link
from vigil.witness.people.verbs.writing import write_life
from vigil.witness.readers.kinds import STORY
from vigil.witness.readers.verbs.reading import write_correction
from witness import campaign_factories as campaigns
from witness.people_factories import killed, row_of
from witness.story_factories import a_story, editor, with_portrait, written

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("tests/witness/test_previews.py and readers ask the same without a browser"),
]
MARK = "Preview: not published"
LONG = "\n\n".join(
    ["She wrote down who came and who went, day by day, in a book with a blue cover."] * 60
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def drafts(by: User) -> list[str]:
    """Make a long draft of each kind; return the addresses of their previews."""
    story = a_story(by, body=LONG, family_account="We miss her.")
    written(story, by, "ar", name="أماليا", title="عنوان", body="نص طويل. " * 900)
    with_portrait(story, by)
    campaign = campaigns.begun(by)
    campaigns.added(campaign, "text", by, heading="Why", text=LONG)
    name = row_of(killed())
    write_life(name, "en", "She taught the young ones to open the last container too.", by=by)
    event = EventFactory(slug="days", state=State.DRAFT, summary=LONG)
    session = SessionFactory(event=event, state=State.DRAFT, abstract=LONG)
    link = make_private_link(story.uid, STORY.purpose, held_by="family", by=by, called="sister")
    version = {"language": "en", "version": STORY.read(story).version("en")}
    write_correction(link, "The cover was green, and she had two of them.", **version)
    return [
        f"/desk/stories/{story.public_id}/preview/",
        f"/ar/desk/stories/{story.public_id}/preview/",
        "/desk/campaigns/at/day-2027/preview/",
        f"/desk/remembrance/{name.handle}/preview/",
        f"/desk/programme/{event.pk}/preview/",
        f"/desk/programme/sessions/{session.pk}/preview/",
        f"/reading/story/{token_of(link)}/",
        f"/desk/reading/story/{story.public_id}/",
    ]


def printed(page: Page) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(print_background=True)))


def words_of(sheet: pypdfium2.PdfPage) -> str:
    return " ".join(sheet.get_textpage().get_text_range().split())


def test_each_sheet_of_paper_says_that_it_is_a_preview(
    browser: Browser, live_server: LiveServer
) -> None:
    by = UserFactory(roles=[Role.EDITOR, Role.PROGRAMME_HOST])
    page = browser.new_page(viewport=WIDE)
    sign_in(page, by)
    sheets = {}
    for at in drafts(editor())[:-1]:
        page.goto(live_server.url + at)
        document = printed(page)
        sheets[at] = len(document)
        # The letters of Arabic come out of a PDF one by one: there the screen is asked.
        if at.startswith("/ar/"):
            expect(page.get_by_text("معاينة: غير منشور").first).to_be_visible()
        for n in range(0 if at.startswith("/ar/") else len(document)):
            assert MARK in words_of(document[n]), (at, n)
        said = " ".join(words_of(document[n]) for n in range(len(document)))
        for not_printed in (
            "Menu",
            "Sign in",
            "Back to the draft",
            "Withdraw your",
            "Refuse publication",
        ):
            assert not_printed not in said, at
        picture = document[0].render(scale=0.5).to_pil().convert("L")
        dark = sum(picture.histogram()[:100]) / (picture.width * picture.height)
        assert dark < 0.15, at  # ink on white: no page of night
    assert max(sheets.values()) > 2


@pytest.mark.parametrize("looking", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, live_server: LiveServer, looking: dict[str, int]
) -> None:
    by = UserFactory(roles=[Role.EDITOR, Role.PROGRAMME_HOST])
    page = browser.new_page(viewport=looking)
    sign_in(page, by)
    for at in drafts(by):
        page.goto(live_server.url + at)
        if at.startswith("/desk/reading"):
            page.get_by_role("button", name="Open the corrections").click()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= looking["width"], at
