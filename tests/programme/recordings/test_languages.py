"""Captions, transcript and chapters in several languages: each added, replaced, removed apart."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from factories import adjudicator
from programme.recording_factories import CAPTIONS, host, posted
from vigil.programme.models import Recording, RecordingWords
from vigil.programme.recordings.verbs.cutting import remove_part
from vigil.programme.recordings.verbs.describing import set_captions, set_words
from vigil.trust.models import User
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def by(client: Client) -> User:
    made = host()
    client.force_login(made)
    return made


def sent(kind: str, language: str, text: str, **more: str) -> dict[str, str]:
    words = {"kind": kind, "language": language, "text": text, **more}
    return {"act": "words"} | {f"words-{key}": value for key, value in words.items()}


def test_a_host_adds_replaces_and_removes_each_apart(client: Client, by: User) -> None:
    recording = posted(by)
    at = f"/desk/programme/recordings/{recording.pk}/"
    assert client.post(at, sent("transcript", "Spanish", "[0:00] Hola.")).status_code == 302
    assert client.post(at, sent("chapters", "español", "0:00 Inicio")).status_code == 302
    assert client.post(at, sent("transcript", "es", "[0:00] Buenas.")).status_code == 302
    words = RecordingWords.objects.get()
    assert (words.language, words.transcript) == ("es", "[0:00] Buenas.")
    assert words.chapters == [{"seconds": 0, "title": "Inicio"}]
    assert "transcript, chapters" in client.get(at).content.decode()
    assert client.post(at, sent("transcript", "es", "", remove="on")).status_code == 302
    assert client.post(at, sent("chapters", "en", "", remove="on")).status_code == 302
    assert Recording.objects.get(pk=recording.pk).chapters == []
    assert client.post(at, sent("chapters", "es", "", remove="on")).status_code == 302
    assert not RecordingWords.objects.exists()
    for wrong, status, said in (
        (sent("chapters", "es", "two"), 409, "Line 1"),
        (sent("chapters", "Klingonese", "0:01 A"), 422, "We know no language"),
        (sent("chapters", "es, fr", "0:01 A"), 422, "Enter one language."),
        (sent("chapters", "es", ""), 422, "Choose a file, or write the words."),
    ):
        answer = client.post(at, wrong)
        assert (answer.status_code, said in answer.content.decode()) == (status, True), wrong


def test_readers_get_each_language_and_chapters_in_their_own(client: Client, by: User) -> None:
    recording = posted(by)
    set_captions(recording, "es", CAPTIONS, by=by)
    set_words(recording, "transcript", "es", "[0:00] Palabras.", by=by)
    set_words(recording, "chapters", "es", "0:00 Inicio", by=by)
    at = f"/programme/{recording.session.event.slug}/{recording.session.slug}/"
    page = client.get(at).content.decode()
    assert '<div lang="es" dir="auto"><p>[0:00] Palabras.' in page
    assert "Opening</a>" in page
    assert "Inicio" not in page
    spanish = client.get(f"/es{at}").content.decode()
    assert "Inicio</a>" in spanish
    assert '<ol class="chapters" lang="es">' in spanish
    french = client.get(f"/fr{at}").content.decode()
    assert "Opening</a>" in french, "where there are none, those of the recording"
    tracks = f"{at}recordings/{recording.uid}/"
    assert "Inicio" in client.get(f"{tracks}chapters/es.vtt").content.decode()
    assert "Opening" in client.get(f"{tracks}chapters/en.vtt").content.decode()
    assert client.get(f"{tracks}chapters/fr.vtt").status_code == 404


def test_a_part_and_a_name_go_from_every_language(by: User) -> None:
    recording = posted(by)
    set_words(recording, "transcript", "es", "[0:00] Uno.\n\n[0:02] Casilda Reyes.", by=by)
    set_words(recording, "chapters", "es", "0:00 Uno\n0:02 Casilda Reyes\n0:05 Fin", by=by)
    withdraw(["Casilda Reyes"], by=adjudicator(), why="she asked")
    words = RecordingWords.objects.get()
    assert "Casilda" not in words.transcript
    assert "Casilda" not in str(words.chapters)
    remove_part(recording, 2, 3, of=recording.media, by=by)
    words.refresh_from_db()
    assert words.transcript == "[0:00] Uno."
    assert [one["title"] for one in words.chapters] == ["Uno", "Fin"]
