"""In a real browser on a telephone, in Spanish, without scripts: apply, come back, send."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext
from pytest_django.fixtures import Settings

from browser.conftest import NARROW
from browser.looking import Looking, looks
from factories import behind
from fund.applicants import begun, open_call
from fund.factories import donor, officer
from vigil.fund.applications.verbs import saving_drafts
from vigil.fund.calls import verbs as calls
from vigil.fund.models import Application
from vigil.trust.models import Role
from vigil.trust.public_forms import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="es-MX", java_script_enabled=False, viewport=NARROW
    )
    yield context
    context.close()


def shot(page: object, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("VIGIL_SHOTS"):
        page.screenshot(path=f"{folder}/fund-{name}.png", full_page=True)  # type: ignore[attr-defined]


def test_apply_on_a_telephone_come_back_and_send(
    phone: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "SHORTEST", tickets.SHORTEST * 0)
    by, now = officer(), timezone.now()
    made = calls.make_call(
        by=by,
        slug="ayudas",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=20),
        **calls.example_call("grant"),
    )
    calls.publish(made, by=by)
    donor()
    page = phone.new_page()
    page.goto("/es/fund/")
    shot(page, "home")
    page.get_by_role("link", name="Pequeñas ayudas para comunidades").click()
    shot(page, "call")
    page.locator("a[href$='/apply/']").click()
    assert page.locator("[name=level][value=hidden]").is_checked()
    shot(page, "apply")
    page.locator("form button").last.click()
    assert "/mine/" in page.url
    link = page.locator(".link").inner_text()
    go_on = page.locator("[name=do][value=continue]")
    go_on.click()
    page.get_by_label("¿Qué quieren hacer?").fill("Una radio que avisa a tres pueblos.")
    go_on.click()
    go_on.click()
    page.get_by_label("¿Cuánto solicitan?").fill("1,500")
    page.locator("[name=do][value=save]").last.click()
    assert page.locator("#field-amount .field-error").is_visible()
    shot(page, "draft-wrong")
    page.close()

    page = phone.new_page()
    page.goto("/es" + link[link.index("/mine/") :])
    shot(page, "mine-draft")
    page.locator(".step a.button").click()
    go_on = page.locator("[name=do][value=continue]")
    page.get_by_label("Nombre de su grupo").fill("Hermanas del Río")
    go_on.click()
    assert page.get_by_label("¿Qué quieren hacer?").input_value().startswith("Una radio")
    page.get_by_label("¿Por qué hace falta ahora?").fill("Hay amenazas cada semana.")
    page.get_by_label("¿Cuándo empezaría?").fill((now + timedelta(days=60)).date().isoformat())
    go_on.click()
    page.get_by_label("¿Qué podría pasarles").fill("Nos pueden seguir.")
    page.get_by_label("No", exact=True).check()
    go_on.click()
    assert page.locator("[name=amount]").input_value() == "1,500"
    page.locator("[name=amount]").fill("1500,50")
    shot(page, "draft-money")
    go_on.click()
    page.locator("[name=consent]").check()
    for box in page.locator("[name=confirm]").all():
        box.check()
    shot(page, "draft")
    page.locator("[name=do][value=send]").click()
    shot(page, "received")
    application = Application.objects.get()
    assert (application.state, application.minor) == ("submitted", 150_050)
    assert application.code in page.locator(".step").inner_text()
    assert "Una radio" not in page.content()
    assert phone.cookies() == []


@pytest.mark.parametrize("ways", looks(("en",)))
def test_the_pages_at_every_width(looking: Looking) -> None:
    behind(Role.FUND_OFFICER, Role.FUND_OFFICER)
    call = open_call(slug="radio", themes=["victim_support", "prevention"])
    made = begun(call)
    saving_drafts.save_draft(made.application, {"who": "W", "amount": "1.500", "begins": "soon"})
    tab = looking.tab
    looking.at(*(f"/fund/{at}" for at in ("", "calls/radio/", "calls/radio/apply/", "emergency/")))
    looking.open("/fund/emergency/")
    tab.get_by_role("button").last.click()  # nothing said
    assert tab.locator(".errorlist").count()
    looking.now()
    looking.at(f"/mine/{made.token}/")
    looking.open(f"/mine/{made.token}/{made.application.uid}/")
    tab.locator("[name=do][value=send]").click()
    assert tab.locator(".field-error").count() > 2
    looking.now()
    looking.found_nothing()
