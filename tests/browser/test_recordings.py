"""A recording as a reader has it: it plays, has captions, and asks nobody else."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from files.media_files import media
from programme.recording_factories import (
    CAPTIONS,
    a_session,
    agreed,
    host,
    watched_and_posted,
)
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs import describing, files
from vigil.programme.recordings.verbs.cutting import remove_part

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


def filmed(seconds: float = 6) -> Recording:
    """Make a recording with pictures, captions and chapters, that everybody is shown."""
    by = host()
    session, part = a_session()
    agreed(part, by=by)
    recording = files.prepare_recording(session, "en", by=by)
    film = io.BytesIO(media("webm", seconds=seconds, apart=10))
    recording = files.set_file(recording, film, by=by)
    describing.describe_recording(
        recording,
        access="all",
        retained_until=None,
        chapters="0:00 Opening\n0:02 Casilda",
        transcript="[0:00] Opening words.",
        by=by,
    )
    describing.set_captions(recording, "en", CAPTIONS, by=by)
    return watched_and_posted(recording, by=by)


def page_of(recording: Recording) -> str:
    return f"/programme/{recording.session.event.slug}/{recording.session.slug}/"


PLAYED = """async (video) => {
  video.muted = true;
  await video.play();
  video.pause();
  const done = new Promise((resolve) => video.addEventListener('seeked', resolve, {once: true}));
  video.currentTime = 2.5;
  await done;
  const track = video.textTracks[0];
  track.mode = 'showing';
  for (let i = 0; i < 100 && !(track.cues && track.cues.length); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const {duration: lasts, videoWidth: width, currentTime: at} = video;
  return {lasts, width, at, cues: track.cues.length};
}"""


def test_it_plays_with_its_captions(browser_page: Page, requests_seen: Seen) -> None:
    recording = filmed()
    browser_page.goto(page_of(recording))
    video = browser_page.locator("video.player")
    expect(video).to_be_visible()
    # Nothing of the film before the reader plays it.
    assert not [url for url in requests_seen.urls if url.endswith("/file")]
    told = video.evaluate(PLAYED)
    assert told["lasts"] == pytest.approx(6, abs=0.2)
    assert (told["width"], told["cues"], told["at"]) == (64, 3, 2.5)
    assert requests_seen.foreign == []


def test_what_was_cut_plays_on_without_a_break(browser_page: Page) -> None:
    recording = filmed()
    remove_part(recording, 2, 3, of=recording.media, by=host())
    browser_page.goto(page_of(recording))
    told = browser_page.locator("video.player").evaluate(PLAYED)
    assert told["lasts"] == pytest.approx(6 - 2.25, abs=0.2)
    assert told["cues"] == 2


@pytest.mark.usefixtures("others_answer")
def test_a_player_elsewhere_is_asked_for_once_the_reader_wants_it(
    browser_page: Page, requests_seen: Seen
) -> None:
    recording = filmed()
    by = host()
    files.set_elsewhere(recording, "https://video.example/embed/1", by=by)
    watched_and_posted(recording, by=by)
    browser_page.goto(page_of(recording))
    assert requests_seen.foreign == []
    browser_page.get_by_role("link", name="Load the recording").click()
    expect(browser_page.locator("iframe.player")).to_be_visible()
    assert requests_seen.foreign == ["https://video.example/embed/1"]
