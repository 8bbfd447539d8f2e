"""In a real browser, on a telephone, without scripts: all that a grantee does on their own page."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Locator, Page, Response
from pytest_django.fixtures import Settings

from browser.conftest import NARROW
from browser.looking import Looking, looks
from files.carriers import jpeg
from files.media_files import media
from fund.factories import a_grant, officer, paid, party, ready
from vigil.fund.agreements import verbs as agreements
from vigil.fund.extensions import verbs as extensions
from vigil.fund.grants.verbs import granting
from vigil.fund.messages import verbs as messages
from vigil.fund.models import ExtensionRequest, Grant, Incident, Message, Payment, Report
from vigil.fund.parties.verbs import own_page_links
from vigil.trust.models import Level
from vigil.trust.public_forms import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIGHTEST = 30_000
"""Bytes below which each page stays, before it is compressed."""
TEXT = "Se acordaron dos partes de 500 USD. / اتفقنا على دفعتين."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(tickets, "SHORTEST", timedelta())


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Page]:
    """A telephone without scripts, whose pages are weighed."""
    context = browser.new_context(
        base_url=str(live_server), java_script_enabled=False, viewport=NARROW
    )
    page, weights = context.new_page(), dict[str, int]()

    def weigh(answer: Response) -> None:
        if answer.request.resource_type == "document" and answer.status == 200:
            weights[answer.url] = len(answer.body())

    page.on("response", weigh)
    yield page
    assert context.cookies() == []
    assert weights
    assert max(weights.values()) < LIGHTEST, weights
    context.close()


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], f"{name} fits a telephone"
    assert page.title() == page.locator("title").inner_text()
    if folder := os.environ.get("VIGIL_SHOTS"):
        page.screenshot(path=f"{folder}/grantee-{name}.png", full_page=True)


def press(page: Page, act: str) -> None:
    """Press the button of an act, unfolding what it stands in."""
    button = page.locator(f"[name=do][value={act}]").last
    for fold in page.locator("details:not([open])").filter(has=button).all():
        fold.locator("summary").first.click()
    button.click()


def holding(page: Page, act: str) -> Locator:
    return page.locator("form").filter(has=page.locator(f"[name=do][value={act}]")).last


def payload(name: str, media_type: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": content}


def files_and_voice(page: Page) -> None:
    """Add two files and a voice message to the form of the page."""
    page.locator("[name=files]").set_input_files(
        [payload("a.jpg", "image/jpeg", jpeg()), payload("b.jpg", "image/jpeg", jpeg() + b" ")]
    )
    page.locator("[name=voice]").set_input_files(payload("v.ogg", "audio/ogg", media("ogg")))


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.tail("test_sub_pages.py and test_messages.py do each act without a browser")
def test_a_grantee_does_everything_on_a_telephone(phone: Page, language: str) -> None:
    by = officer()
    grant: Grant = a_grant("draft", of=party(Level.HIDDEN, language=language), by=by)
    ready(grant.party)
    granting.second(grant, by=officer())
    agreement = agreements.offer(grant, TEXT, by=by)
    start = f"/{language}/mine/{own_page_links.new_link(grant.party, by=None)}/"
    phone.goto(start)
    shot(phone, f"{language}-start")
    phone.locator(".first a").click()
    press(phone, "read")
    assert TEXT in phone.locator(".said").inner_text()
    shot(phone, f"{language}-agreed")
    holding(phone, "accept").locator("[name=sure]").check()
    press(phone, "accept")
    agreement.refresh_from_db()
    assert agreement.state == "accepted"
    _receipt(phone, grant, start, language)
    _report(phone, grant, start, language)
    _incident(phone, grant, start, language)
    _message(phone, grant, start, language)
    _more_time(phone, grant, start, language)
    for page in ("changed/", "account/", "settings/"):
        phone.goto(start + page)
        shot(phone, f"{language}-{page.rstrip('/')}")
    phone.goto(start)
    shot(phone, f"{language}-end")


def _receipt(phone: Page, grant: Grant, start: str, language: str) -> None:
    grant.refresh_from_db()
    payment: Payment = paid(grant)
    phone.goto(start)
    phone.locator(".first a").click()
    shot(phone, f"{language}-dates")
    press(phone, "arrived")
    payment.refresh_from_db()
    assert payment.received_on == timezone.localdate()


def _report(phone: Page, grant: Grant, start: str, language: str) -> None:
    due = Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    phone.goto(start)
    phone.locator(".first a").click()
    shot(phone, f"{language}-due")
    phone.locator("a.button[href*='/report/']").click()
    files_and_voice(phone)
    shot(phone, f"{language}-report")
    phone.locator("form button").last.click()
    due.refresh_from_db()
    assert due.state == Report.State.RECEIVED
    assert due.files.count() == 3
    assert due.uid[:8].upper() in phone.locator("main").inner_text()


def _incident(phone: Page, grant: Grant, start: str, language: str) -> None:
    phone.goto(f"{start}happened/")
    phone.locator("[name=kind][value=safety]").check()
    phone.locator("[name=reach][value=other]").check()
    phone.locator("[name=text]").fill("Un coche espera.")
    press(phone, "incident")
    assert phone.locator("[name=text]").input_value() == "Un coche espera."
    shot(phone, f"{language}-happened")
    phone.locator("[name=contact]").fill("Al amanecer.")
    files_and_voice(phone)
    press(phone, "incident")
    assert Incident.objects.get().files.count() == 3


def _message(phone: Page, grant: Grant, start: str, language: str) -> None:
    messages.write(grant.party, "¿Cómo están?", by=officer())
    phone.goto(start)
    phone.locator(".first a").click()
    phone.locator("[name=text]").fill("¿Podemos vernos en otro lugar?")
    files_and_voice(phone)
    press(phone, "write")
    assert Message.objects.get(by=None).files.count() == 3
    press(phone, "read")
    assert "¿Cómo están?" in phone.locator(".said").inner_text()
    shot(phone, f"{language}-messages")


def _more_time(phone: Page, grant: Grant, start: str, language: str) -> None:
    phone.goto(f"{start}dates/")
    phone.locator("details").last.locator("summary").click()
    phone.locator("[name=until]").fill(f"{grant.ends_on + timedelta(days=30)}")  # type: ignore[operator]
    phone.locator("[name=why]").fill("Llueve.")
    press(phone, "ask")
    row = ExtensionRequest.objects.get()
    assert row.state == ExtensionRequest.State.WAITING
    shot(phone, f"{language}-more-time")


@pytest.mark.parametrize("ways", looks(("en",)))
@pytest.mark.tail("test_sub_pages.py weighs the pages; test_bearing.py looks at forms alike")
def test_the_pages_at_every_width(looking: Looking) -> None:
    by = officer()
    grant = a_grant(of=party(Level.HIDDEN), minors=[30_000, 30_000, 40_000])
    paid(grant)
    Report.objects.create(grant=grant, kind="narrative", due_on=timezone.localdate())
    for n in range(5):
        messages.write(grant.party, f"Word {n}", by=by)
    extensions.ask(grant, grant.ends_on + timedelta(days=30), "Rain.")
    link = f"/mine/{own_page_links.new_link(grant.party, by=None)}/"
    pages = ("", "agreed/", "dates/", "due/", "messages/", "happened/", "changed/", "account/")
    looking.at(*(link + page for page in (*pages, "settings/")))
    looking.found_nothing()
