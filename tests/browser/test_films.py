"""A member sends a large film: one click, whatever the line does; what is wrong keeps the file."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.signing import sign_in
from files.media_files import media
from programme.message_factories import a_member, an_event, user_of
from vigil.programme.models import Message
from vigil.trust.models import ResumableUpload
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.tail("programme/messages/views/test_films.py; browser/test_uploads.py for hosts"),
]
PIECE = 4 * 1024 * 1024


def test_words_and_film_go_in_one_click_and_a_broken_line_costs_a_piece(
    browser_page: Page, requests_seen: Seen, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path / "data"
    event, member, page = an_event(), a_member(), browser_page
    film = tmp_path / "Casilda at home.wav"
    film.write_bytes(media("wav", seconds=2 * PIECE / 96_000 + 1))
    sign_in(page, user_of(member))
    page.goto(f"/programme/{event.slug}/messages/new/")
    expect(page.get_by_text("up to 1.0\xa0GB")).to_be_visible()
    page.get_by_label("Your message").fill("Seguimos aquí.")
    page.get_by_label("Language of the message").select_option("es")
    page.get_by_label("Recording (sound or video)").set_input_files(film)
    page.locator("form[data-words]").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("button", name="Send message").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Without this agreement")
    assert page.locator("input[type=file]").evaluate("(one) => one.files.length") == 1
    expect(page.get_by_label("Your message")).to_have_value("Seguimos aquí.")

    begins: list[str] = []

    def passes(route: Route) -> None:
        if route.request.method == "PATCH":
            begins.append(route.request.headers["upload-offset"])
            if len(begins) in (2, 3):
                route.abort()
                return
        route.continue_()

    page.route("**/uploads/**", passes)
    page.get_by_label("I agree that this message is shown").check()
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("The upload goes on by itself.")).to_be_visible()
    page.get_by_role("button", name="Pause upload").click()
    expect(page.get_by_text("Paused. What was sent is kept for one day.")).to_be_visible()
    assert page.url.endswith("/film/")
    assert Message.objects.get().state == Message.State.ARRIVING
    page.unroute("**/uploads/**")
    page.goto("/programme/messages/")
    page.get_by_role("link", name="Send its film").click()
    expect(page.get_by_text("To go on, choose the same file")).to_be_visible()
    page.get_by_label("Film or sound").set_input_files(film)
    page.get_by_role("button", name="Upload file").click()
    expect(page.get_by_text("whole fil").filter(visible=True).first).to_be_visible()
    assert ResumableUpload.objects.count() == 1
    assert do_tasks("a worker", slow=True)["done"] == 1
    expect(page.get_by_text("The film has arrived and is ready.")).to_be_visible(timeout=15_000)
    assert Message.objects.get().state == Message.State.WAITING
    assert requests_seen.foreign == []
