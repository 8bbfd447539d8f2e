"""Ways by which a withdrawn name or a protected person could come back, each closed."""

from typing import Any

import pytest

from casefile.people.named_people import (
    ANA,
    EVA,
    LUIS,
    named,
    person,
    rewritten,
    settled,
    told_by,
)
from casefile.sheets.verbs.own_sheet import mapped, sheet
from factories import CaseFactory, ClaimFactory, adjudicator
from seconded import lift, protect
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.models import Account, Case, Outlet, WithdrawnName
from vigil.casefile.people.verbs import subject_of
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.sheets.verbs.importing import apply, plan
from vigil.casefile.sheets.verbs.verifying import publish_imported, verify_imported
from vigil.publication.models import PublicCase, PublicWord
from vigil.trust.models import Decision, Level, User
from vigil.trust.protection.verbs import level_set
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return adjudicator()


def of(case: Case, name: str) -> list[tuple[str, str, str]]:
    """Return what is ticked to withdraw one person of one case."""
    return [("casefile", "victim", str(case.victims.get(name=name).uid))]


# Namesakes


def test_a_second_withdrawal_holds_what_the_first_had_taken_already(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(LUIS))
    first = withdraw([ANA], by=by, why="asked")
    told_by(other, title=f"{ANA} was killed")
    rewrite_index_columns(other)
    withdraw([ANA], by=by, why="asked again")
    lift(first, by=by, why="this one was a mistake")
    assert named(case) == []


def test_a_sister_who_is_left_does_not_name_her_who_was_withdrawn(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(EVA))
    withdraw([ANA], by=by, why="asked")
    assert named(other) == [EVA]
    rewritten(other, person(EVA), person(ANA))
    assert (named(case), named(other)) == ([], [EVA])


def test_a_namesake_who_is_left_stays_named_when_the_case_is_written_anew(by: User) -> None:
    case, other = settled(person(ANA)), settled(person(ANA), person(LUIS))
    withdraw([ANA], by=by, why="asked", chosen=of(case, ANA))
    rewrite_index_columns(other)
    assert (named(case), named(other)) == ([], [ANA, LUIS])
    rewritten(other, person(LUIS), person(ANA))
    assert named(other) == [LUIS, ANA]


# Names in the texts of values


def in_values(**event: Any) -> Case:
    """Make a public case whose values say something."""
    return rewritten(CaseFactory(), person(LUIS), **event)


WHERE: dict[str, dict[str, Any]] = {
    "text": {"organised_crime_basis": f"It was {ANA} who said so."},
    "list": {"weapons": [f"the pistol of {ANA}", "a rifle"]},
    "place": {"place": {"name": f"Taller {ANA}", "country": "MEX", "precision": "exact"}},
    "division": {"place": {"admin1": ANA, "country": "MEX", "precision": "admin1"}},
}


def says(case: Case) -> bool:
    """Say whether any public form of the case says the name."""
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    public = PublicCase.objects.get(pk=case.pk)
    forms = [case_line(whole, {}), [public.place, public.admin1], public.record.record]
    return ANA in str(forms) or public.words.filter(word="quintero").exists()


@pytest.mark.parametrize("where", WHERE)
def test_a_name_in_a_value_is_found_and_withdrawn_and_comes_back_with_no_import(
    where: str, by: User
) -> None:
    case = in_values(**WHERE[where])
    assert says(case) == (where != "text")  # a text never gives the name of a stranger
    withdraw([ANA], by=by, why="asked")
    assert not says(case)
    assert not says(in_values(**WHERE[where]))


@pytest.mark.parametrize("where", ["place", "division"])
def test_a_survivors_name_is_in_no_name_of_a_place(where: str) -> None:
    assert not says(rewritten(CaseFactory(), person(LUIS), person(ANA, "injured"), **WHERE[where]))


def test_a_town_that_shares_a_word_with_a_name_is_told() -> None:
    place = {"name": "San Luis", "admin1": "Quintero", "country": "MEX", "precision": "town"}
    case = rewritten(CaseFactory(), person(LUIS), person(ANA, "injured"), place=place)
    public = PublicCase.objects.get(pk=case.pk)
    assert (public.place, public.admin1) == ("San Luis", "Quintero")


def test_who_published_it_is_looked_at_too(by: User) -> None:
    case = settled(person(LUIS))
    account = told_by(case)
    Outlet.objects.filter(pk=account.report.outlet_id).update(name=f"The blog of {ANA}")
    withdraw([ANA], by=by, why="asked")
    assert not says(case)


