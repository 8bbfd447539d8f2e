"""Who is named by an agreement."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefile.people.named_people import (
    ANA,
    LUIS,
    agree,
    named,
    person,
    settled,
    take,
    victim,
)
from factories import (
    adjudicator,
)
from seconded import give_consent
from vigil.casefile.models import Case
from vigil.casefile.people.name_visibility import NO_END, agreement_in_force
from vigil.casefile.people.queries import cases_with_expiring_consent
from vigil.casefile.people.verbs import end_agreement, subject_of
from vigil.casefile.releases.case_lines import case_line, with_all_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "age", "given_by", "is_named"),
    [
        ("injured", 41, "self", True),
        ("missing", 41, "self", True),
        ("injured", 41, "family", False),
        ("injured", 41, "organisation", False),
        ("killed", 12, "family", True),
        ("killed", 12, "guardian", True),
        ("killed", 12, "organisation", False),
        ("injured", 12, "guardian", False),
        ("injured", 12, "self", False),
    ],
)
def test_whose_agreement_lets_somebody_be_named(
    outcome: str, age: int, given_by: str, is_named: bool
) -> None:
    case = settled(person(ANA, outcome, age))
    assert named(case) == []
    agree(victim(case, ANA), given_by)
    assert named(case) == ([ANA] if is_named else [])


def test_of_a_minor_who_is_named_the_age_is_not_told() -> None:
    case = settled(person(ANA, "killed", 12))
    agree(victim(case, ANA), "family")
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    (told,) = case_line(whole, {})["victims"]
    assert told["minor"] is True
    assert "age" not in told


def test_an_agreement_taken_back_ends_at_once() -> None:
    case = settled(person(ANA, "injured"))
    who = victim(case, ANA)
    consent = agree(who)
    end_agreement(who, consent, by=adjudicator())
    assert named(case) == []
    who.refresh_from_db()
    assert who.agreed_until is None


def test_an_agreement_ends_on_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    case = settled(person(ANA, "injured"))
    today = timezone.localdate()
    agree(victim(case, ANA), until=today + timedelta(days=3))
    who = victim(case, ANA)
    seen = []
    for days in (3, 4):
        monkeypatch.setattr(timezone, "localdate", lambda d=days: today + timedelta(days=d))
        seen.append((agreement_in_force(who), named(case)))
    assert seen == [(True, [ANA]), (False, [])]


def test_agreements_that_end_are_found_before_they_do() -> None:
    today = timezone.localdate()
    ending, lasting = settled(person(ANA, "injured")), settled(person(LUIS, "injured"))
    agree(victim(ending, ANA), until=today + timedelta(days=3))
    agree(victim(lasting, LUIS))
    assert victim(lasting, LUIS).agreed_until == NO_END
    assert list(cases_with_expiring_consent(today + timedelta(days=3))) == []
    assert list(cases_with_expiring_consent(today + timedelta(days=4))) == [ending]


@pytest.mark.parametrize("limit", [{"territory": "MEX"}, {"language": "es"}])
def test_an_agreement_for_one_country_or_language_names_nobody_on_the_web(
    limit: dict[str, str],
) -> None:
    case = settled(person(ANA, "injured"))
    subject, by = subject_of(victim(case, ANA)), adjudicator()
    give_consent(subject, "name", given_by="self", given_how="paper", by=by, **limit)
    assert named(case) == []


def test_an_agreement_to_something_else_names_nobody() -> None:
    case = settled(person(ANA, "injured"))
    subject, by = subject_of(victim(case, ANA)), adjudicator()
    give_consent(subject, "picture", given_by="self", given_how="paper", by=by)
    assert named(case) == []


def test_no_agreement_stands_against_a_withdrawal() -> None:
    case = settled(person(ANA, "injured"))
    agree(victim(case, ANA))
    take(case, ANA)
    assert named(case) == []


def test_a_file_that_is_handed_out_names_only_who_agreed_for_good() -> None:
    until = timezone.localdate() + timedelta(days=300)
    case = settled(person(ANA, "injured"), person(LUIS, "injured"))
    agree(victim(case, ANA), until=until)
    agree(victim(case, LUIS))
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    frozen = case_line(whole, {}, lasting=True)["victims"]
    assert named(case) == [ANA, LUIS]
    assert [name for told in frozen for name in told.get("names", [])] == [LUIS]
