"""Disclosing somebody takes two people, hiding one. A minor who lives takes a document too."""

from collections.abc import Callable
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
    victim,
)
from days import today
from factories import CaseFactory, UserFactory, adjudicator, coder
from vigil.casefile.cases.verbs import publishing, withdrawing
from vigil.casefile.models import Case, Victim
from vigil.casefile.people.verbs import ask_to_name, ask_to_protect_less, protect, subject_of
from vigil.casefile.withdrawal.verbs import lift_names
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import ConfirmationLapsed, confirm, refuse
from vigil.trust.consent.verbs import describe_naming, give_consent
from vigil.trust.models import Confirmation, Consent, Decision, Level, Role, RoleGrant, Upload, User
from vigil.trust.withdrawals.verbs import ask_to_lift, lift, withdraw

pytestmark = pytest.mark.django_db


def survivor(age: int = 41) -> Victim:
    """Return somebody who was injured in a public case, and who is not named."""
    case = settled(person(ANA, "injured", age), person(LUIS))
    assert named(case) == [LUIS]
    return victim(case, ANA)


def said(by: User, given_by: str = "self", **more: Any) -> dict[str, Any]:
    terms = {"given_by": given_by, "given_how": "in_person", "given_on": today()}
    return {**terms, "why": "they called", "by": by, **more}


def document(case: Case) -> str:
    made = Upload.objects.create(
        subject_kind="case",
        subject_key=case.public_id,
        kind="pdf",
        state=Upload.State.KEPT,
        by=adjudicator(),
    )
    return made.uid


def test_a_survivor_is_named_once_a_second_adjudicator_confirms() -> None:
    who, one, two = survivor(), adjudicator(), adjudicator()
    asked = ask_to_name(who, **said(one))
    assert ANA not in named(who.case)
    confirm(asked, by=two)
    assert ANA in named(who.case)
    given = Decision.objects.get(verb="give_consent")
    assert (given.actor, given.asked_by, given.why) == (two, one, "they called")


def test_one_person_names_nobody() -> None:
    who, one = survivor(), adjudicator()
    with pytest.raises(NeedsSecondPerson):
        give_consent(subject_of(who), "name", **said(one))
    asked = ask_to_name(who, **said(one))
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=one)
    for lacking, says in (
        ({"why": " "}, "which of you heard it"),
        ({"given_on": None}, "on which day"),
        ({"given_how": "paper"}, "Attach it"),
    ):
        with pytest.raises(NotPossible, match=says):
            ask_to_name(who, **said(adjudicator(), **lacking))
    assert ANA not in named(who.case)
    assert not Consent.objects.exists()


def test_the_second_person_is_told_whether_a_document_shows_it_or_whose_word() -> None:
    who, one = survivor(), adjudicator()
    asked = ask_to_name(who, **said(one))
    told = describe_naming(asked)
    assert f"the person themself, in person, on {today()}" in told
    assert f"No document shows it: it rests on the word of {one}." in told
    refuse(asked, by=one, why="the paper came")
    paper = document(who.case)
    asked = ask_to_name(who, **said(one, given_how="paper", evidence=paper, why=""))
    assert describe_naming(asked).endswith(
        "on paper, on " + str(today()) + ". A document shows it."
    )


def test_a_minor_who_lives_takes_the_guardian_a_document_and_two_people() -> None:
    who = survivor(17)
    paper = document(who.case)
    for lacking in (
        said(adjudicator(), "family"),
        said(adjudicator(), "family", evidence=paper),
        said(adjudicator(), "guardian"),
        said(adjudicator(), "self", evidence=paper),
    ):
        with pytest.raises(NotPossible, match="guardian"):
            ask_to_name(who, **lacking)
    asked = ask_to_name(who, **said(adjudicator(), "guardian", evidence=paper))
    assert ANA not in named(who.case)
    confirm(asked, by=adjudicator())
    assert ANA in named(who.case)


@pytest.mark.parametrize("lacking", ["document", "second person"])
def test_no_row_of_consent_alone_names_a_minor_who_lives(lacking: str) -> None:
    """However the row came there: it does not say that two people saw the guardian's paper."""
    who, one = survivor(17), adjudicator()
    decided = Decision.objects.create(
        verb="give_consent",
        target_kind="victim",
        actor=one,
        asked_by=None if lacking == "second person" else adjudicator(),
    )
    Consent.objects.create(
        subject_kind="victim",
        subject_key=str(who.uid),
        use="name",
        given_by="guardian",
        given_how="paper",
        given_on="2024-01-01",
        evidence="" if lacking == "document" else document(who.case),
        recorded_by=one,
        decision=decided,
    )
    assert ANA not in named(rewritten(who.case, person(ANA, "injured", 17), person(LUIS)))


def test_a_document_of_another_case_shows_nothing() -> None:
    who = survivor()
    with pytest.raises(NotPossible, match="another case"):
        ask_to_name(who, **said(adjudicator(), evidence=document(CaseFactory())))


