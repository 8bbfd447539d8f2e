"""Two people confirm every value of a compiled case; until then it is not verified here."""

from collections.abc import Mapping
from typing import Any

import pytest

from casefile.compiled import load_first
from factories import CaseFactory, UserFactory, adjudicator, coder
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.compiled_texts import SUMMARY
from vigil.casefile.cases.verbs.publishing import decided_by
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, CaseReview, Stage
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.casefile.releases.case_lines import basis_of
from vigil.casefile.reports.verbs.citing import CitedPage, PassageRead, add_source
from vigil.casefile.verification.queries import (
    checked_by_people,
    compiled_cases,
    digest_of,
    is_confirmed,
    next_to_check,
    unconfirmed_cases,
    values_to_check,
)
from vigil.casefile.verification.verbs import review_case
from vigil.publication.models import PublicCase
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.models import Decision, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """The first shipped case."""
    load_first(1)
    return Case.objects.get()


def all_confirmed(case: Case, **others: str) -> dict[str, str]:
    return {**{value.key: "confirmed" for value in values_to_check(case)}, **others}


def confirm(case: Case, by: User) -> CaseReview:
    return review_case(case, all_confirmed(case), by=by)


def basis(case: Case) -> str:
    """Return what the public record and the release say of it."""
    now = Case.objects.get(pk=case.pk)
    assert PublicCase.objects.get(case=case).basis == basis_of(now)
    return basis_of(now)


def test_every_public_value_is_to_be_checked_and_the_sentences(case: Case) -> None:
    keys = [value.key for value in values_to_check(case)]
    assert len(keys) == len(set(keys))
    assert {"method", "place", "organised_crime_link", "judicial_outcome", SUMMARY} <= set(keys)
    assert {"0/names", "0/age", "0/occupation"} <= set(keys)
    accepted = {row.field for row in case.accepted.all()}
    assert accepted >= {key.rpartition("/")[2] for key in keys} - {SUMMARY}


def test_two_people_who_confirm_every_value_verify_the_case(case: Case) -> None:
    one, two = coder(), coder()
    confirm(case, one)
    assert basis(case) == "compiled"
    assert not Decision.objects.filter(verb="confirm_case").exists()
    confirm(case, two)
    assert is_confirmed(case)
    assert basis(case) == "confirmed"
    assert Decision.objects.get(verb="confirm_case").actor == two
    assert Decision.objects.filter(verb="review_case").count() == 2


def test_one_person_is_not_two(case: Case) -> None:
    one = coder()
    confirm(case, one)
    confirm(case, one)
    assert CaseReview.objects.count() == 1
    assert basis(case) == "compiled"


def test_somebody_who_seems_to_be_the_same_person_is_refused(case: Case) -> None:
    confirm(case, coder(email="ana.prueba@example.org"))
    same = coder(email="ana.prueba+two@example.org")
    with pytest.raises(NeedsSecondPerson):
        confirm(case, same)
    assert basis(case) == "compiled"


@pytest.mark.parametrize("finding", ["wrong", "unsure", ""])
def test_one_value_that_is_not_confirmed_keeps_the_case_unverified(
    case: Case, finding: str
) -> None:
    confirm(case, coder())
    review = review_case(case, all_confirmed(case, method=finding), by=coder())
    assert not review.confirmed
    assert basis(case) == "compiled"


def test_who_changes_their_mind_takes_the_verification_back(case: Case) -> None:
    one, two = coder(), coder()
    confirm(case, one)
    confirm(case, two)
    review_case(case, all_confirmed(case, method="unsure"), by=one, note="the court says else")
    assert basis(case) == "compiled"
    assert Decision.objects.get(verb="unconfirm_case").actor == one


def correct(case: Case, by: User, second: User, **values: Any) -> None:
    new = starting_values(case)
    new["case"] |= values
    verify(adjudicate(case, new, dict.fromkeys(values, "the judgment"), by=by), by=second)


def test_a_correction_leaves_what_people_found_on_the_other_values(case: Case) -> None:
    ana, marc = adjudicator(), coder()
    confirm(case, ana)
    review_case(case, all_confirmed(case, method="wrong"), by=marc, note="the court says a blade")
    correct(case, ana, marc, place_type="street")
    assert case.accepted.get(field="place_type").value == "street"
    assert {row.field for row in case.accepted.filter(basis="adjudicated")} == {"place_type"}
    assert marc.case_reviews.get().findings["method"] == "wrong"
    assert ana.case_reviews.get().findings == {
        key: "confirmed" for key in all_confirmed(case) if key != "place_type"
    }
    assert basis(case) == "compiled"
    assert case in unconfirmed_cases()
    assert [v.value.key for v in checked_by_people(case) if v.disputed] == ["method"]


def test_a_corrected_value_needs_nobody_else_and_all_other_findings_stay(case: Case) -> None:
    one, two = adjudicator(), coder()
    confirm(case, one)
    confirm(case, two)
    correct(case, one, two, method="blade")
    assert basis(case) == "confirmed"
    assert not Decision.objects.filter(verb="unconfirm_case").exists()
    assert one.case_reviews.get().findings.keys() == all_confirmed(case).keys() - {"method"}
    review_case(case, {"method": "wrong"}, by=coder())
    assert basis(case) == "compiled"


