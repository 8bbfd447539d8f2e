"""Who may be named, after anything that can be done to a case: withdrawn names stay withdrawn."""

from typing import Any

import pytest

from casefile.people.named_people import (
    ANA,
    EVA,
    LUIS,
    agree,
    named,
    person,
    rewritten,
    settled,
    take,
    told_by,
    victim,
    withdrawal,
)
from factories import (
    CaseFactory,
    adjudicator,
)
from seconded import lift_names, protect
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, WithdrawnName
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.trust.models import Level

pytestmark = pytest.mark.django_db

NEUTRAL = "[Report of 2019-03-08]"
"""What stands for the title of a report that spells a name which nobody may read."""


# Withdrawn


def test_who_was_killed_is_named_until_the_name_is_withdrawn_and_again_after() -> None:
    case = settled(person(ANA))
    assert named(case) == [ANA]
    made = take(case, ANA)
    assert named(case) == []
    lift_names(made, by=made.by, why="the family wants her named")
    assert named(case) == [ANA]


def test_the_person_is_still_counted_with_what_they_were_attacked_as() -> None:
    case = settled(person(ANA, target_category="journalist", occupation="Reporter"))
    take(case, ANA)
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    (told,) = case_line(whole, {})["victims"]
    assert told == {
        "named": False,
        "minor": False,
        "outcome": "killed",
        "target_category": "journalist",
    }
    assert Case.objects.get(pk=case.pk).n_killed == 1


def test_a_sister_in_the_same_case_stays_named() -> None:
    case = settled(person(ANA), person(EVA))
    take(case, ANA)
    assert named(case) == [EVA]


@pytest.mark.parametrize(
    "again",
    ["Ana Ríos Quintero", "ANA RIOS QUINTERO", "Ana Rios", "Anna Ríos Quintero", "Ana Ríos Q."],
)
def test_a_withdrawn_name_does_not_come_back_by_adjudication(again: str) -> None:
    case = settled(person(ANA), person(LUIS))
    take(case, ANA)
    rewritten(case, person(LUIS), person(again))
    assert named(case) == [LUIS]


def test_nor_under_a_name_that_only_an_account_ties_to_it() -> None:
    case = settled(person(ANA))
    take(case, ANA)
    told_by(case, "La Güera de Ejemplo Ana Ríos Quintero")
    rewritten(case, person("Güera Ejemplo"))
    assert named(case) == []


def test_nor_by_reading_the_reports_anew() -> None:
    case = CaseFactory()
    told_by(case, ANA)
    refresh(case)
    take(case, ANA)
    told_by(case, "Ana Rios Quintero")
    refresh(case)
    assert [v.withdrawn for v in case.victims.all()] == [True]


def test_nor_by_importing_the_attack_again_as_another_case() -> None:
    take(settled(person(ANA)), ANA)
    assert named(settled(person("Ana Rios Quintero"))) == []


@pytest.mark.parametrize(
    "change",
    [{"country": "BRA"}, {"day": "2023-03-07"}],
    ids=["elsewhere", "years later"],
)
def test_a_namesake_elsewhere_or_years_later_is_named(change: dict[str, str]) -> None:
    take(settled(person(ANA)), ANA)
    other = CaseFactory()
    values = {
        "case": {
            "date_of_attack": {"value": change.get("day", "2019-03-09"), "precision": "day"},
            "place": {"country": change.get("country", "MEX"), "precision": "country"},
        },
        "victims": [person(ANA)],
    }
    decision = record_on_case("verify", other, by=None)
    write_values(other, values, basis=Basis.ADJUDICATED, decision=decision)
    assert named(other) == [ANA]


def test_a_namesake_that_was_looked_at_and_left_is_named() -> None:
    case, other = settled(person(ANA)), settled(person(ANA))
    take(case, ANA, spared=(other.pk,))
    rewrite_index_columns(other)
    assert (named(case), named(other)) == ([], [ANA])


def test_the_sister_of_a_withdrawn_name_in_another_case_is_named() -> None:
    take(settled(person("María Ana Ríos Quintero Beltrán")), "María Ana Ríos Quintero Beltrán")
    assert named(settled(person("Pedro Ríos Quintero Beltrán"))) != []


def test_a_withdrawn_name_follows_a_merge_and_its_way_back() -> None:
    by = adjudicator()
    kept, gone = settled(person(LUIS), country="BRA"), settled(person(ANA))
    Case.objects.filter(pk=kept.pk).update(country="BRA")
    take(gone, ANA)
    decision = merge_cases(kept, gone, by=by, why="one attack")
    rewritten(kept, person(LUIS), person(ANA))
    assert named(kept) == [LUIS]
    undo(decision, by=by)
    assert named(gone) == []


def test_a_withdrawn_name_follows_a_split() -> None:
    by, case = adjudicator(), settled(person(ANA), person(LUIS))
    first, _second = told_by(case, ANA), told_by(case, LUIS)
    refresh(case)
    take(case, ANA)
    new = Case.objects.get(public_id=split_case(case, [first], by=by, why="two").after["new"])
    assert [v.withdrawn for v in new.victims.all()] == [True]


def test_a_withdrawn_name_follows_an_account_that_is_moved() -> None:
    by = adjudicator()
    case, other = settled(person(ANA), person(LUIS)), CaseFactory()
    account = told_by(case, ANA)
    refresh(case)
    take(case, ANA)
    move_account(account, other, by=by, why="it tells of the other")
    assert [v.withdrawn for v in other.victims.all()] == [True]
    assert ANA in Case.objects.get(pk=other.pk).withheld


