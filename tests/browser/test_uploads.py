"""A host sends a large recording: what breaks the connection or closes the page costs a piece."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.signing import sign_in
from files.media_files import media
from programme.recording_factories import a_session, host
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.files import prepare_recording
from vigil.trust.models import ResumableUpload
from vigil.trust.work.verbs.tasks import do_tasks

pytestmark = [pytest.mark.browser, pytest.mark.turns, pytest.mark.django_db(transaction=True)]
PIECE = 4 * 1024 * 1024


def test_a_broken_connection_and_a_closed_page_cost_a_piece(
    browser_page: Page, requests_seen: Seen, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path / "data"
    by, page = host(), browser_page
    recording = prepare_recording(a_session()[0], "en", by=by)
    sound = tmp_path / "Testimony of Casilda.wav"
    sound.write_bytes(media("wav", seconds=2 * PIECE / 96_000 + 1))
    sign_in(page, by)
    page.goto(f"/desk/programme/recordings/{recording.pk}/")
    begins: list[str] = []

    def passes(route: Route) -> None:
        """Let the first piece through, and break off the next two."""
        if route.request.method == "PATCH":
            begins.append(route.request.headers["upload-offset"])
            if len(begins) in (2, 3):
                route.abort()
                return
        route.continue_()

    page.route("**/uploads/**", passes)
    page.get_by_label("Sound or video").set_input_files(sound)
    page.get_by_role("button", name="Upload file").click()
    expect(page.get_by_text("The upload goes on by itself.")).to_be_visible()
    page.get_by_role("button", name="Pause upload").click()
    expect(page.get_by_text("Paused.")).to_be_visible()
    assert "Casilda" not in str(page.evaluate("JSON.stringify(localStorage)"))
    page.unroute("**/uploads/**")
    page.reload()
    expect(page.get_by_text("To go on, choose the same file")).to_be_visible()
    page.on(
        "request",
        lambda one: begins.append(one.headers["upload-offset"]) if one.method == "PATCH" else None,
    )
    begins.clear()
    page.get_by_label("Sound or video").set_input_files(sound)
    page.get_by_role("button", name="Upload file").click()
    expect(page.get_by_text("The whole file has arrived.").first).to_be_visible()
    assert begins == [str(PIECE), str(2 * PIECE)]
    assert ResumableUpload.objects.count() == 1
    assert do_tasks("a worker", slow=True)["done"] == 1
    page.reload()
    expect(page.locator("audio.player")).to_be_visible()
    assert Recording.objects.get().media
    assert requests_seen.foreign == []
