"""Who may be named, after anything that can be done to a case: withdrawn names stay withdrawn."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from days import today
from factories import (
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    UserFactory,
    adjudicator,
    coder,
)
from seconded import agree_to_be_named, give_consent, lift_names, protect
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.moving import move_account
from vigil.casefile.cases.verbs.recomputing import refresh, rewrite_index_columns
from vigil.casefile.cases.verbs.splitting import split_case
from vigil.casefile.cases.verbs.undoing import undo
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Account, Basis, Case, Victim, WithdrawnName
from vigil.casefile.people.name_visibility import NO_END, agreement_in_force
from vigil.casefile.people.queries import cases_with_expiring_consent
from vigil.casefile.people.verbs import ask_to_name, end_agreement, subject_of
from vigil.casefile.releases.case_lines import case_line, with_all_rows
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Level, Role, RoleGrant, User, Withdrawal

pytestmark = pytest.mark.django_db

ANA, EVA, LUIS = "Ana Ríos Quintero", "Eva Ríos Quintero", "Luis Tinoco Vela"


def person(name: str, outcome: str = "killed", age: int | None = 41, **more: Any) -> dict[str, Any]:
    aged = {"age": {"low": age, "high": age}} if age is not None else {}
    return {"names": [name], "outcome": outcome, **aged, **more}


def settled(*people: dict[str, Any], **columns: Any) -> Case:
    """Make a public case of these people, with values as somebody settled them."""
    case = CaseFactory(**columns)
    return rewritten(case, *people)


def rewritten(case: Case, *people: dict[str, Any], **event: Any) -> Case:
    values = {
        "case": {
            "event": "killing",
            "date_of_attack": {"value": "2019-03-07", "precision": "day"},
            "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
            "place_type": "street_road",
            **event,
        },
        "victims": [deepcopy(p) for p in people],
    }
    with case_changes():
        decision = record_on_case("verify", case, by=None)
        write_values(case, values, basis=Basis.ADJUDICATED, decision=decision)
    case.refresh_from_db()
    return case


def named(case: Case) -> list[str]:
    """Return who is named in what is handed out of a case."""
    (whole,) = with_all_rows(Case.objects.filter(pk=case.pk))
    return [name for victim in case_line(whole, {})["victims"] for name in victim.get("names", [])]


def victim(case: Case, name: str) -> Victim:
    return case.victims.get(name=name)


def withdrawal(by: User | None = None) -> Withdrawal:
    return Withdrawal.objects.create(by=by or adjudicator(), why="asked")


def take(case: Case, name: str, *, spared: tuple[int, ...] = ()) -> Withdrawal:
    """Withdraw the name of a person in the case."""
    made = withdrawal()
    withdraw_name(case, [name], victim=victim(case, name), spared=spared, withdrawal=made)
    return made


def told_by(case: Case, *names: str, text: str = "", title: str = "") -> Account:
    """Put an account into a case that names these people."""
    says = text or "; ".join(names) or "Nobody is named."
    account = AccountFactory(report=ReportFactory(text=says, title=title or "A report"))
    MembershipFactory(case=case, account=account)
    for number, name in enumerate(names):
        ClaimFactory(account=account, field="names", person=number, value=[name], says=name)
        ClaimFactory(account=account, field="outcome", person=number, value="killed", says=name)
    return account


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
    assert (source_of(case)["title"], source_of(case)["url"]) == (None, None)
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
    assert source_of(case)["title"] is None
    account.report.__class__.objects.filter(pk=account.report.pk).update(title=f"{ANA} was killed")
    assert source_of(case)["title"] == f"{ANA} was killed"


# Agreements

SURVIVOR = {"outcome": "injured"}


def agree(who: Victim, given_by: str = "self", **terms: Any) -> Any:
    by = terms.pop("by", None) or adjudicator()
    return agree_to_be_named(who, given_by=given_by, given_how="paper", by=by, **terms)


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


# Who may


def ask(who: Victim, by: User) -> None:
    terms: dict[str, Any] = {"given_by": "self", "given_how": "in_person", "given_on": today()}
    ask_to_name(who, **terms, why="they wrote", by=by)


@pytest.mark.parametrize("act", [ask, lambda who, **_: protect(who, Level.HIDDEN, **_)])
def test_a_role_limited_to_other_countries_does_not_reach_the_people(
    act: Callable[..., Any],
) -> None:
    by = adjudicator()
    RoleGrant.objects.filter(user=by).update(countries=["BRA"])
    with pytest.raises(NotAllowed):
        act(victim(settled(person(ANA)), ANA), by=by)


def test_a_coder_records_no_agreement() -> None:

    with pytest.raises(NotAllowed):
        agree(victim(settled(person(ANA, "injured")), ANA), by=coder())


def test_an_agreement_of_somebody_else_is_not_ended_here() -> None:
    case = settled(person(ANA, "injured"), person(LUIS, "injured"))
    consent = agree(victim(case, ANA))
    with pytest.raises(NotPossible, match="somebody else"):
        end_agreement(victim(case, LUIS), consent, by=adjudicator())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADJUDICATOR}))
def test_other_roles_withdraw_no_name(role: Role) -> None:

    case = settled(person(ANA))
    with pytest.raises(NotAllowed):
        withdraw_name(
            case, [ANA], victim=None, spared=(), withdrawal=withdrawal(UserFactory(roles=[role]))
        )
    assert named(case) == [ANA]
