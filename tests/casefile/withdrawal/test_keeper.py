"""The case file as a keeper: found in any spelling, wherever it stands; withdrawn, said, lifted."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from casefile.people.named_people import ANA, EVA, LUIS, named, person, settled, told_by
from factories import (
    AcceptedValueFactory,
    CaseFactory,
    UserFactory,
    VictimFactory,
    adjudicator,
)
from seconded import lift
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Case, Release, Report, Visibility, WithdrawnName
from vigil.casefile.releases.verbs import freeze_release
from vigil.casefile.withdrawal.keeper import CasefileKeeper
from vigil.casefile.withdrawal.search import NamePhrases
from vigil.trust.access.errors import NotAllowed
from vigil.trust.models import Decision, Role, RoleGrant, User, Withdrawal
from vigil.trust.rooms.keepers import Holding
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.either]

KEEPER = CasefileKeeper()


@pytest.fixture
def by() -> User:
    return adjudicator()


def found(*names: str) -> list[Holding]:
    return KEEPER.find(names)


def about(case: Case) -> str:
    return str(case.public_id)


@pytest.mark.parametrize(
    "asked", [ANA, "ana rios quintero", "RÍOS QUINTERO, ANA", "Ana Ríos", "Ана Риос"]
)
def test_a_person_is_found_in_any_spelling(asked: str) -> None:
    case = settled(person(ANA))
    (holding,) = found(asked)
    assert (holding.kind, holding.key) == ("victim", str(case.victims.get().uid))
    assert about(case) in holding.label
    assert holding.ticked


def test_who_is_only_like_them_is_shown_and_not_ticked() -> None:
    settled(person(EVA))
    assert [h.ticked for h in found(ANA)] == [False]


def test_a_name_with_nothing_in_common_finds_nothing() -> None:
    settled(person(ANA))
    assert found("Benedikt Holm") == []


@pytest.mark.parametrize(
    ("where", "held"),
    [
        ("text", "its reports"),
        ("title", "its reports"),
        ("url", "its reports"),
        ("summary", "its summary"),
        ("disagreements", "its summary"),
        ("judicial_outcome", "its values"),
        ("organised_crime_basis", "its values"),
    ],
)
def test_a_third_person_is_found_wherever_texts_say_the_name(where: str, held: str) -> None:
    case = settled(person(ANA))
    sentence = "That LUIS TINOCO VELÁ saw it was said."
    if where in ("text", "title"):
        told_by(case, **{where: sentence})
    elif where == "url":
        account = told_by(case)
        Report.objects.filter(pk=account.report.pk).update(url="https://x.example/luis-tinoco-vela")
    elif where in ("summary", "disagreements"):
        Case.objects.filter(pk=case.pk).update(compiled={where: [sentence]})
    else:
        AcceptedValueFactory(case=case, field=where, value=sentence, basis="adjudicated")
    (holding,) = found(LUIS)
    assert (holding.kind, holding.key) == ("mention", str(case.pk))
    assert held in holding.label


def test_texts_that_say_a_persons_other_spelling_are_found_too(by: User) -> None:
    settled(person(ANA, names=[ANA, "Anita la Brava"]))
    other = settled(person(LUIS))
    told_by(other, text="He was a friend of Anita la Brava.")
    assert {(h.kind, h.key) for h in found(ANA)} >= {("mention", str(other.pk))}


def test_a_number_finds_the_case_and_the_people_in_it_and_ticks_nothing() -> None:
    case = settled(person(ANA), person(LUIS))
    holdings = found(about(case).lower())
    assert [h.kind for h in holdings] == ["case", "victim", "victim"]
    assert not any(h.ticked for h in holdings)


def test_a_number_that_was_merged_away_leads_on(by: User) -> None:
    kept, gone = settled(person(LUIS)), settled(person(ANA))
    merge_cases(kept, gone, by=by, why="one attack")
    assert [h.key for h in found(about(gone)) if h.kind == "case"] == [about(kept)]


def test_withdrawing_unnames_the_person_in_every_case_ticked(by: User) -> None:
    first, second = settled(person(ANA)), settled(person("Ana Rios"), person(LUIS))
    withdrawal = withdraw([ANA], by=by, why="her sister asked")
    assert (named(first), named(second)) == ([], [LUIS])
    (mine,) = [r for r in withdrawal.receipts if r["room"] == "casefile"]
    assert len(mine["done"]) == 2
    assert all(about(c) in str(mine["done"]) for c in (first, second))
    assert "Ríos" not in str(withdrawal.receipts)


def test_a_namesake_left_by_choice_is_named_and_said(by: User) -> None:
    first, second = settled(person(ANA)), settled(person(ANA))
    (holding,) = [h for h in found(ANA) if about(first) in h.label]
    chosen = [("casefile", holding.kind, holding.key)]
    withdrawal = withdraw([ANA], by=by, why="her sister asked", chosen=chosen)
    assert (named(first), named(second)) == ([], [ANA])
    (mine,) = [r for r in withdrawal.receipts if r["room"] == "casefile"]
    assert [s for s in mine["still"] if about(second) in s]
    assert not [s for s in mine["still"] if about(first) in s]


def test_withdrawing_by_number_takes_the_names_from_the_case_file(by: User) -> None:
    case = settled(person(ANA, names=[ANA, "Anita la Brava"]), person(LUIS))
    uid = str(case.victims.get(name=ANA).uid)
    withdraw([about(case)], by=by, why="asked", chosen=[("casefile", "victim", uid)])
    assert named(case) == [LUIS]
    assert set(WithdrawnName.objects.get().names) == {ANA, "Anita la Brava"}


def test_a_whole_case_is_withdrawn_and_public_again_when_lifted(by: User) -> None:
    case = settled(person(ANA))
    chosen = [("casefile", "case", about(case))]
    withdrawal = withdraw([about(case)], by=by, why="safety", chosen=chosen)
    case.refresh_from_db()
    assert case.visibility == Visibility.WITHDRAWN
    lift(withdrawal, by=by, why="looked at")
    case.refresh_from_db()
    assert case.visibility == Visibility.PUBLISHED


def test_safety_does_not_wait_for_a_colleague_of_the_right_country() -> None:
    case, by = settled(person(ANA)), UserFactory()
    RoleGrant.objects.create(user=by, role=Role.ADJUDICATOR, countries=["BRA"])
    chosen = [("casefile", "case", about(case))]
    withdrawal = withdraw([about(case)], by=by, why="safety", chosen=chosen)
    case.refresh_from_db()
    assert case.visibility == Visibility.WITHDRAWN
    with pytest.raises(NotAllowed):
        lift(withdrawal, by=by, why="looked at")


def whole(case: Case, by: User) -> Withdrawal:
    chosen = [("casefile", "case", about(case))]
    return withdraw([about(case)], by=by, why="safety", chosen=chosen)


def test_a_case_that_two_acts_ask_for_is_not_public_again_by_lifting_one(by: User) -> None:
    case = settled(person(ANA))
    first, second = whole(case, by), whole(case, by)
    lifted = lift(first, by=by, why="looked at")
    case.refresh_from_db()
    assert case.visibility == Visibility.WITHDRAWN
    assert "another withdrawal asks for it too" in str(lifted.lift_receipts)
    # The second had not taken it away: a person publishes it.
    lift(second, by=by, why="looked at")
    case.refresh_from_db()
    assert case.visibility == Visibility.WITHDRAWN


def test_lifting_does_not_publish_what_was_off_the_record_before(by: User) -> None:
    case = settled(person(ANA))
    withdraw_case(case, by=by, why="being looked at")
    lift(whole(case, by), by=by, why="looked at")
    case.refresh_from_db()
    assert case.visibility == Visibility.WITHDRAWN


def test_a_case_that_cannot_be_public_now_does_not_keep_the_name_from_being_given_back(
    by: User,
) -> None:
    case, other = settled(person(ANA)), settled(person(ANA))
    uid = str(other.victims.get().uid)
    chosen = [("casefile", "case", about(case)), ("casefile", "victim", uid)]
    withdrawal = withdraw([about(case), ANA], by=by, why="safety", chosen=chosen)
    Case.objects.filter(pk=case.pk).update(stage="coded")
    lifted = lift(withdrawal, by=by, why="looked at")
    assert "Only a verified case can be published." in str(lifted.lift_receipts)
    assert named(other) == [ANA]


def test_lifting_names_the_person_again_and_says_where(by: User) -> None:
    case = settled(person(ANA))
    withdrawal = lift(withdraw([ANA], by=by, why="asked"), by=by, why="the family wants it")
    assert named(case) == [ANA]
    assert about(case) in str(withdrawal.lift_receipts)
    assert Decision.objects.filter(verb="lift_name").count() == 1


def test_no_decision_holds_the_name(by: User) -> None:
    settled(person(ANA))
    lift(withdraw([ANA], by=by, why="asked"), by=by, why="asked again")
    log = str(list(Decision.objects.values_list("before", "after", "why")))
    assert "Ríos" not in log
    assert "Quintero" not in log


def test_reports_that_stay_at_the_desk_are_counted(by: User) -> None:
    told_by(settled(person(ANA)), text=f"{ANA} was shot.")
    withdrawal = withdraw([ANA], by=by, why="asked")
    (mine,) = [r for r in withdrawal.receipts if r["room"] == "casefile"]
    assert any("evidence" in sentence and "1 case" in sentence for sentence in mine["still"])


def release(**values: Any) -> Release:
    made = {"kind": "provisional", "codebook_version": "1", "manifest": {}, **values}
    return Release.objects.create(frozen_at=datetime(2024, 5, 6, tzinfo=UTC), **made)


def test_a_frozen_release_that_holds_the_name_is_said(
    by: User, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    case = settled(person(ANA))
    freeze_release("provisional", by=by, folder=tmp_path / "releases")
    withdrawal = withdraw([ANA], by=by, why="asked")
    freeze_release("provisional", by=by, folder=tmp_path / "releases")
    (mine,) = [r for r in withdrawal.receipts if r["room"] == "casefile"]
    assert [s for s in mine["still"] if s.startswith("Release 1 ") and "cannot be taken" in s]
    sentences = KEEPER.still_shows([ANA])
    assert not [s for s in sentences if s.startswith("Release 2 ")]
    assert named(case) == []


def test_a_release_whose_files_are_elsewhere_may_hold_it(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path
    release(number=7)
    assert "Release 7 (2024-05-06) is not kept here" in KEEPER.still_shows([ANA])[0]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Luis Tinoco Vela saw it", True),
        ("LUIS TINOCO VELÁ", True),
        ("luis-tinoco-vela.html", True),
        ("Luis saw Tinoco Vela", False),
        ("Luisa Tinoco Velasco", False),
        ("", False),
    ],
)
def test_a_phrase_is_whole_words_in_their_order(text: str, stands: bool) -> None:
    assert NamePhrases([LUIS]).stand_in(text) is stands


def test_a_phrase_stands_in_a_text_of_another_script() -> None:
    assert NamePhrases(["Ivan Petrov"]).stand_in("Вчера Иван Петров был там")
    assert NamePhrases(["Иван Петров"]).stand_in("Ivan Petrov was there")
    assert not NamePhrases(["Ivan Petrov"]).stand_in("Вчера Иван Сидоров был там")


def test_one_word_alone_is_not_looked_for_in_texts() -> None:
    assert not NamePhrases(["Luis"])
    assert not NamePhrases(["Luis"]).stand_in("Luis saw it")


def test_a_case_without_people_is_found_by_number_alone() -> None:
    case = CaseFactory()
    VictimFactory(case=case, name="")
    assert [h.kind for h in found(about(case))] == ["case", "victim"]