# Accounts that go to another case, of another country

ABROAD = {"place": {"name": "Puerto Ajeno", "country": "GTM", "precision": "town"}}


def abroad(*people: dict[str, Any]) -> Case:
    """Make a public case that is no place where a namesake at home would be looked for."""
    return rewritten(CaseFactory(), *people, **ABROAD)


def told_in_title(case: Case) -> Account:
    account = told_by(case, title=f"{ANA} was killed", text="Nobody is named.")
    rewrite_index_columns(case)
    return account


def test_a_name_withdrawn_in_a_merged_case_stays_so_in_both_when_they_part(by: User) -> None:
    kept, gone = abroad(person(LUIS)), settled(person(ANA))
    merge = merge_cases(kept, gone, by=by, why="one attack")
    rewritten(kept, person(LUIS), person(ANA), **ABROAD)
    withdrawal = withdraw([ANA], by=by, why="asked")
    undo(merge, by=by)
    assert (named(kept), named(gone)) == ([LUIS], [])
    lift(withdrawal, by=by, why="the family wants her named")
    assert (named(kept), named(gone)) == ([LUIS, ANA], [ANA])


def test_a_name_withdrawn_before_a_merge_stays_so_in_what_was_written_since(by: User) -> None:
    kept, gone = abroad(person(LUIS)), settled(person(ANA))
    withdraw([ANA], by=by, why="asked")
    merge = merge_cases(kept, gone, by=by, why="one attack")
    rewritten(kept, person(LUIS), person(ANA), **ABROAD)
    undo(merge, by=by)
    assert (named(kept), named(gone)) == ([LUIS], [])


def test_an_account_that_is_moved_takes_withdrawals_along_and_back(by: User) -> None:
    home, other = settled(person(LUIS)), abroad(person(LUIS))
    account = told_in_title(home)
    withdraw([ANA], by=by, why="asked")
    move = move_account(account, other, by=by, why="it tells of the other")
    assert not says(other)
    undo(move, by=by)
    assert not says(home)


def test_what_is_withdrawn_where_an_account_was_moved_to_is_so_where_it_returns(by: User) -> None:
    home, other = settled(person(LUIS)), abroad(person(LUIS))
    move = move_account(told_in_title(home), other, by=by, why="it tells of the other")
    withdraw([ANA], by=by, why="asked")
    undo(move, by=by)
    assert not says(home)


def test_an_account_takes_along_only_what_it_says(by: User) -> None:
    home, other = settled(person(ANA), person(LUIS)), abroad(person(ANA))
    account = told_by(home, title="A report of something else", text="Nobody is named.")
    withdraw([ANA], by=by, why="asked", chosen=of(home, ANA))
    move_account(account, other, by=by, why="it tells of the other")
    assert named(other) == [ANA]


def test_of_several_names_that_one_act_withdrew_each_goes_along(by: User) -> None:
    home, other = settled(person(ANA), person("Benedikt Holm")), abroad(person(LUIS))
    accounts = [
        told_by(home, title=f"{name} was killed", text="Nobody is named.")
        for name in (ANA, "Benedikt Holm")
    ]
    chosen = [*of(home, ANA), *of(home, "Benedikt Holm")]
    withdraw([str(home.public_id)], by=by, why="asked", chosen=chosen)
    for account in accounts:
        move_account(account, other, by=by, why="it tells of the other")
    assert not says(other)
    assert "Benedikt Holm" not in str(PublicCase.objects.get(pk=other.pk).record.record)


def test_a_candidate_that_the_machine_took_apart_leaves_the_name_withdrawn(by: User) -> None:
    case = abroad(person(ANA))
    withdraw([ANA], by=by, why="asked")
    WithdrawnName.objects.update(case=None)
    case.delete()
    assert named(settled(person(ANA))) == []


# Protected people


def protected(case: Case, name: str, by: User) -> None:
    protect(case.victims.get(name=name), Level.HIDDEN, by=by, why="threatened")


def test_who_is_protected_is_named_in_no_other_case_either(by: User) -> None:
    case, again, other = settled(person(ANA)), settled(person(ANA)), settled(person(LUIS))
    told_in_title(other)
    assert says(other)
    protected(case, ANA, by)
    assert (named(case), named(again), named(other)) == ([], [], [LUIS])
    assert not says(other)


UNKNOWN = {"outcome": "killed"}