def test_a_wrong_summary_is_corrected_by_two_people(case: Case) -> None:
    one, two = adjudicator(), coder()
    confirm(case, one)
    review_case(case, all_confirmed(case, summary="wrong"), by=two, note="he was no judge")
    assert basis(case) == "compiled"
    told = ["John H. Wood Jr. was a judge.", "He was shot at home."]
    proposed = adjudicate(case, starting_values(case) | {"texts": {SUMMARY: told}}, {}, by=one)
    assert Case.objects.get().compiled[SUMMARY] != told
    verify(proposed, by=two)
    now = Case.objects.get()
    assert now.compiled[SUMMARY] == told
    assert not now.accepted.filter(basis="adjudicated").exists()
    assert SUMMARY not in one.case_reviews.get().findings
    assert [v.value.key for v in checked_by_people(now) if v.value.corrected] == [SUMMARY]
    assert basis(case) == "confirmed"
    case.refresh_from_db()
    case.compiled["edition"] = "older"
    case.save()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_case_file, "shipped_cases", lambda: open_case_file._lines_of_file()[:1])
        open_case_file.load()
    assert Case.objects.get().compiled[SUMMARY] == told


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({SUMMARY: []}, "Write the text first"),
        ({SUMMARY: ["a" * 4001]}, "at most 4000"),
        ({"convictions": ["Two."]}, "no such text"),
        ({SUMMARY: ["John H. Wood Jr. was shot."]}, "whom the case does not name"),
    ],
)
def test_a_text_that_cannot_be_shown_is_not_proposed(
    case: Case, texts: Mapping[str, list[str]], says: str
) -> None:
    if "not name" in says:
        case.victims.update(withdrawn=True)
    with pytest.raises(NotPossible, match=says):
        adjudicate(case, starting_values(case) | {"texts": texts}, {}, by=adjudicator())


def test_the_values_of_a_person_who_is_left_out_are_gone_and_nobody_elses_confirmed(
    case: Case,
) -> None:
    values = starting_values(case)
    values["victims"].append({**values["victims"][0], "names": ["Anna Prova"]})
    one, two = adjudicator(), coder()
    confirm(case, one)
    verify(adjudicate(case, values, {}, by=one), by=two)
    new = {row.field for row in case.accepted.filter(victim__position=1)}
    assert "names" in new
    assert not case.accepted.filter(victim__position=1).exclude(basis="adjudicated").exists()
    assert not case.accepted.filter(victim__position=0, basis="adjudicated").exists()
    values["victims"] = values["victims"][1:]
    verify(adjudicate(case, values, {}, by=one), by=two)
    assert not case.accepted.filter(victim__isnull=False).exclude(basis="adjudicated").exists()
    assert [key for key in one.case_reviews.get().findings if "/" in key] == []


def test_a_source_that_gives_another_value_asks_for_new_confirmations(case: Case) -> None:
    one, two = adjudicator(), coder()
    confirm(case, one)
    confirm(case, two)
    page = CitedPage(url="https://example.org/blade", title="Killed at noon")
    for read in (PassageRead(), PassageRead(otherwise="blade", words="By a blade.")):
        assert basis(case) == "confirmed"
        add_source(case, case.accepted.get(field="method"), page, read, by=one)
    assert basis(case) == "compiled"
    assert case in unconfirmed_cases()
    assert next_to_check(two) == case


def test_two_people_confirm_each_value_whoever_they_are(case: Case) -> None:
    half = dict(list(all_confirmed(case).items())[:5])
    confirm(case, coder())
    rest = {key: found for key, found in all_confirmed(case).items() if key not in half}
    review_case(case, half, by=coder())
    assert basis(case) == "compiled"
    review_case(case, rest, by=coder())
    assert basis(case) == "confirmed"


def test_what_was_not_seen_is_not_confirmed(case: Case) -> None:
    seen = digest_of(values_to_check(case))
    row = case.accepted.get(field="method")
    row.value = "blade"
    row.save()
    with pytest.raises(NotPossible, match="has changed"):
        review_case(case, all_confirmed(case), by=coder(), seen=seen)


FINDINGS: list[Mapping[str, str]] = [
    {},
    {"method": ""},
    {"method": "right"},
    {"no_such_field": "confirmed"},
    {"7/age": "confirmed"},
]


@pytest.mark.parametrize("findings", FINDINGS)
def test_findings_on_nothing_are_refused(case: Case, findings: Mapping[str, str]) -> None:
    with pytest.raises(NotPossible):
        review_case(case, findings, by=coder())
    assert not CaseReview.objects.exists()


def test_a_case_that_was_not_compiled_is_refused() -> None:
    for other in (CaseFactory(), CaseFactory(stage=Stage.OPEN)):
        with pytest.raises(NotPossible, match="compiled from published sources"):
            review_case(other, {"method": "confirmed"}, by=coder())


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.CODER, Role.ADJUDICATOR})])
def test_nobody_else_checks_values(case: Case, role: Role | None) -> None:
    with pytest.raises(NotAllowed):
        confirm(case, UserFactory(roles=[role] if role else []))


def test_who_checked_the_values_does_not_publish_the_case(case: Case) -> None:
    one = adjudicator()
    confirm(case, one)
    assert one.pk in decided_by(case)


# What is left


def test_the_next_case_is_one_that_the_person_has_not_checked() -> None:
    load_first(3)
    first, second, third = compiled_cases()
    one, two = coder(), coder()
    assert next_to_check(one) == first
    assert next_to_check(one, first) == second
    confirm(first, one)
    confirm(second, one)
    assert next_to_check(one) == third
    assert next_to_check(one, third) is None
    assert next_to_check(two, third) == first
    for by in (coder(), coder()):
        confirm(third, by)
    assert next_to_check(two, first) == second
    assert next_to_check(UserFactory(roles=[Role.AUDITOR])) is None


def test_a_corrected_case_is_no_shipped_case_any_more(case: Case) -> None:
    with case_changes():
        case.accepted.update(basis="adjudicated")
    assert not compiled_cases().exists()
