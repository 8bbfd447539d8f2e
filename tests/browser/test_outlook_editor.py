"""A small report written with the picker by one person, read by two, and published by another."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.signing import sign_in
from outlook import factories_editions as editions
from outlook.factories_report import added, begun, chair
from vigil.outlook.models import OutlookReport, Paragraph
from vigil.outlook.reports.bibliography.verbs import add_work
from vigil.outlook.reports.verbs import approving, writing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("test_outlook_report writes in the editor; test_editing and test_searching"),
]
AT = "/desk/outlook/reports"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


def pick(page: Page, words: str, button: str) -> None:
    """Search in the dialog, and choose."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Country, term, or words").fill(words)
    dialog.get_by_role("button", name="Search sources").click()
    dialog.get_by_role("button", name=button).first.click()
    expect(dialog).to_be_hidden()


def test_a_report_is_written_with_the_picker_and_published_by_two(browser_page: Page) -> None:
    page, by, other = browser_page, chair(), chair()
    editions.an_edition("2023")
    report = begun(by, "small")
    approving.ask_for_readers(report, 1, by=by)
    text, drawn = added(report, by), added(report, by, "figure")
    sign_in(page, by)
    page.goto(f"{AT}/at/small/write/")
    block, figure = page.locator(f"#b-{text.uid}"), page.locator(f"#b-{drawn.uid}")
    words = block.get_by_role("textbox")
    words.click()
    page.keyboard.type("In Colombia it stands at  points.")
    for _n in range(len(" points.")):
        page.keyboard.press("ArrowLeft")
    block.get_by_role("link", name="Insert from a source").click()
    pick(page, "colombia cocaine", "Insert ")
    expect(block.locator(".token")).to_contain_text("Colombia, cocaine")
    expect(block.locator("[data-state]")).to_have_text("Saved")
    token = "{number:colombia-cocaine.in-2023}"
    expect(block.locator("[data-preview] a.n")).to_be_visible()
    assert Paragraph.objects.get(pk=text.pk).text == f"In Colombia it stands at {token} points."

    figure.get_by_role("link", name="Insert from a source").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Country, term, or words").fill("colombia cocaine")
    dialog.get_by_role("button", name="Search sources").click()
    dialog.get_by_role("link", name="Colombia, cocaine").first.click()
    dialog.get_by_role("button", name="Insert figure").first.click()
    expect(figure.locator("[data-preview] figure")).to_be_visible()

    # Somebody else saves the block meanwhile: both texts are shown.
    kept = Paragraph.objects.get(pk=text.pk)
    writing.write_paragraph(kept, f"It is {token} there.", by=by)
    words.click()
    page.keyboard.press("End")
    page.keyboard.type(" So it is.")
    words.blur()
    expect(block.locator(".theirs")).to_contain_text(f"It is {token} there.")
    block.get_by_role("button", name="Keep my text").click()
    expect(block.locator("[data-state]")).to_have_text("Saved")
    assert "So it is." in Paragraph.objects.get(pk=text.pk).text

    page.goto(f"{AT}/at/small/")
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator(".refused")).to_contain_text("1 reader has yet to approve")
    sign_in(page, other)
    page.goto(f"{AT}/at/small/")
    page.get_by_role("button", name="Approve this version").click()
    sign_in(page, by)
    page.goto(f"{AT}/at/small/")
    page.get_by_role("button", name="Send to review").click()
    sign_in(page, other)
    page.goto(f"{AT}/at/small/")
    page.get_by_role("button", name="Publish as a frozen edition").click()
    expect(page.locator(".messages")).to_contain_text("Published as edition 1")
    assert OutlookReport.objects.get(pk=report.pk).state == OutlookReport.State.PUBLISHED


def test_what_is_typed_after_adding_a_block_stands_in_it(browser_page: Page) -> None:
    page, by = browser_page, chair()
    report = begun(by, "typed")
    add_work(report, {"type": "book", "title": "On ports", "author": [{"literal": "Reyes"}]}, by=by)
    sign_in(page, by)
    page.goto(f"{AT}/at/typed/write/")
    page.get_by_role("link", name="Add a block here").nth(1).click()
    page.get_by_role("button", name="Add text").click()
    block = page.locator("article.block")
    expect(block.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Ports are open.")
    expect(block.locator("[data-state]")).to_have_text("Saved")
    block.get_by_role("link", name="Insert from a source").click()
    pick(page, "reyes", "Insert a note")
    expect(block.locator("[data-preview] sup")).to_be_visible()
    assert Paragraph.objects.get().text == "Ports are open.{note:reyes}"


def test_without_a_script_each_block_is_a_form(browser_page: Page) -> None:
    by, browser = chair(), browser_page.context.browser
    assert browser is not None
    editions.an_edition("2023")
    block = added(begun(by, "plain"), by)
    sign_in(browser_page, by)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(browser_page.context.cookies())
    page = context.new_page()
    origin = browser_page.evaluate("location.origin")
    browser_page.goto(f"{AT}/")
    origin = browser_page.evaluate("location.origin")
    page.goto(f"{origin}{AT}/at/plain/write/")
    page.locator(f"#b-{block.uid} textarea").fill("It stands at")
    page.locator(f"#b-{block.uid}").get_by_role("button", name="Save text").click()
    page.locator(f"#b-{block.uid}").get_by_role("link", name="Insert from a source").click()
    page.get_by_label("Country, term, or words").fill("colombia cocaine")
    page.get_by_role("button", name="Search sources").click()
    page.get_by_role("button", name="Insert").first.click()
    area = page.locator(f"#b-{block.uid} textarea")
    expect(area).to_have_value("It stands at {number:colombia-cocaine.in-2023}")
    context.close()