def test_a_protected_person_whose_name_is_learnt_later_is_not_named(by: User) -> None:
    case = settled(person(LUIS), UNKNOWN)
    protected(case, "", by)
    rewritten(case, person(LUIS), person(ANA))
    assert named(case) == [LUIS]
    assert [level_set(subject_of(v)) for v in case.victims.all()] == [None, Level.HIDDEN]
    assert Decision.objects.filter(verb="set_protection", actor=None).count() == 1
    rewritten(case, person(LUIS), person(ANA), person(EVA))
    assert named(case) == [LUIS, EVA]


def test_nor_if_they_were_out_of_the_case_meanwhile(by: User) -> None:
    case = settled(person(LUIS), UNKNOWN)
    protected(case, "", by)
    rewritten(case, person(LUIS))
    rewritten(case, person(LUIS), person(ANA))
    assert named(case) == [LUIS]


def test_of_several_who_may_be_the_protected_one_none_is_named_until_a_person_says_so(
    by: User,
) -> None:
    case = settled(person(LUIS), UNKNOWN)
    protected(case, "", by)
    rewritten(case, person(LUIS), person(ANA), person("Benedikt Holm"))
    assert named(case) == [LUIS]
    protect(case.victims.get(name="Benedikt Holm"), Level.OPEN, by=by, why="it is not him")
    assert named(case) == [LUIS, "Benedikt Holm"]
    rewritten(case, person("Benedikt Holm"), person(ANA), person(LUIS))
    assert named(case) == ["Benedikt Holm", LUIS]


def test_who_is_protected_is_so_where_their_case_was_merged_into_and_after(by: User) -> None:
    kept, gone = settled(person(LUIS)), settled(UNKNOWN)
    protected(gone, "", by)
    merge = merge_cases(kept, gone, by=by, why="one attack")
    rewritten(kept, person(LUIS), person(ANA))
    undo(merge, by=by)
    rewritten(gone, person(EVA), person("Benedikt Holm"))
    assert (named(kept), named(gone)) == ([LUIS], [])


def test_who_comes_in_place_of_somebody_protected_may_be_them_under_another_name(by: User) -> None:
    case = settled(person(LUIS), person(ANA))
    protected(case, ANA, by)
    rewritten(case, person(LUIS), person("La Brava de Ejemplo"))
    assert named(case) == [LUIS]
    rewritten(case, person(LUIS), person("La Brava de Ejemplo"), person("Benedikt Holm"))
    assert named(case) == [LUIS, "Benedikt Holm"]


# Under age


def test_an_age_told_under_another_name_in_a_case_of_one_is_the_persons() -> None:
    case = settled(person(ANA, age=None))
    account = told_by(case, "La Niña de Ejemplo")
    ClaimFactory(account=account, field="age", person=0, value={"low": 15, "high": 15})
    with case_changes():
        rewrite_index_columns(case)
    assert case.victims.get().minor
    assert not says(case)


# A team's own sheet


def taken(by: User, second: User, *rows: dict[str, str], name: str = "Our cases") -> None:
    """Take a sheet in, and make public what it brought."""
    content = sheet(*rows)
    apply(plan(content, mapped(content, by, name), by=by), by=by)
    waiting = list(Case.objects.filter(stage="coded"))
    if waiting:
        verify_imported(waiting, by=second, why="read")
    publish_imported(Case.objects.exclude(visibility="published"), by=adjudicator())


def test_a_withdrawn_name_comes_back_by_no_sheet_and_the_receipt_says_how_many_rows_hold_it(
    by: User,
) -> None:
    second, row = adjudicator(), {"Name": "Ana Ejemplo Duarte"}
    taken(by, second, row)
    assert PublicCase.objects.get().n_named == 1
    withdrawal = withdraw([row["Name"]], by=by, why="asked")
    (still,) = (r["still"] for r in withdrawal.receipts if r["room"] == "casefile")
    assert any("1 row of a team's own sheet" in sentence for sentence in still)
    address = "https://news.example/ana-ejemplo-duarte"
    taken(by, second, {**row, "Age": "35"}, {**row, "ID": "2", "Case": "b"})
    taken(by, second, {**row, "ID": "7", "Case": "g", "Source": address}, name="Another sheet")
    public = PublicCase.objects.select_related("record")
    assert len(public) == 3
    assert not [p for p in public if "duarte" in f"{p.people} {p.record.record}".lower()]
    assert not PublicWord.objects.filter(word="duarte").exists()
