"""After a session: its recording is posted, told and seen, and taken back by who speaks in it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, Page, expect

from browser.people_of_a_day import Day, Person, film
from browser.steps_of_a_day import REGISTERED, at_the_day
from vigil.programme.models import Recording, Session
from vigil.trust.models import Decision, Letter
from vigil.trust.work.verbs.tasks import do_tasks

CAPTIONS = """1
00:00:01,000 --> 00:00:03,000
Seguimos aquí.

2
00:00:04,000 --> 00:00:05,500
Gracias.
"""
TO_THE_END = """async (video) => {
  video.muted = true;
  video.playbackRate = 4;
  const over = new Promise((resolve) => video.addEventListener("ended", resolve, {once: true}));
  await video.play();
  await over;
  return video.currentTime;
}"""
CUES = """async (video) => {
  const track = video.textTracks[0];
  track.mode = "showing";
  for (let i = 0; i < 100 && !(track.cues && track.cues.length); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return track.cues.length;
}"""


def recording_posted(day: Day, host: Person, session: Session, folder: Path) -> Person:
    """Upload a film, add captions, let the speaker agree, watch and post it; return the speaker."""
    (folder / "film.mp4").write_bytes(film())
    (folder / "film.srt").write_text(CAPTIONS, "utf-8")
    at_the_day(host, session)
    with day.counted(host, "a host uploads a recording with"):
        host.follows("Recordings")
        host.fills("Language", "Spanish")
        host.presses("Begin")
        host.picks("Sound or video", folder / "film.mp4")
        host.presses("Upload file")
        expect(host.page.locator("[data-note=done]")).to_be_visible()
    while do_tasks("a worker", slow=True)["done"]:
        pass
    # The page of the host says by itself that it is processed.
    expect(host.page.locator("video.player")).to_have_attribute(
        "poster", re.compile("poster"), timeout=30_000
    )
    host.sees("It cannot be shown yet:")
    with day.counted(host, "a host makes a private link for the speaker with"):
        host.follows("What they agreed to")
        host.presses("Make private link")
    speaker = agreed_by_link(day, host.page.locator(".link-to-copy").input_value())
    recording = Recording.objects.get()
    with day.counted(host, "a host comes back to the recording with"):
        host.follows(session.title)
        host.follows("Recordings")
        host.follows(f"Recording {recording.pk}")
    with day.counted(host, "a host adds captions, watches and posts it with"):
        host.unfolds("Add or replace captions")
        captions = host.page.locator("form", has=host.page.locator("[value=captions]")).last
        host.fills("Language", "Spanish", captions)
        host.picks("File (WebVTT or SRT)", folder / "film.srt")
        host.presses("Save the captions")
        assert host.page.locator("video.player").evaluate(TO_THE_END) > 5
        host.presses("Confirm that I listened and watched")
        host.presses("Post recording")
    host.sees("The recording is shown.")
    recording.refresh_from_db()
    assert (recording.state, recording.access) == (Recording.State.POSTED, Recording.Access.ALL)
    assert [one.height for one in recording.renditions.exclude(media="")] == [360]
    return speaker


def agreed_by_link(day: Day, link: str) -> Person:
    """Let a speaker open her private link, and agree to all but her name, which is known."""
    speaker = day.person(narrow=True)
    speaker.page.goto(urlsplit(link).path)  # the test's server answers elsewhere
    expect(speaker.page.locator("video.player")).to_be_visible()
    for box in speaker.page.locator("[name=uses]").all():
        if box.get_attribute("value") != "name":
            speaker.clicks(box)
    speaker.presses("Agree to what is ticked")
    expect(speaker.page.get_by_role("status").first).to_contain_text("You can withdraw it")
    return speaker


def recording_told(day: Day, host: Person, session: Session) -> None:
    """Tell everybody of the event that the recording is up, from its page."""
    before, everybody = Letter.objects.count(), sum(REGISTERED.values())
    with day.counted(host, "a host tells that the recording is up with"):
        host.follows("Notify the registered that it is up…")
        host.clicks(host.page.locator(f"[name=sessions][value='{session.pk}']"))
        host.clicks(host.page.locator("[name=whole_event]"))
        host.presses("Save draft")
        host.presses(f"Send to {everybody} people")
    assert do_tasks("a worker")["done"] == 1
    assert Letter.objects.count() - before == everybody
    day.counts["letters of the recording"] = everybody


def recording_seen(one: Person, link: str, session: Session) -> None:
    """Let somebody find the message on their page, the film on the event's, and watch it."""
    one.opens(link)
    one.sees("From the hosts")
    one.sees("The recordings of these sessions are up. You find them on their pages.")
    one.opens(f"/programme/{session.event.slug}/")
    row = one.page.locator(f"#session-{session.slug}")
    one.clicks(row.locator(".recorded a.button"))
    film = one.page.locator("video.player")
    expect(film).to_be_visible()
    assert film.evaluate(TO_THE_END) > 5
    assert film.evaluate(CUES) == 2


def film_taken_back(day: Day, host: Person, speaker: Person, one: Person, session: Session) -> None:
    """Let the speaker take her film back: it is gone for everybody, and the host sees why."""
    recording, watching = Recording.objects.get(), one.page
    public = day.context()
    files = addresses_of_files(watching, recording)
    at = f"/programme/{session.event.slug}/"
    lists = [at, f"{at}{session.slug}/", f"{at}schedule.json", f"{at}schedule.xml",
             f"{at}sessions.ics", "/api/v1/programme/sessions", "/programme/"]  # fmt: skip
    assert all(recording.uid in public.request.get(one).text() for one in lists[:2])
    speaker.page.reload()
    own = addresses_of_files(speaker.page, recording)
    day.counts["addresses of the film"] = len(files) + len(own)
    assert answers(watching.context.request, files) == {200}
    assert answers(public.request, files) == {200}
    assert answers(speaker.page.context.request, own) == {200}
    expect(speaker.page.locator("video.player")).to_be_visible()
    with day.counted(speaker, "a speaker takes her film back with"):
        speaker.presses("Withdraw all agreements")
    expect(speaker.page.get_by_role("status").first).to_contain_text("no longer shown")
    expect(speaker.page.locator("video")).to_have_count(0)
    assert Recording.objects.get().state == Recording.State.HELD
    for somebody in (watching.context.request, public.request, speaker.page.context.request):
        assert answers(somebody, [*files, *own]) == {404}
    for page in (watching, public.new_page()):
        page.goto(at)
        expect(page.locator(".recorded")).to_have_count(0)
        page.goto(f"{at}{session.slug}/")
        expect(page.locator("video, .recordings")).to_have_count(0)
    for address in lists:
        for somebody in (watching.context.request, public.request):
            answer = somebody.get(address)
            assert answer.ok, address
            assert recording.uid not in answer.text(), address
    at_the_day(host, session)
    host.follows("Recordings")
    host.sees("It cannot be shown yet:")
    held = Decision.objects.get(verb="hold_recording")
    assert (held.actor, held.target_key) == (None, recording.uid)
    expect(host.page.get_by_text("Casilda Reyes withdrew their agreement on")).to_be_visible()


def addresses_of_files(page: Page, recording: Recording) -> list[str]:
    """Return the addresses of a recording in a page: film, copies, picture and captions."""
    found = page.evaluate(
        """Array.from(document.querySelectorAll("video, video source, video track"))
             .flatMap((one) => [one.getAttribute("src"), one.getAttribute("poster")])
             .filter((address) => address)"""
    )
    assert len(found) >= 3, found
    assert all(recording.uid in one for one in found)
    return [str(one) for one in found]


def answers(somebody: APIRequestContext, addresses: list[str]) -> set[int]:
    """Return with which statuses these addresses are answered."""
    return {somebody.get(address).status for address in addresses}
