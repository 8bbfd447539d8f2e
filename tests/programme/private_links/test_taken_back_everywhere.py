"""A speaker takes back what she agreed to, and a recording with her is gone everywhere at once."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.fixtures import Settings

from programme.private_link_factories import Visitor, link_for
from programme.recording_factories import a_recording, a_session, agreed, host, watched_and_posted
from vigil.programme.contributors.verbs.consenting import ASKED
from vigil.programme.contributors.verbs.groups import add_group_people
from vigil.programme.models import AudioTrack, Contribution, Recording, RecordingWords, Rendition
from vigil.programme.recordings.verbs.posting import post_recording
from vigil.programme.recordings.visibility import hindrance_sentences
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Consent, Decision, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by() -> User:
    return host()


def addresses(recording: Recording) -> dict[str, list[str]]:
    """Return where readers find a recording: files, which are gone then, and pages that say it."""
    session = recording.session
    page = f"/programme/{session.event.slug}/{session.slug}/"
    own = f"{page}recordings/{recording.uid}/"
    return {
        "files": [
            f"{own}file",
            f"{own}360p",
            f"{own}sound/fr",
            f"{own}captions/en.vtt",
            f"{own}chapters/en.vtt",
            f"{own}chapters/fr.vtt",
            f"{own}poster.jpg",
            f"{own}watch/",
        ],
        "pages": [page, f"/programme/{session.event.slug}/"],
        "lists": [
            "/api/v1/programme/sessions",
            f"{page}session.ics",
            f"/programme/{session.event.slug}/schedule.json",
            f"/programme/{session.event.slug}/schedule.xml",
            "/programme/sessions.ics",
        ],
    }


def with_copies(recording: Recording) -> Recording:
    """Add a smaller copy, the sound of the interpreters, and chapters in another language."""
    media = recording.media
    Rendition.objects.create(recording=recording, height=360, of=media, media=media)
    AudioTrack.objects.create(recording=recording, language="fr", media=media, state="posted")
    chapters = [{"seconds": 0, "title": "Casilda parle"}]
    RecordingWords.objects.create(recording=recording, language="fr", chapters=chapters)
    return recording


def test_a_film_taken_back_is_gone_from_every_address(client: Client, by: User) -> None:
    session, part = a_session()
    visitor = Visitor(client, link_for(part, by=by))
    assert visitor.agree(*ASKED).status_code == 302
    recording = watched_and_posted(with_copies(a_recording(session, by)), by=by)
    where = addresses(recording)
    shown = [client.get(address) for address in where["files"][:6]]
    assert [one.status_code for one in shown] == [200] * 6
    assert recording.uid in client.get(where["pages"][0]).content.decode()
    assert "#recordings" in client.get(where["pages"][1]).content.decode()
    own_file = visitor.file(recording, "file")
    assert client.get(own_file).status_code == 200
    answer = visitor.take_back("recording")
    assert answer.status_code == 302
    recording.refresh_from_db()
    assert recording.state == Recording.State.HELD
    assert [client.get(one).status_code for one in where["files"]] == [404] * 8
    part_of_it = client.get(where["files"][0], headers={"range": "bytes=0-9"})
    assert part_of_it.status_code == 404
    for address in (*where["pages"], *where["lists"]):
        page = client.get(address)
        assert page.status_code == 200, address
        assert recording.uid not in page.content.decode(), address
        assert "#recordings" not in page.content.decode(), address
        assert "Casilda speaks" not in page.content.decode(), address
    assert client.get(own_file).status_code == 404
    assert recording.uid not in visitor.page()
    held = Decision.objects.get(verb="hold_recording")
    assert (held.actor, held.target_key) == (None, recording.uid)


@pytest.mark.parametrize("use", ["voice", "transcript", "all"])
def test_each_use_taken_back_holds_the_recording_that_needs_it(
    client: Client, by: User, use: str
) -> None:
    session, part = a_session()
    agreed(part, by=by)
    recording = watched_and_posted(a_recording(session, by), by=by)
    Visitor(client, link_for(part, by=by)).take_back(use)
    recording.refresh_from_db()
    assert recording.state == Recording.State.HELD
    with pytest.raises(NotPossible) as refused:
        post_recording(recording, by=by)
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    assert f"Casilda Reyes withdrew their agreement on {day}: to" in str(refused.value)
    assert "has not agreed" not in str(refused.value)


def test_a_group_is_shown_only_while_each_of_them_agrees(client: Client, by: User) -> None:
    session, part = a_session()
    Contribution.objects.filter(pk=part.pk).update(
        name="", announced="", unnamed="people affected directly"
    )
    part.refresh_from_db()
    sister, second = add_group_people(part, ["a sister", ""], by=by)
    recording = a_recording(session, by)
    visitors = [Visitor(client, link_for(part, one, by=by)) for one in (sister, second)]
    visitors[0].agree(*ASKED)
    with pytest.raises(NotPossible, match="people affected directly has not agreed"):
        watched_and_posted(recording, by=by)
    visitors[1].agree(*ASKED)
    watched_and_posted(recording, by=by)
    assert "Recording" in client.get(addresses(recording)["pages"][0]).content.decode()
    visitors[1].take_back("voice")
    recording.refresh_from_db()
    assert recording.state == Recording.State.HELD
    assert Consent.objects.filter(withdrawn_at=None).count() == 2 * len(ASKED) - 1
    [why] = hindrance_sentences(recording)
    assert why.startswith("people affected directly withdrew their agreement on")
    page = visitors[0].page()
    assert "Nobody can watch one of the recordings" in page
    assert "a sister" not in client.get(addresses(recording)["pages"][0]).content.decode()


def test_somebody_added_to_a_group_holds_what_is_posted(client: Client, by: User) -> None:
    session, part = a_session()
    Contribution.objects.filter(pk=part.pk).update(name="", announced="", unnamed="a choir")
    part.refresh_from_db()
    agreed(part, by=by)
    recording = watched_and_posted(a_recording(session, by), by=by)
    add_group_people(part, ["", ""], by=by)
    recording.refresh_from_db()
    assert recording.state == Recording.State.HELD