def test_of_two_withdrawals_one_lifted_leaves_the_other() -> None:
    case = settled(person(ANA))
    first, _second = take(case, ANA), take(case, ANA)
    lift_names(first, by=first.by, why="one changed her mind")
    assert named(case) == []


def test_what_lifting_gives_back_is_given_back_in_like_cases_too() -> None:
    case = settled(person(ANA))
    made = take(case, ANA)
    again = settled(person(ANA))
    assert named(again) == []
    lift_names(made, by=made.by, why="the family wants her named")
    assert named(again) == [ANA]


def test_a_candidate_that_is_gone_takes_no_withdrawal_with_it() -> None:
    case = settled(person(ANA))
    made = take(case, ANA)
    WithdrawnName.objects.filter(withdrawal=made).update(case=None)
    Case.objects.filter(pk=case.pk).delete()
    assert named(settled(person(ANA))) == []


# Names of those who are no victims


def source_of(case: Case) -> dict[str, Any]:
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    (source,) = case_line(whole, {})["sources"]
    return source


def test_a_third_persons_name_is_in_no_title_or_address_any_more() -> None:
    case = settled(person(ANA))
    account = told_by(case, title=f"{LUIS} saw it")
    account.report.__class__.objects.filter(pk=account.report.pk).update(
        url="https://news.example/luis-tinoco-vela-saw-it"
    )
    assert source_of(case)["title"] == f"{LUIS} saw it"
    withdraw_name(case, [LUIS.lower()], victim=None, spared=(), withdrawal=withdrawal())
    assert (source_of(case)["title"], source_of(case)["url"]) == (NEUTRAL, None)
    assert named(case) == [ANA]


def test_a_third_person_is_not_named_when_coded_as_a_victim_later() -> None:
    case = settled(person(ANA))
    told_by(case, text=f"{LUIS} saw it.")
    withdraw_name(case, [LUIS], victim=None, spared=(), withdrawal=withdrawal())
    rewritten(case, person(ANA), person(LUIS))
    assert named(case) == [ANA]


def test_a_relatives_shorter_name_does_not_take_the_victims_away() -> None:
    case = settled(person(ANA))
    account = told_by(case, title="Ríos Quintero speaks")
    withdraw_name(case, ["Ríos Quintero"], victim=None, spared=(), withdrawal=withdrawal())
    assert named(case) == [ANA]
    assert source_of(case)["title"] == NEUTRAL
    account.report.__class__.objects.filter(pk=account.report.pk).update(title=f"{ANA} was killed")
    assert source_of(case)["title"] == f"{ANA} was killed"


# The same person


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ([ANA], ["Ana Rios Quintero"], True),
        (["Ana Ríos"], [ANA], True),
        ([ANA], [EVA], False),
        ([ANA, LUIS], [LUIS, ANA], True),
        ([ANA, LUIS], [LUIS], False),
        ([""], [ANA], True),
        (["", LUIS], [LUIS, ANA], False),
    ],
)
def test_a_person_keeps_their_uid_if_they_are_the_same_beyond_doubt(
    before: list[str], after: list[str], kept: bool
) -> None:
    case = settled(*(person(name) for name in before))
    uid = case.victims.order_by("position")[0].uid
    rewritten(case, *(person(name) for name in after))
    assert case.victims.filter(uid=uid).exists() is kept


def test_an_agreement_survives_rewriting_and_is_lost_where_the_person_is_in_doubt() -> None:
    case = settled(person(ANA, "injured"))
    agree(victim(case, ANA))
    rewritten(case, person("Ana Ríos", "injured"), person(LUIS))
    assert named(case) == ["Ana Ríos", LUIS]
    rewritten(case, person(EVA, "injured"), person(LUIS))
    assert named(case) == [LUIS]


# Protection


@pytest.mark.parametrize("level", [Level.HIDDEN, Level.PSEUDONYM, Level.PARTNER_ONLY])
def test_a_protected_person_is_not_named_until_the_level_is_open(level: Level) -> None:
    case, by = settled(person(ANA)), adjudicator()
    protect(victim(case, ANA), level, by=by, why="threatened")
    assert named(case) == []
    rewritten(case, person("Ana Rios Quintero"), person(LUIS))
    assert named(case) == [LUIS]
    protect(case.victims.get(position=0), Level.OPEN, by=by, why="they asked")
    assert named(case) == ["Ana Rios Quintero", LUIS]


def test_protecting_outlasts_a_rewriting_in_which_the_person_is_in_doubt() -> None:
    case = settled(person(ANA))
    uid = victim(case, ANA).uid
    protect(victim(case, ANA), Level.HIDDEN, by=adjudicator())
    rewritten(case, person("Anna Ríos Quintera"))
    assert not case.victims.filter(uid=uid).exists()
    assert named(case) == []


def test_who_had_no_name_when_protected_has_none_when_one_is_found() -> None:
    case = settled(person(""))
    protect(case.victims.get(), Level.HIDDEN, by=adjudicator())
    rewritten(case, person(ANA))
    assert named(case) == []


def test_open_lets_nobody_be_named_who_did_not_agree() -> None:
    case = settled(person(ANA, "injured"))
    protect(victim(case, ANA), Level.OPEN, by=adjudicator(), why="for the story")
    assert named(case) == []
