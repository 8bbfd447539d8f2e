"""Titles and texts in the reader's language, each marked with the language it is in."""

import pytest
from django.test import Client
from django.utils.translation import override

from factories import UserFactory
from programme.factories import EventFactory, SessionFactory
from vigil.programme.contributors.keeper import ProgrammeKeeper
from vigil.programme.contributors.verbs.withdrawing import cut_from_session
from vigil.programme.events.verbs.translating import Translation, state_language, translate_event
from vigil.programme.events.words import Wording, event_words, session_words
from vigil.programme.models import Session, TranslatedText
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> User:
    return UserFactory(roles=[Role.PROGRAMME_HOST])


@pytest.fixture
def session(host: User) -> Session:
    session = SessionFactory(title="Bearing witness", abstract="What was seen.")
    state_language(session.event, "en", {}, by=host)
    session.refresh_from_db()
    return session


def translate(session: Session, by: User, title: str, text: str = "") -> None:
    days = Translation("Días de memoria", "Un resumen.")
    translate_event(session.event, "es", days, {session.pk: Translation(title, text)}, by=by)


def test_words_are_in_the_language_of_the_page_where_somebody_wrote_them(
    session: Session, host: User
) -> None:
    translate(session, host, "Dar testimonio")
    with override("es"):
        words = session_words(session)
        assert words.title == Wording("Dar testimonio", "es")
        assert words.title.lang == ""
        assert (words.text.text, words.text.lang) == ("What was seen.", "en")
        assert event_words(session.event).title.text == "Días de memoria"
    with override("fr"):
        assert session_words(session).title.lang == "en"
    with override("en"):
        assert session_words(session).title == Wording("Bearing witness", "en")


def test_pages_beside_a_session_are_headed_in_the_language_of_the_reader(
    session: Session, host: User
) -> None:
    translate(session, host, "Dar testimonio")
    at = f"/programme/{session.event.slug}/{session.slug}/questions/"
    page = Client().get(f"/es{at}").content.decode()
    assert ">Dar testimonio</a>" in page
    assert ">Días de memoria</a>" in page
    assert ">Bearing witness</a>" in Client().get(at).content.decode()


def test_pages_calendars_and_cards_say_them_and_mark_the_language(
    session: Session, host: User
) -> None:
    translate(session, host, "Dar testimonio")
    at = f"/programme/{session.event.slug}/"
    page = Client().get(f"/es{at}{session.slug}/").content.decode()
    assert "<title>Dar testimonio" in page
    assert '<p class="prose" dir="auto" lang="en">What was seen.' in page
    assert "Dar testimonio" in Client().get(f"/es{at}").content.decode()
    assert "Días de memoria" in Client().get("/es/programme/").content.decode()
    assert "SUMMARY:Dar testimonio" in Client().get(f"/es{at}sessions.ics").content.decode()
    assert "SUMMARY:Bearing witness" in Client().get(f"{at}sessions.ics").content.decode()


def test_a_title_taken_away_brings_back_the_original_and_calendars_hear(
    session: Session, host: User
) -> None:
    before = session.sequence
    translate(session, host, "Dar testimonio")
    translate(session, host, "Dar testimonio")
    session.refresh_from_db()
    assert session.sequence == before + 1
    translate(session, host, "")
    session.refresh_from_db()
    assert session.sequence == before + 2
    with override("es"):
        assert session_words(session).title.text == "Bearing witness"


def test_what_cannot_be_written(session: Session, host: User) -> None:
    with pytest.raises(NotPossible, match="language in which the event is written"):
        translate_event(session.event, "en", Translation("Days"), {}, by=host)
    with pytest.raises(NotPossible, match="no language tag"):
        state_language(session.event, "spanish!", {}, by=host)
    other = SessionFactory(event=EventFactory())
    translate_event(session.event, "es", Translation(), {other.pk: Translation("X")}, by=host)
    assert not TranslatedText.objects.exists()
    with pytest.raises(NotAllowed):
        translate(session, UserFactory(roles=[Role.CODER]), "Dar testimonio")


def test_a_session_in_another_language_than_its_event_is_written_in_that_of_the_event(
    session: Session, host: User
) -> None:
    at = f"/desk/programme/{session.event_id}/words/?language=en"
    client = Client()
    client.force_login(host)
    state_language(session.event, "en", {session.pk: "es"}, by=host)
    page = client.get(at).content.decode()
    assert f'name="title-{session.pk}"' in page
    assert 'name="title-event"' not in page
    sent = {f"title-{session.pk}": "To bear witness", f"original-{session.pk}": "es"}
    client.post(at, {"act": "words", "original": "en", **sent})
    assert "To bear witness" in Client().get(f"/programme/{session.event.slug}/").content.decode()
    own = {session.pk: Translation("Dar testimonio")}
    with pytest.raises(NotPossible, match="is written in this language"):
        translate_event(session.event, "es", Translation(), own, by=host)


def test_a_withdrawn_name_is_cut_out_of_translations(session: Session, host: User) -> None:
    translate(session, host, "Para Casilda Reyes")
    names = ["Casilda Reyes"]
    assert [one.kind for one in ProgrammeKeeper().find(names)] == ["session"]
    cut_from_session(session, names, by=host, why="The family asked.")
    assert ProgrammeKeeper().find(names) == []


def test_a_host_writes_them_at_the_desk_with_the_original_beside(
    session: Session, host: User
) -> None:
    client = Client()
    client.force_login(host)
    at = f"/desk/programme/{session.event_id}/words/"
    page = client.get(f"{at}?language=es").content.decode()
    assert f'name="title-{session.pk}"' in page
    assert "What was seen." in page
    sent = {"act": "words", "original": "en", "title-event": "Días\r\nde memoria"}
    sent |= {f"title-{session.pk}": "Testimonio", "next": "fr"}
    # A button of another language saves first: nothing that was typed is lost.
    assert client.post(f"{at}?language=es", sent)["Location"] == f"{at}?language=fr"
    titles = TranslatedText.objects.filter(language="es").values_list("title", flat=True)
    assert set(titles) == {"Días de memoria", "Testimonio"}
    refused = client.post(f"{at}?language=es", {**sent, "original": "es", "title-event": "Mío"})
    assert refused.status_code == 409
    assert ">\nMío</textarea>" in refused.content.decode()
    client.post(f"{at}?language=fr", {"act": "words", "original": "es", "next": ""})
    session.event.refresh_from_db()
    assert session.event.words_in == "es"


def test_a_text_without_a_title_stands_below_that_of_the_original(
    session: Session, host: User
) -> None:
    translate(session, host, "", "Lo que se vio.")
    with override("es"):
        words = session_words(session)
    assert (words.title.text, words.title.language) == ("Bearing witness", "en")
    assert (words.text.text, words.text.language) == ("Lo que se vio.", "es")


def test_the_language_of_the_original_is_asked_first_with_one_picker(host: User) -> None:
    event = SessionFactory(event=EventFactory(words_in="")).event
    client = Client()
    client.force_login(host)
    at = f"/desk/programme/{event.pk}/words/"
    page = client.get(at).content.decode()
    assert "First state in which language" in page
    assert 'name="title-event"' not in page
    assert client.post(at, {"act": "words", "original": "gn"})["Location"] == at
    page = client.get(at).content.decode()
    assert 'name="title-event"' in page
    assert '<option value="gn" selected>Guarani</option>' in page
