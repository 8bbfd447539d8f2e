"""Verifying and publishing what a sheet brought in."""

import pytest

from casefile.sheets.verbs.own_sheet import sheet, take
from factories import adjudicator, coder
from vigil.casefile.models import (
    AcceptedValue,
    Case,
)
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db


def test_the_importer_does_not_verify_and_what_cannot_be_verified_is_said(
    ana: User, ben: User
) -> None:
    content = sheet(
        {},
        {"ID": "2", "Case": "b", "Source": ""},
        {"ID": "3", "Case": "c"},
        {"ID": "4", "Case": "c", "Name": "Ben Prueba", "Age": "very old"},
    )
    done = take(content, ana)
    with pytest.raises(NeedsSecondPerson):
        verify_imported(done, by=ana, why="mine")
    with pytest.raises(NotPossible):
        verify_imported(done, by=ben, why=" ")
    outcome = verify_imported(done, by=ben, why="read every source")
    assert len(outcome.done) == 1
    assert sorted(reason for _, reason in outcome.left_out) == [
        "a row on it is broken",
        "it has no source",
    ]
    assert Decision.objects.filter(verb="verify_imported", actor=ben).count() == 1
    with pytest.raises(NotAllowed):
        publish_imported(outcome.done, by=coder())


def test_nobody_verifies_with_a_second_account_what_they_took_in(ana: User, ben: User) -> None:
    take(sheet({}), ana)
    note_device(ana, "one browser")
    note_device(ben, "one browser")
    with pytest.raises(NeedsSecondPerson, match="browser or mailbox"):
        verify_imported(Case.objects.all(), by=ben, why="read every source")
    mine = Case.objects.get()
    take(sheet({}, {"ID": "2", "Case": "b"}), adjudicator())
    outcome = verify_imported(Case.objects.all(), by=ben, why="read every source")
    ((case, why),) = outcome.left_out
    assert (case, why) == (
        mine,
        "it was taken in by an account that shares your browser or mailbox",
    )
    assert len(outcome.done) == 1


def test_a_case_with_an_open_conflict_is_not_verified(ana: User, ben: User) -> None:
    take(sheet({}), ana)
    AcceptedValue.objects.filter(field="method").update(value="fire")
    take(sheet({"Method": "stabbed"}), ana)
    outcome = verify_imported(Case.objects.all(), by=ben, why="read")
    assert [reason for _, reason in outcome.left_out] == ["a conflict is open in it"]
