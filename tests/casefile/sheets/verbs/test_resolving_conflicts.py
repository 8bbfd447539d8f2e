"""What the sheet and people here changed differently."""

import pytest

from casefile.sheets.verbs.own_sheet import accepted, sheet, take
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import (
    AcceptedValue,
    Case,
)
from vigil.casefile.sheets.verbs.resolving_conflicts import conflicted_rows, settle_conflicts
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.models import Decision, User

pytestmark = pytest.mark.django_db


def test_what_people_changed_stays_while_the_sheet_says_what_it_said(
    settled: Case, ana: User
) -> None:
    again = take(sheet({"Notes": "another note"}), ana)
    assert (again.counts["conflicts"], again.counts["changed"]) == (0, 0)
    assert accepted(settled, "method") == "explosive"


def test_what_both_changed_is_a_conflict_and_peoples_value_stays(settled: Case, ana: User) -> None:
    again = take(sheet({"Method": "stabbed"}), ana)
    assert again.counts["conflicts"] == 1
    assert accepted(settled, "method") == "explosive"
    (row,) = conflicted_rows()
    assert row.conflicts == {"method": {"ours": "explosive", "theirs": "blade"}}
    # It stays open when the file comes again, and goes when the sheet says what it said.
    assert take(sheet({"Method": "stabbed"}), ana).counts["conflicts"] == 1
    assert take(sheet({"Method": "shot"}), ana).counts["conflicts"] == 0
    assert not conflicted_rows().exists()


def test_what_both_changed_to_the_same_is_no_conflict(settled: Case, ana: User) -> None:
    again = take(sheet({"Method": "bomb"}), ana)
    assert again.counts["conflicts"] == 0
    assert take(sheet({"Method": "bomb"}), ana).counts["unchanged"] == 1


def test_nothing_that_people_settled_is_updated_even_if_they_agreed_then(
    settled: Case, ana: User
) -> None:
    take(sheet({"City": "Otro Puerto"}), ana)
    assert accepted(settled, "place")["name"] == "Puerto Ejemplo"
    assert conflicted_rows().get().conflicts["place.name"]["theirs"] == "Otro Puerto"


def test_keeping_ours_ends_the_conflict_for_good(settled: Case, ana: User) -> None:
    take(sheet({"Method": "stabbed"}), ana)
    row = conflicted_rows().get()
    settle_conflicts(settled, {(row.pk, "method"): "ours"}, by=ana, why="two papers say bomb")
    assert take(sheet({"Method": "stabbed"}), ana).counts["conflicts"] == 0
    assert accepted(settled, "method") == "explosive"
    assert Decision.objects.get(verb="settle_sheet").after == {"kept": ["method"], "taken": []}


def test_taking_theirs_into_a_settled_case_waits_for_a_second_person(
    settled: Case, ana: User, ben: User
) -> None:
    take(sheet({"Method": "stabbed", "Age": "35"}), ana)
    row = conflicted_rows().get()
    chosen = {(row.pk, "method"): "theirs", (row.pk, "victim.age"): "theirs"}
    settle_conflicts(settled, chosen, by=ana)
    assert accepted(settled, "method") == "explosive"
    waiting = settled.adjudications.get(verified_at=None)
    with pytest.raises(NeedsSecondPerson):
        verify(waiting, by=ana)
    verify(waiting, by=ben)
    assert accepted(settled, "method") == "blade"
    assert accepted(settled, "age", 0) == {"low": 35, "high": 35}
    assert take(sheet({"Method": "stabbed", "Age": "35"}), ana).counts["conflicts"] == 0


def test_a_value_changed_here_by_other_means_conflicts_and_can_be_taken_at_once(
    ana: User,
) -> None:
    take(sheet({}), ana)
    case = Case.objects.get()
    AcceptedValue.objects.filter(case=case, field="method").update(value="fire")
    take(sheet({"Method": "stabbed", "City": "Otro Puerto"}), ana)
    assert accepted(case, "method") == "fire"
    assert accepted(case, "place")["name"] == "Otro Puerto", "what did not clash was updated"
    row = conflicted_rows().get()
    settle_conflicts(case, {(row.pk, "method"): "theirs"}, by=ana)
    assert accepted(case, "method") == "blade"
    with pytest.raises(NotPossible):
        settle_conflicts(case, {(row.pk, "method"): "theirs"}, by=ana)


def test_a_person_added_to_a_settled_case_is_named_as_a_broken_row(
    settled: Case, ana: User
) -> None:
    again = take(sheet({}, {"ID": "2", "Name": "Ben Prueba"}), ana)
    assert [row["row"] for row in again.broken] == [3]
    assert settled.victims.count() == 1


def test_an_adjudicated_case_is_not_called_imported_any_more(settled: Case) -> None:
    from vigil.casefile.releases.case_lines import basis_of

    assert basis_of(Case.objects.get(pk=settled.pk)) == "adjudicated"
