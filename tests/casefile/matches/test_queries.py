"""Which listed killings and other cases a case may be."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefile.people.named_people import ANA, EVA, LUIS, person, rewritten, settled
from factories import (
    AccountFactory,
    CandidateFactory,
    CaseDoubtFactory,
    CaseFactory,
    KnownListFactory,
    ListedKillingFactory,
    ReportFactory,
    adjudicator,
)
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.matches.known_signs import KnownSigns
from vigil.casefile.matches.queries import (
    known_lists,
    opened_in_doubt,
    perhaps_the_same,
    possible_and_doubted_cases,
    possible_cases,
    possible_listed,
)
from vigil.casefile.matches.verbs import keep_apart, match_listed, unmatch
from vigil.casefile.models import Case, CaseAccount, KnownList, ListedKilling, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def doubted(case: Case) -> list[tuple[Case, float]]:
    """Return the cases in doubt with one, and how likely each is the same."""
    return [(other, doubt.probability) for other, doubt in KnownSigns(case).doubted]


DAY = date(2019, 3, 7)
"""Of the cases that `settled` makes, in Puerto Ejemplo, Mexico."""


@pytest.fixture
def case() -> Case:
    return settled(person(ANA))


@pytest.fixture
def known() -> KnownList:
    return KnownListFactory(name="Partner", n_rows=5000)


def row(known: KnownList, **told: Any) -> ListedKilling:
    usual = {"names": [ANA], "first": DAY, "country": "MEX", "place": "Puerto Ejemplo"}
    return ListedKillingFactory(known_list=known, **{**usual, **told})


def likely(case: Case) -> dict[str, float]:
    return {p.listed.key: p.probability for p in possible_listed(case) if p.listed}


def test_the_same_person_is_found_with_reasons(case: Case, known: KnownList) -> None:
    listed = row(known, names=["Ana Rios"], age_low=41, age_high=41)
    [found] = possible_listed(case)
    assert found.listed == listed
    assert found.probability > 0.95
    assert found.reasons["name"][0] == "same"
    assert found.reasons["day"][0] == "same"


@pytest.mark.parametrize(
    "told",
    [
        {"names": ["Ана Риос Кинтеро"], "place": ""},
        {"first": None},
        {"first": date(2019, 3, 1), "last": date(2019, 3, 31)},
        {"first": date(2019, 3, 8), "names": ["Ana Ríos"], "place": "Boca Prueba"},
        {"names": []},
    ],
)
def test_what_a_row_lacks_does_not_lose_it(
    case: Case, known: KnownList, told: dict[str, Any]
) -> None:
    listed = row(known, **told)
    assert listed.key in likely(case)


@pytest.mark.parametrize(
    "told",
    [
        {"names": [LUIS], "age_low": 20, "age_high": 20},
        {"names": ["Eva Muestra"], "first": date(2011, 1, 1)},
        {"names": [ANA], "first": date(2011, 1, 1), "place": "Cali", "country": "COL"},
    ],
)
def test_somebody_else_is_not_found(case: Case, known: KnownList, told: dict[str, Any]) -> None:
    row(known, **told)
    assert likely(case) == {}


def test_each_of_several_victims_is_found(known: KnownList) -> None:
    both = settled(person(ANA), person(LUIS), person(EVA, "injured"))
    keys = {row(known, names=[name]).key for name in (ANA, LUIS)}
    row(known, names=[EVA], first=date(2020, 1, 1))
    assert set(likely(both)) == keys


def test_an_event_is_found_by_day_place_and_count_and_is_less_sure(known: KnownList) -> None:
    both = settled(person(ANA), person(LUIS))
    told = {"names": [], "event": True, "place": "Puerto Ejemplo town"}
    two, nine = row(known, killed=2, **told), row(known, killed=9, **told, first=date(2019, 3, 9))
    found = likely(both)
    assert 0.2 <= found[two.key] <= 0.8
    assert found.get(nine.key, 0) < found[two.key]


def test_what_was_said_is_not_asked_again(case: Case, known: KnownList) -> None:
    by = adjudicator()
    match_listed(case, row(known), "different", by=by)
    assert likely(case) == {}
    other = settled(person(ANA))
    assert [p.other for p in possible_cases(case)] == [other]
    keep_apart(other, case, by=by)
    assert possible_cases(case) == []
    assert possible_cases(other) == []


def test_a_row_that_is_gone_is_not_offered(case: Case, known: KnownList) -> None:
    row(known, gone=True)
    assert likely(case) == {}


def test_other_cases_are_those_in_peoples_hands(case: Case) -> None:
    same = settled(person("Ana Ríos"))
    rewritten(
        CaseFactory(), person(ANA), date_of_attack={"value": "2003-01-01", "precision": "day"}
    )
    for stage in (Stage.CANDIDATE, Stage.REJECTED):
        rewritten(CandidateFactory(stage=stage), person(ANA))
    found = possible_cases(case)
    assert found[0].other == same
    assert all(p.other and p.other.stage not in ("candidate", "rejected") for p in found)


def test_the_queries_do_not_grow_with_the_rows(case: Case, known: KnownList) -> None:
    def asked() -> int:
        fresh = Case.objects.get(pk=case.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            possible_listed(fresh)
            possible_cases(fresh)
        return len(queries)

    row(known)
    settled(person(ANA))
    before = asked()
    for _number in range(4):
        row(known)
        settled(person(ANA), person(LUIS))
    assert asked() == before


def test_lists_with_how_many_of_their_rows_are_cases(case: Case, known: KnownList) -> None:
    by = adjudicator()
    match_listed(case, row(known), "same", by=by)
    match_listed(case, row(known), "different", by=by)
    assert known_lists() == [(known, 1)]


def test_cases_of_one_attack_are_no_rivals_and_rows_of_a_list_are(
    case: Case, known: KnownList
) -> None:
    settled(person(ANA))
    settled(person(ANA))
    assert [p.probability > 0.9 for p in possible_cases(case)] == [True, True]
    first, second = row(known), row(known)
    assert all(p <= 0.5 for p in likely(case).values())
    match_listed(case, first, "different", by=adjudicator())
    assert likely(case)[second.key] > 0.9


def test_what_is_in_doubt_is_found_from_both_sides_the_likeliest_first(case: Case) -> None:
    first, second = CandidateFactory(), CaseFactory()
    CaseDoubtFactory(case=case, other=second, probability=0.22)
    CaseDoubtFactory(case=case, other=first, probability=0.33)
    assert doubted(case) == [(first, 0.33), (second, 0.22)]
    assert doubted(first) == [(case, 0.33)]
    assert opened_in_doubt({first.pk}) == {first.pk: case}


def test_a_case_found_both_ways_is_named_once_with_all_reasons(case: Case) -> None:
    same = settled(person(ANA))
    CaseDoubtFactory(case=case, other=same, probability=0.3)
    [found] = possible_and_doubted_cases(case)
    assert (found.other, found.doubted) == (same, True)
    assert found.probability == possible_cases(case)[0].probability
    assert found.reasons["name"][0] == "same"


def test_cases_that_share_a_report_are_offered_until_somebody_says_they_are_two(case: Case) -> None:
    other, by = CaseFactory(), adjudicator()
    shared = ReportFactory()
    for number, one in enumerate((case, other), 1):
        account = AccountFactory(report=shared, number=number)
        CaseAccount.objects.create(case=one, account=account, basis="machine")
    assert (KnownSigns(case).sharing_a_report, KnownSigns(other).sharing_a_report) == (
        [other],
        [case],
    )
    [found] = possible_and_doubted_cases(case)
    assert (found.other, found.share_a_report) == (other, True)
    keep_apart(case, other, by=by)
    assert KnownSigns(case).sharing_a_report == possible_and_doubted_cases(case) == []


def test_three_are_shown_at_most_and_the_likeliest_first(case: Case) -> None:
    for percent in range(20, 27):
        CaseDoubtFactory(case=case, other=CandidateFactory(), probability=percent / 100)
    for found in (possible_and_doubted_cases(case), perhaps_the_same(case)):
        assert [p.probability for p in found] == [0.26, 0.25, 0.24]


def test_a_doubt_that_nothing_proves_is_offered_at_once_only_within_a_week(case: Case) -> None:
    near, far, proven = (CandidateFactory() for _ in range(3))
    for other, *reasons in (
        (near, ["days_apart", 7], ["unproven", None]),
        (far, ["days_apart", 8], ["unproven", None]),
        (proven, ["days_apart", 8]),
    ):
        CaseDoubtFactory(case=case, other=other, reasons=reasons)
    assert {p.other for p in perhaps_the_same(case)} == {near, proven}
    assert {p.other for p in possible_and_doubted_cases(case)} == {near, far, proven}


def test_a_case_merged_or_rejected_is_in_doubt_no_more(case: Case) -> None:
    other, by = CandidateFactory(), adjudicator()
    CaseDoubtFactory(case=case, other=other)
    merged = merge_cases(case, other, by=by, why="one attack")
    assert doubted(case) == []
    undo(merged, by=by)
    assert doubted(case) == [(other, 0.3)]
    Case.objects.filter(pk=other.pk).update(stage=Stage.REJECTED)
    assert doubted(case) == []
    assert doubted(Case.objects.get(pk=other.pk)) == []
    Case.objects.filter(pk=other.pk).delete()
    assert doubted(case) == []


def test_a_word_on_a_doubt_holds_until_it_is_taken_back(case: Case) -> None:
    other, by = CaseFactory(), adjudicator()
    CaseDoubtFactory(case=case, other=other)
    match = keep_apart(other, case, by=by)
    assert (doubted(case), doubted(other)) == ([], [])
    unmatch(match, by=by)
    assert doubted(case) == [(other, 0.3)]
