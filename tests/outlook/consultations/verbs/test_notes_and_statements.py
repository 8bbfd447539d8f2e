"""Notes stay sealed as they came; statements are corrected until coding begins."""

import pytest

from outlook.factories_consultations import NOTES, being_coded, chair, coder, consultation
from vigil.outlook.consultations.verbs import notes_and_statements, speakers_and_consent
from vigil.outlook.models import Consultation, Statement
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Sealed
from vigil.trust.vault.verbs.own_keys import is_destroyed

pytestmark = pytest.mark.django_db


def texts(row: Consultation) -> list[tuple[int, str]]:
    return list(row.statements.values_list("number", "text"))


def taken(notes: str) -> Consultation:
    row = consultation()
    notes_and_statements.take_notes(row, notes, "es", by=row.chair)
    return row


def test_notes_become_statements_and_are_kept_as_they_came() -> None:
    row = taken("Uno. Otro.\n\nDos.")
    notes_and_statements.take_notes(row, "Tres. Cuatro.", "fr", by=row.chair, how="sentences")
    assert texts(row) == [(1, "Uno. Otro."), (2, "Dos."), (3, "Tres."), (4, "Cuatro.")]
    assert set(row.statements.values_list("language", flat=True)) == {"es", "fr"}
    row.refresh_from_db()
    opened = notes_and_statements.open_notes(row, by=row.chair, why="to compare")
    assert opened == ["Uno. Otro.\n\nDos.", "Tres. Cuatro."]
    assert not Sealed.objects.filter(ciphertext__contains=b"Otro").exists()


def test_the_log_tells_how_many_and_nothing_that_was_said() -> None:
    row = taken(NOTES)
    notes_and_statements.edit_statement(row.statements.all()[0], "A canary sang", by=row.chair)
    told = [(d.verb, d.before, d.after, d.why) for d in Decision.objects.all()]
    assert ("take_notes", {}, {"statements": 3}, "") in told
    assert "Containers" not in str(told)
    assert "canary" not in str(told)


def test_only_its_chair_opens_the_notes() -> None:
    row = taken(NOTES)
    for who, error in ((chair(), NotPossible), (coder(), NotAllowed)):
        with pytest.raises(error):
            notes_and_statements.open_notes(row, by=who, why="curious")
    with pytest.raises(NotPossible):
        notes_and_statements.open_notes(row, by=row.chair, why=" ")


def test_an_empty_line_splits_a_statement_and_the_others_move() -> None:
    row = taken("One.\n\nTwo and three.\n\nFour.")
    two = row.statements.get(number=2)
    notes_and_statements.edit_statement(two, "Two.\n\nThree,\nit was.", by=row.chair)
    assert texts(row) == [(1, "One."), (2, "Two."), (3, "Three, it was."), (4, "Four.")]
    assert row.statements.get(number=2).uid == two.uid


def test_joined_statements_keep_the_first_uid() -> None:
    row = taken("One.\n\nTwo.\n\nThree.")
    first = row.statements.get(number=1)
    assert notes_and_statements.join_next(first, by=row.chair).text == "One. Two."
    assert texts(row) == [(1, "One. Two."), (2, "Three.")]
    with pytest.raises(NotPossible):
        notes_and_statements.join_next(row.statements.get(number=2), by=row.chair)


def test_statements_of_two_speakers_are_not_joined() -> None:
    row = taken("One.\n\nTwo.")
    speakers_and_consent.say_speaker(row.statements.get(number=1), "Ana", "", by=row.chair)
    with pytest.raises(NotPossible, match="somebody else"):
        notes_and_statements.join_next(row.statements.get(number=1), by=row.chair)


def test_what_is_no_statement_is_taken_out_and_who_said_it_destroyed() -> None:
    row = taken("Welcome\n\nOne.")
    welcome = row.statements.get(number=1)
    speakers_and_consent.say_speaker(welcome, "Ana", "", by=row.chair)
    notes_and_statements.drop_statement(welcome, by=row.chair)
    assert texts(row) == [(1, "One.")]
    assert is_destroyed(welcome.subject)
    assert not Sealed.objects.filter(subject_key=welcome.uid).exists()


def test_once_coding_has_begun_the_statements_stand() -> None:
    row = being_coded()
    first: Statement = row.statements.all()[0]
    for verb in (
        lambda: notes_and_statements.take_notes(row, "More.", "en", by=row.chair),
        lambda: notes_and_statements.edit_statement(first, "Other.", by=row.chair),
        lambda: notes_and_statements.join_next(first, by=row.chair),
        lambda: notes_and_statements.drop_statement(first, by=row.chair),
    ):
        with pytest.raises(NotPossible):
            verb()
    assert row.statements.count() == 3


@pytest.mark.parametrize(
    "notes",
    ["", " \n ", "x" * (notes_and_statements.LONGEST + 1), "y" * 10_001, "Line.\n\n" * 2_001],
)
def test_notes_that_cannot_be_taken_are_refused_and_nothing_is_kept(notes: str) -> None:
    row = consultation()
    with pytest.raises(NotPossible):
        notes_and_statements.take_notes(row, notes, "en", by=row.chair)
    assert not Sealed.objects.exists()
    assert not row.statements.exists()


def test_a_statement_without_words_is_refused() -> None:
    row = taken("One.")
    with pytest.raises(NotPossible):
        notes_and_statements.edit_statement(row.statements.get(), " \n\n ", by=row.chair)
    assert texts(row) == [(1, "One.")]


def test_a_statement_withdrawn_before_coding_is_not_written_or_joined_again() -> None:
    row = taken("One.\n\nTwo.\n\nThree.")
    first, second, _third = row.statements.all()
    speakers_and_consent.take_words(second, by=row.chair)
    for act in (notes_and_statements.join_next, notes_and_statements.drop_statement):
        with pytest.raises(NotPossible, match="withdrawn"):
            act(second, by=row.chair)
    with pytest.raises(NotPossible, match="withdrawn"):
        notes_and_statements.edit_statement(second, "Two again.", by=row.chair)
    with pytest.raises(NotPossible, match="No statement follows"):
        notes_and_statements.join_next(first, by=row.chair)
    assert texts(row) == [(1, "One."), (2, ""), (3, "Three.")]
