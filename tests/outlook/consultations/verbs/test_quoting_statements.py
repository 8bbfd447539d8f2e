"""What may be a name is read before it is quoted; who spoke is never quoted against the rule."""

import pytest
from django.urls import reverse

from extra_rooms import extra_room
from files.docx_files import docx, p, r
from outlook import factories_consultations as made
from vigil.outlook.consultations.names_in_statements import names_in_statements
from vigil.outlook.consultations.note_files import text_of_file
from vigil.outlook.consultations.verbs import (
    editing,
    notes_and_statements,
    publishing,
    quoting_statements,
    speakers_and_consent,
)
from vigil.outlook.models import Statement
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db
NOTES = """The port is open at night.

Ask Ngozi who opens it.

Thandeka Mokoena told us that the guards are paid.

In Chad and Georgia nobody asks, says Dr Okafor.
"""


def meeting(**values):
    row = made.consultation(**values)
    notes_and_statements.take_notes(row, NOTES, "en", by=row.chair)
    speaker = row.statements.get(number=1)
    speakers_and_consent.say_speaker(speaker, "MOKOENA Thandeka", "Port Union", by=row.chair)
    if row.rule == "chatham_house":
        speakers_and_consent.agree(row.subject, "quotes", "recorded", by=row.chair)
    else:
        for one in row.statements.all():
            speakers_and_consent.agree(one.subject, "quotes", "recorded", by=row.chair)
    return row


def uid(row, number):
    return row.statements.get(number=number).uid


def test_what_may_be_a_name_is_found():
    row = meeting()
    found = names_in_statements(row, row.statements.all())
    said = {one.number: found[one.uid] for one in row.statements.all()}
    assert not said[1].names
    assert [one.words for one in said[2].names] == ["Ngozi"]
    assert said[3].refused
    assert "Thandeka Mokoena" in [one.words for one in said[3].names]
    # Countries whose names people have too are no names.
    assert [one.words for one in said[4].names] == ["Dr Okafor"]


def test_a_statement_is_quoted_once_somebody_read_what_may_be_a_name():
    row = meeting()
    with pytest.raises(NotPossible, match="2, 4"):
        quoting_statements.set_quotable(row, [uid(row, n) for n in (1, 2, 4)], by=row.chair)
    assert quoting_statements.clear_names(row, [uid(row, 2), uid(row, 4)], by=row.chair) == 2
    assert quoting_statements.clear_names(row, [uid(row, 2)], by=row.chair) == 0
    quoting_statements.set_quotable(row, [uid(row, n) for n in (1, 2, 4)], by=row.chair)
    assert Decision.objects.get(verb="clear_names").after == {"statements": [2, 4]}


def test_who_spoke_is_not_cleared_where_the_rule_keeps_it_back():
    row = meeting()
    with pytest.raises(NotPossible, match="3"):
        quoting_statements.clear_names(row, [uid(row, 3)], by=row.chair)
    Statement.objects.filter(uid=uid(row, 3)).update(names_cleared=True)
    with pytest.raises(NotPossible, match="3"):
        quoting_statements.set_quotable(row, [uid(row, 3)], by=row.chair)
    assert not row.statements.filter(may_be_quoted=True).exists()


def test_under_the_rule_by_name_a_speaker_is_read_like_any_name():
    row = meeting(rule="by_name")
    quoting_statements.clear_names(row, [uid(row, 3)], by=row.chair)
    assert quoting_statements.set_quotable(row, [uid(row, 3)], by=row.chair) == 1


def test_a_narrower_rule_ends_quotes_that_name_who_spoke():
    row = meeting(rule="by_name")
    quoting_statements.clear_names(row, [uid(row, n) for n in (2, 3)], by=row.chair)
    quoting_statements.set_quotable(row, [uid(row, n) for n in (1, 2, 3)], by=row.chair)
    editing.edit_consultation(row, by=row.chair, rule="chatham_house")
    quoted = row.statements.filter(may_be_quoted=True)
    assert [one.number for one in quoted] == [1]
    assert not row.statements.filter(names_cleared=True).exists()


def test_who_is_said_to_have_spoken_later_is_quoted_no_more():
    row = meeting()
    quoting_statements.clear_names(row, [uid(row, 4)], by=row.chair)
    quoting_statements.set_quotable(row, [uid(row, 1), uid(row, 4)], by=row.chair)
    told: list[str] = []
    with extra_room(follows=[SUBJECT_CHANGED.by(lambda subject: told.append(subject.key))]):
        speakers_and_consent.say_speaker(row.statements.get(number=2), "Okafor", "", by=row.chair)
    assert [one.number for one in row.statements.filter(may_be_quoted=True)] == [1]
    assert row.uid in told


