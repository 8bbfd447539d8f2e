"""Consultations in a real browser: notes, two coders, settling, what is published; at any width."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, looks
from browser.signing import sign_in
from outlook import factories_consultations as factories
from outlook.factories_consultations import CODES, NOTES
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs import speakers_and_consent
from vigil.outlook.models import Consultation, Standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = "/desk/outlook/consultations"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks(("en",)))
def test_what_was_said_is_coded_by_two_settled_and_published(
    browser_page: Page, requests_seen: Seen, looking: Looking
) -> None:
    by, page = factories.chair(), browser_page
    first, second = factories.coder(), factories.coder()
    sign_in(page, by)
    page.goto(f"{AT}/new/")
    page.get_by_label("Title").fill("Ports of the Pacific")
    page.get_by_label("Region").select_option("005")
    page.get_by_label("When it was held").fill("2021-03-04T15:00")
    page.get_by_label("Time zone (such").fill("America/Bogota")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Take notes in").click()
    page.get_by_label("Notes, as they were written").fill(NOTES)
    page.get_by_role("button", name="Keep sealed, and split").click()
    expect(page.locator(".statements > li")).to_have_count(3)
    row = Consultation.objects.get()
    for who in (first, second):
        coding_verbs.give_to(row, who, by=by)
    page.goto(f"{AT}/{row.uid}/")
    page.get_by_role("button", name="Begin the coding").click()

    sign_in(page, first)
    page.goto("/desk/")
    page.get_by_role("link", name="Statements to code").first.click()
    page.get_by_role("link", name="Ports of the Pacific").click()
    page.get_by_label("cocaine trade").check()
    page.get_by_label("Places it is about").fill("Ecuador")
    for _n in range(3):
        page.get_by_role("button", name="Keep, and go on").click()
    page.get_by_role("button", name="Submit all codes").click()
    other = row.codings.get(coder=second)
    for statement, codes in zip(row.statements.all(), CODES, strict=True):
        coding_verbs.code_statement(other, statement, codes, by=second)
    coding_verbs.hand_in(other, by=second)

    sign_in(page, by)
    page.goto(f"{AT}/{row.uid}/")
    page.get_by_role("link", name="Settle the codes").click()
    page.get_by_label("infrastructure and trade").check()
    page.get_by_role("button", name="Decide codes", exact=True).click()
    page.get_by_role("button", name="Publish it").click()
    speakers_and_consent.agree(row.subject, "quotes", "recorded", by=by)
    page.goto(f"{AT}/{row.uid}/statements/")
    page.get_by_label("may be quoted").first.check()
    page.get_by_role("button", name="Keep what may be quoted").click()
    page.goto("/outlook/consultations/")
    expect(page.locator(".said blockquote")).to_have_text(
        "Containers leave the port unseen, and so does the cocaine in them."
    )
    expect(page.locator("main")).not_to_contain_text("Fishing boats")
    assert requests_seen.foreign == []

    differing = factories.being_coded(by)
    factories.code(differing, CODES, [{}, *CODES[1:]])
    one = row.statements.all()[0]
    tried = factories.response(by, state=Standing.PUBLISHED, of=[one])
    advised = factories.recommendation(by, state=Standing.PUBLISHED, of=[one], tried=[tried])
    own = factories.being_coded(by)
    own.codings.filter(pk=own.codings.all()[0].pk).update(coder=by)
    desk = [f"{AT}/", f"{AT}/new/", f"{AT}/{row.uid}/", f"{AT}/{row.uid}/statements/"]
    desk += [f"{AT}/saturation/", f"{AT}/{differing.uid}/settle/", f"{AT}/{own.uid}/code/"]
    desk += [f"{AT}/statements/{one.uid}/", f"{AT}/responses/", f"{AT}/responses/new/"]
    desk += [f"{AT}/responses/{tried.uid}/", f"{AT}/recommendations/", f"{AT}/to-code/"]
    desk += [f"{AT}/recommendations/new/", f"{AT}/recommendations/{advised.uid}/"]
    looking.tab.context.add_cookies(page.context.cookies())
    looking.at(*desk, "/outlook/consultations/", "/outlook/recommendations/")
    looking.found_nothing()