def _younger(who: Victim) -> None:
    rewritten(who.case, person(ANA, "injured", 16), person(LUIS))


def _renamed(who: Victim) -> None:
    rewritten(who.case, person(f"{ANA} Soto", "injured"), person(LUIS))


def _hidden(who: Victim) -> None:
    protect(who, Level.HIDDEN, by=coder())


def _withdrawn(who: Victim) -> None:
    withdraw([ANA], by=adjudicator(), why="the family asked")


@pytest.mark.parametrize("change", [_younger, _renamed, _hidden, _withdrawn])
def test_what_changed_about_a_person_since_is_not_confirmed(
    change: Callable[[Victim], None],
) -> None:
    who = survivor()
    asked = ask_to_name(who, **said(adjudicator()))
    change(who)
    with pytest.raises(ConfirmationLapsed):
        confirm(asked, by=adjudicator())
    assert not Consent.objects.exists()


def test_an_adjudicator_out_of_reach_confirms_nothing() -> None:
    who = survivor()
    elsewhere = UserFactory()
    RoleGrant.objects.create(user=elsewhere, role=Role.ADJUDICATOR, countries=["BRA"])
    asked = ask_to_name(who, **said(adjudicator()))
    for other in (elsewhere, coder()):
        with pytest.raises(NotAllowed):
            confirm(asked, by=other)
    with pytest.raises(NotAllowed):
        ask_to_protect_less(who, Level.OPEN, by=elsewhere, why="asked")


def test_showing_more_of_somebody_takes_two_and_hiding_one() -> None:
    case, one, two = settled(person(ANA), person(EVA)), adjudicator(), adjudicator()
    who = victim(case, ANA)
    protect(who, Level.HIDDEN, by=coder())
    assert named(case) == [EVA]
    with pytest.raises(NeedsSecondPerson):
        protect(who, Level.OPEN, by=one, why="the family asked")
    with pytest.raises(NotPossible, match="reason"):
        ask_to_protect_less(who, Level.OPEN, by=one, why=" ")
    asked = ask_to_protect_less(who, Level.OPEN, by=one, why="the family asked")
    assert named(case) == [EVA]
    confirm(asked, by=two)
    assert named(case) == [ANA, EVA]


def test_asking_for_no_more_than_stands_is_refused() -> None:
    who = survivor()
    with pytest.raises(NotPossible, match="no more"):
        ask_to_protect_less(who, Level.HIDDEN, by=adjudicator(), why="asked")


def test_a_withdrawal_is_made_by_one_and_lifted_by_two() -> None:
    case, one, two = settled(person(ANA)), adjudicator(), adjudicator()
    done = withdraw([ANA], by=one, why="the family asked")
    assert named(case) == []
    with pytest.raises(NeedsSecondPerson):
        lift(done, by=one, why="they called")
    with pytest.raises(NotPossible, match="reason"):
        ask_to_lift(done, by=one, why="")
    asked = ask_to_lift(done, by=one, why="they wrote")
    with pytest.raises(NeedsSecondPerson):
        confirm(asked, by=one)
    assert named(case) == []
    confirm(asked, by=two)
    assert named(case) == [ANA]
    done.refresh_from_db()
    assert (done.lifted_by, done.lift_why) == (two, "they wrote")
    decided = Decision.objects.get(verb="lift_name")
    assert (decided.actor, decided.asked_by) == (two, one)


def test_a_refusal_leaves_the_name_withdrawn() -> None:
    case = settled(person(ANA))
    done = withdraw([ANA], by=adjudicator(), why="the family asked")
    asked = ask_to_lift(done, by=adjudicator(), why="they called")
    refuse(asked, by=adjudicator(), why="nobody answered when I called")
    assert named(case) == []
    assert Confirmation.objects.get().outcome == "refused"


def test_the_names_of_a_withdrawal_do_not_come_back_beside_it() -> None:
    done = withdraw([settled(person(ANA)).victims.get().name], by=adjudicator(), why="asked")
    with pytest.raises(NeedsSecondPerson):
        lift_names(done, by=adjudicator(), why="they called")


def test_a_withdrawn_case_is_published_again_by_two() -> None:
    case, one, two = settled(person(ANA)), adjudicator(), adjudicator()
    withdrawing.withdraw_case(case, by=one, why="asked")
    with pytest.raises(NeedsSecondPerson):
        publishing.publish_case(case, by=two, why="again")
    confirm(publishing.ask_to_publish_again(case, by=one, why="settled in court"), by=two)
    assert Case.objects.get(pk=case.pk).visibility == "published"


def test_what_was_written_anew_meanwhile_is_not_published_again() -> None:
    case = settled(person(ANA))
    withdrawing.withdraw_case(case, by=adjudicator(), why="asked")
    asked = publishing.ask_to_publish_again(case, by=adjudicator(), why="settled in court")
    rewritten(case, person(EVA))
    with pytest.raises(ConfirmationLapsed):
        confirm(asked, by=adjudicator())
    assert Case.objects.get(pk=case.pk).visibility == "withdrawn"