def test_another_chair_cannot_ask_whether_somebody_named_spoke(client):
    row = meeting()
    other = made.chair()
    for verb in (quoting_statements.clear_names, quoting_statements.set_quotable):
        with pytest.raises(NotPossible, match="Only the chair of this consultation") as error:
            verb(row, [uid(row, 3)], by=other)
        with pytest.raises(NotPossible) as same:
            verb(row, [uid(row, 1)], by=other)
        assert str(error.value) == str(same.value)
    client.force_login(other)
    page = client.get(reverse("desk_consultations:statements", args=[row.uid])).content.decode()
    assert "cannot be quoted" not in page
    assert "may name somebody" not in page


def test_words_that_nobody_agreed_to_are_not_joined_to_a_quote():
    row = made.consultation()
    notes_and_statements.take_notes(row, "One.\n\nTwo.\n\nThree.", "en", by=row.chair)
    first, second = row.statements.all()[:2]
    speakers_and_consent.agree(first.subject, "quotes", "recorded", by=row.chair)
    quoting_statements.set_quotable(row, [first.uid], by=row.chair)
    with pytest.raises(NotPossible, match="alone"):
        notes_and_statements.join_next(first, by=row.chair)
    speakers_and_consent.agree(second.subject, "quotes", "recorded", by=row.chair)
    assert not notes_and_statements.join_next(first, by=row.chair).may_be_quoted


def test_changed_words_are_read_again():
    row = meeting()
    quoting_statements.clear_names(row, [uid(row, 2)], by=row.chair)
    notes_and_statements.edit_statement(
        row.statements.get(number=2), "Ask Amina who opens it.", by=row.chair
    )
    assert not row.statements.get(number=2).names_cleared


def test_nothing_unread_is_published():
    row = made.settled()
    one = row.statements.all()[0]
    # As if it had been allowed before names were looked for.
    Statement.objects.filter(pk=one.pk).update(text="Ask Ngozi.", may_be_quoted=True)
    with pytest.raises(NotPossible, match="may name somebody"):
        publishing.publish_consultation(row, by=row.chair)


def test_a_transcript_seals_who_speaks_with_each_statement():
    row = made.consultation()
    text = "Ana Pérez: The port is open.\n\nNobody looks.\n\nJohn Mwangi: Who pays?"
    added = notes_and_statements.take_transcript(
        row, text, "en", by=row.chair, speakers=["Ana Pérez", "John Mwangi"]
    )
    assert [one.text for one in added] == ["The port is open.", "Nobody looks.", "Who pays?"]
    assert speakers_and_consent.said_by(["perez ana"]).count() == 2
    assert not Statement.objects.filter(text__contains="Ana").exists()
    with pytest.raises(NotPossible, match="chair of this consultation"):
        notes_and_statements.take_transcript(
            row, text, "en", by=made.chair(), speakers=["Ana Pérez"]
        )


def test_a_word_document_is_read_as_notes():
    document = docx(p(r("Ana: One.")) + p(r("Juma: Two.")))
    assert text_of_file("Minutes.DOCX", document) == "Ana: One.\n\nJuma: Two."
    with pytest.raises(Unfit, match="cannot be read"):
        text_of_file("minutes.docx", b"PK not a document")
    with pytest.raises(Unfit, match="ends in one of these"):
        text_of_file("minutes.pdf", b"")


def test_the_page_shows_a_file_before_anything_is_stored(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = made.consultation()
    client.force_login(row.chair)
    at = reverse("desk_consultations:transcript", args=[row.uid])
    sent = SimpleUploadedFile(
        "talk.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>One.\n\n00:03.000 --> 00:04.000\n<v Juma>Two.",
    )
    page = client.post(at, {"act": "read", "file": sent, "language": "en"})
    assert page.status_code == 200
    assert "Ana: One." in page.content.decode()
    assert not row.statements.exists()
    bad = SimpleUploadedFile("talk.txt", b"\xff\x00\x81")
    assert client.post(at, {"act": "read", "file": bad, "language": "en"}).status_code == 422
    taken = {"act": "take", "text": "Ana: One.\n\nJuma: Two.", "language": "en"}
    client.post(at, taken | {"how": "paragraphs", "speakers": ["Ana", "Juma"]})
    assert [one.text for one in row.statements.all()] == ["One.", "Two."]
