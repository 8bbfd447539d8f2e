"""A voice message at the desk: closed until a reason is given, written down, saved."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from desk.conftest import signed_in
from files.media_files import media
from fund import factories
from fund.factories import officer
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import ApplicationFile, Conflict, Message, Party
from vigil.fund.parties.verbs import removing
from vigil.fund.reviews.queries import files_for
from vigil.fund.reviews.verbs import reviewing
from vigil.fund.voices import verbs
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path / "data"


def voice(party: Party | None = None) -> ApplicationFile:
    """Make a voice message of a party."""
    who = party or factories.party()
    message = Message.objects.create(party=who)
    return storing_files.keep_file(who, media("ogg"), message=message)


def test_it_is_played_after_a_reason_and_written_down() -> None:
    row, by = voice(), officer()
    desk, at = signed_in(by), f"/desk/fund/voices/{row.uid}/"
    closed = desk.get(at)
    assert "<audio" not in closed.content.decode()
    assert at in desk.get(f"/desk/fund/parties/{row.party.uid}/").content.decode()
    assert "<audio" not in desk.post(at, {"act": "play", "why": ""}).content.decode()
    assert not Decision.objects.filter(verb="open_sealed").exists()
    opened = desk.post(at, {"act": "play", "why": "to answer"})
    assert 'src="data:audio/mpeg;base64,' in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert "media-src 'self' data:" in opened["Content-Security-Policy"]
    assert Decision.objects.filter(verb="open_sealed", actor=by).count() == 1
    refused = desk.post(at, {"act": "transcript", "text": " "})
    assert refused.status_code == 422
    assert desk.post(at, {"act": "transcript", "text": "Two men waited."}).status_code == 302
    assert "Two men waited" not in desk.get(at).content.decode()
    assert "Two men waited" in desk.post(at, {"act": "play", "why": "again"}).content.decode()
    saved = desk.post(at, {"act": "save", "why": "to send it on"})
    assert saved["Content-Type"] == "audio/mpeg"
    assert saved["Content-Disposition"] == f'attachment; filename="file-{row.pk}.mp3"'


def test_who_may_not_know_of_the_party_hears_nothing() -> None:
    row, by = voice(), officer()
    Conflict.objects.create(party=row.party, user=by, said_by=officer())
    assert signed_in(by).get(f"/desk/fund/voices/{row.uid}/").status_code == 404
    for act in (
        lambda: verbs.open_voice(row, by=by, why="to look"),
        lambda: verbs.open_content(row, by=by, why="to look"),
        lambda: verbs.write_transcript(row, "words", by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_blind_reviewer_hears_no_voice() -> None:
    call = factories.call(blind=True)
    row = factories.application(call=call)
    key = next(one["key"] for one in call.form if not one.get("identity"))
    ApplicationFile.objects.create(
        party=row.party, application=row, field=key, kind="mp3", whole=True
    )
    ApplicationFile.objects.create(
        party=row.party, application=row, field=key, kind="pdf", whole=True
    )
    reads = factories.reviewer()
    reviewing.assign(row, reads, by=officer())
    assert [file.kind for file in files_for(row, reads)] == ["pdf"]
    assert files_for(row, officer()).count() == 2


def test_the_transcript_ends_with_the_recording_and_the_party() -> None:
    row, by = voice(), officer()
    verbs.write_transcript(row, "Two men waited.", by=by)
    storing_files.remove_file(row, why="the grantee removed it")
    assert not Sealed.objects.filter(subject_kind=storing_files.FILE, subject_key=row.uid).exists()
    with pytest.raises(NotPossible):
        verbs.write_transcript(row, "Two men waited.", by=by)
    other = voice()
    verbs.write_transcript(other, "They left.", by=by)
    removing.remove(other.party, by=None, why="asked")
    assert not Sealed.objects.filter(subject_key=other.uid).exists()
