"""A report in a real browser: a chair writes it, another publishes it, readers see it anywhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, looks
from browser.signing import sign_in
from outlook import factories_panels as panels
from outlook.factories_report import added, begun, chair, counted, published
from vigil.outlook.models import Question
from vigil.outlook.reports.snapshot import paragraphs_of
from vigil.outlook.reports.verbs import errata_and_removals, writing
from witness.people_factories import killed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORK = {"author": "A. Author", "year": "2021", "title": "A work", "numbers": "experts = 500"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.mark.turns
@pytest.mark.parametrize("ways", looks(("en",)))
def test_a_report_is_written_published_and_read(
    browser_page: Page, requests_seen: Seen, looking: Looking
) -> None:
    by, page = chair(), browser_page
    killed("Somebody Else", country="COL")

    sign_in(page, by)
    page.goto("/desk/outlook/reports/")
    page.get_by_role("link", name="Begin a report").click()
    page.get_by_label("Title").fill("Where illicit markets are going")
    page.get_by_label("Last part of its address").fill("markets")
    page.get_by_role("button", name="Begin").click()
    page.locator("section.written", has_text="Summary").locator("[data-add]").first.click()
    page.get_by_role("button", name="Add text").click()
    words = page.get_by_role("textbox", name="Words of block")
    words.fill("There are 500 cases.")
    words.blur()
    expect(page.locator("[data-problem]")).to_contain_text("The number 500 is typed")
    page.get_by_role("button", name="Mark as part of a name: 500").click()
    expect(page.locator("[data-state]")).to_have_text("Saved")
    paragraph_at = page.locator("[data-words]").get_attribute("action") or ""
    page.goto("/desk/outlook/reports/at/markets/")
    expect(page.locator("main")).to_contain_text("2 readers must approve")

    report = begun(by, "reading")
    counted(report, by)
    cited = added(report, by)
    writing.add_basis(cited, "lit", "literature", "10.1000/182", by=by, about=WORK)
    writing.write_paragraph(cited, "{number:lit.experts} were asked{note:lit}.", by=by)
    counted(report, by, "See {figure:cases.by-year}", kind="figure")
    panel, _round, _seats = panels.played((Question.Kind.DRIVERS,), 6, "final")
    asked = panels.finalise(panel, by=panel.chair).questions.get()
    drawn = added(report, by, "figure")
    writing.add_basis(drawn, "pool", "pooled", f"{asked.uid}/technology|cocaine", by=by)
    writing.write_paragraph(drawn, "It is {number:pool}. {figure:pool.matrix}", by=by)
    edition = published(report, by)
    first = next(paragraphs_of(edition.snapshot))["uid"]
    errata_and_removals.add_erratum(edition, first, "It says too little.", by=by)
    arabic = begun(by, "arabic", language="ar", title="إلى أين تتجه الأسواق")
    counted(arabic, by, "{number:cases} قضية معروفة.")
    counted(arabic, by, "{figure:cases.by-country}", kind="figure")
    published(arabic, by)

    page.goto("/outlook/reports/")
    page.get_by_role("link", name="Where illicit markets are going").click()
    expect(page.locator(".errata")).to_contain_text("It says too little.")
    page.locator(f"#p-{first} .n").first.click()
    expect(page.locator("h1")).to_have_text("Cases")
    page.go_back()
    page.locator(f"#p-{drawn.uid} .said a.n").click()
    expect(page.locator("#q-1")).to_be_in_viewport()
    page.go_back()
    page.locator("sup a").first.press("Enter")
    assert page.url.endswith("#note-1")
    assert requests_seen.foreign == []

    at = "/desk/outlook/reports"
    looking.tab.context.add_cookies(page.context.cookies())
    looking.at("/outlook/reading/1/", "/outlook/arabic/1/", "/outlook/arabic/1/", f"{at}/")
    looking.at(f"{at}/new/", f"{at}/at/reading/", f"{at}/at/reading/draft/", paragraph_at)
    looking.at(f"{at}/at/reading/write/", f"{at}/at/reading/changes/", f"{paragraph_at}insert/")
    looking.at(f"{paragraph_at}versions/")
    looking.at(f"{at}/at/reading/editions/1/", "/outlook/", "/outlook/reports/")
    looking.found_nothing()
