"""An officer builds a call on the screen; an applicant answers it in Arabic on a telephone."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from browser.conftest import NARROW, WIDE
from browser.signing import sign_in
from factories import behind
from fund.factories import officer
from vigil.fund.applications.verbs import saving_drafts
from vigil.fund.models import Application, Call
from vigil.trust.models import Role
from vigil.trust.public_forms import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = "/desk/fund/calls/small"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(tickets, "SHORTEST", tickets.SHORTEST * 0)


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("VIGIL_SHOTS"):
        page.screenshot(path=f"{folder}/calls-{name}.png", full_page=True)


class Hands:
    """Clicks, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, at: Any) -> None:
        """Click something that leads on."""
        self.clicks += 1
        at.click()

    def press(self, name: str) -> None:
        """Press the button of the main part that is called so."""
        self.click(self.page.locator("main").get_by_role("button", name=name, exact=True).last)

    def step(self, name: str) -> None:
        """Go to a step of the call."""
        self.click(self.page.locator("main nav.views").last.get_by_role("link", name=name))


@pytest.mark.tail(
    "test_building.py and test_conditional_forms.py take the same way without a browser"
)
def test_from_the_template_to_an_answer_in_arabic(browser: Browser, live_server: object) -> None:
    behind(Role.FUND_OFFICER)
    desk = browser.new_context(base_url=str(live_server), viewport=WIDE).new_page()
    sign_in(desk, officer())
    hands = Hands(desk)
    _build(hands)
    print(f"clicks of the officer: {hands.clicks}")  # noqa: T201
    assert hands.clicks <= 25
    Call.objects.update(opens_at=timezone.now() - timedelta(days=1))
    context = browser.new_context(
        base_url=str(live_server), locale="ar", java_script_enabled=False, viewport=NARROW
    )
    _answer(context.new_page())
    assert context.cookies() == []
    context.close()
    desk.context.close()


def _build(hands: Hands) -> None:
    desk = hands.page
    desk.goto("/desk/fund/calls/")
    hands.click(desk.get_by_role("link", name="New call"))
    shot(desk, "new")
    desk.locator("[name=slug]").fill("small")
    hands.press("Create draft call")
    shot(desk, "steps")
    hands.click(desk.locator(".form-rows").get_by_role("link", name="Basics"))
    desk.locator("[name=places]").fill("20")
    shot(desk, "basics")
    hands.press("Save")
    hands.step("Form")
    _add(hands, "choice", "Do you work with a school?", "No\nYes")
    _add(hands, "part", "The school", "")
    _add(hands, "long", "What does the school do?", "")
    hands.click(desk.get_by_role("link", name="The school", exact=True))
    hands.click(desk.get_by_label("Do you work with a school?: Yes"))
    shot(desk, "field")
    hands.press("Save")
    shot(desk, "form")
    hands.step("Translations")
    hands.click(desk.locator("main").get_by_role("link", name="العربيّة"))
    hands.click(desk.get_by_role("link", name="Show only gaps"))
    shot(desk, "translations")
    texts = ("هل تعملون مع مدرسة؟", "لا", "نعم", "المدرسة", "ماذا تفعل المدرسة؟")
    for field, text in zip(desk.locator("main textarea").all(), texts, strict=True):
        field.fill(text)
    hands.press("Save translations")
    hands.step("Preview")
    hands.click(desk.locator("main").get_by_role("link", name="العربيّة"))
    shot(desk, "preview-ar")
    assert desk.locator("html").get_attribute("dir") == "rtl"
    desk.goto(f"{AT}/")
    hands.press("Publish call")
    assert "español" in desk.locator("main [role=alert]").inner_text()
    hands.click(desk.locator("[name=with_gaps]"))
    shot(desk, "publish")
    hands.press("Publish call")
    assert Call.objects.get().state == Call.State.PUBLISHED


def _add(hands: Hands, kind: str, label: str, more: str) -> None:
    form = hands.page.locator("#add form")
    form.locator("[name=kind]").select_option(kind)
    form.locator("[name=label]").fill(label)
    form.locator("[name=more]").fill(more)
    hands.press("Add it at the end")


def _answer(phone: Page) -> None:
    go_on = phone.locator("[name=do][value=continue]")
    phone.goto("/ar/fund/calls/small/")
    shot(phone, "public-ar")
    phone.locator("a[href$='/apply/']").click()
    phone.locator("form button").last.click()
    shot(phone, "draft-ar")
    phone.locator("[name=name]").fill("أخوات النهر")
    go_on.click()
    phone.locator("[name=what]").fill("راديو يحذر ثلاث قرى.")
    phone.locator("[name=need]").fill("هناك تهديدات كل أسبوع.")
    phone.locator("[name=begins]").fill((timezone.now() + timedelta(days=90)).date().isoformat())
    go_on.click()
    phone.locator("[name=risks]").fill("قد يتبعوننا.")
    phone.locator("[name=danger][value=yes]").check()
    go_on.click()
    phone.locator("[name=protection]").fill("قفل للباب.")
    go_on.click()
    phone.locator("[name=amount]").fill("500")
    phone.locator("[name=budget__safety]").fill("400")
    go_on.click()
    phone.locator("[name=consent]").check()
    phone.locator("[name=do_you_work_with_a_school][value=no]").check()
    for box in phone.locator("[name=confirm]").all():
        box.check()
    shot(phone, "last-ar")
    phone.locator("[name=do][value=send]").click()
    assert "budget" in {row.split("-")[-1] for row in _marked(phone)} or _wrong(phone)
    shot(phone, "wrong-ar")
    phone.locator("button[name=go][value=part_safety]").first.click()
    phone.locator("[name=danger][value=no]").check()
    go_on.click()
    phone.locator("[name=budget__safety]").fill("500")
    shot(phone, "budget-ar")
    go_on.click()
    assert "ما الذي يحميكم" in phone.locator("form#draft .note").inner_text()
    shot(phone, "dropped-ar")
    phone.locator("[name=do][value=send]").click()
    row = Application.objects.get()
    assert (row.state, row.minor, row.dropped) == ("submitted", 50_000, ["protection"])
    assert "ما الذي يحميكم" in phone.locator(".step").first.inner_text()
    shot(phone, "told-ar")
    assert row.form_version is not None
    assert saving_drafts.files_by_field(row) == {}


def _marked(phone: Page) -> list[str]:
    return [str(one.get_attribute("id")) for one in phone.locator(".field.wrong").all()]


def _wrong(phone: Page) -> bool:
    return phone.locator("[role=alert] button[name=go][value=part_money]").count() > 0
