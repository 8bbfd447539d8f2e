"""A case that people decided on is taken up again: only what differs is proposed and accepted."""

from copy import deepcopy
from typing import Any

import pytest

from casefile.coding.test_verbs import VALUES, verified
from casefile.compiled import load_first
from casefile.people import named_people
from casefile.people.named_people import ANA, EVA, LUIS, settled
from factories import MembershipFactory, adjudicator, coder
from seconded import give_consent
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.coding.changes import accepted_now
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.taking_up import Unexplained, Why, propose_changes, set_aside
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Adjudication, Basis, Case, Victim, Visibility
from vigil.casefile.people.verbs import protect, subject_of
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible, Unfit
from vigil.trust.models import Level, User

pytestmark = pytest.mark.django_db
WHY = {"": Why("The judgment of the regional court", url="https://example.org/judgment")}


def person(name: str, outcome: str = "killed") -> dict[str, Any]:
    """Return everything that the codebook asks of a person; an empty name for nobody known."""
    more = {"gender": "female", "role": "target", "target_category": "journalist"}
    values = named_people.person(name, outcome, **more)
    return values if name else {k: v for k, v in values.items() if k != "names"}


def record(case: Case) -> tuple[dict[str, Any], list[str]]:
    """Return the accepted values of a case, and who is who."""
    now = accepted_now(Case.objects.get(pk=case.pk))
    return deepcopy({"case": now.event, "victims": list(now.people.values())}), list(now.people)


def proposed(case: Case, by: User | None = None, **event: Any) -> Adjudication:
    values, people = record(case)
    values["case"] |= event
    return propose_changes(case, values, people, WHY, by=by or adjudicator())


@pytest.fixture
def case() -> Case:
    made, _did = verified()
    return publish_case(made, by=adjudicator())


def test_a_judgement_is_added_by_two_people_and_all_else_stays(case: Case) -> None:
    before = {row.pk: (row.basis, row.decision_id) for row in case.accepted.all()}
    uid = case.victims.get().uid
    judged = {"impunity": "partial", "impunity_as_of": {"value": "2027", "precision": "year"}}
    made = proposed(case, **judged)
    assert {one["field"] for one in made.changes} == judged.keys()
    assert not case.accepted.filter(field="impunity").exists(), "old values until it is verified"
    case.refresh_from_db()
    assert case.visibility == Visibility.PUBLISHED
    with pytest.raises(NeedsSecondPerson):
        verify(made, by=made.by)
    now = verify(made, by=coder())
    assert now.visibility == Visibility.PUBLISHED, "it names nobody else"
    new = now.accepted.get(field="impunity")
    assert (new.value, new.basis, new.reason) == ("partial", "adjudicated", WHY[""].reason)
    assert {r.pk: (r.basis, r.decision_id) for r in now.accepted.all() if r.pk in before} == before
    assert now.victims.get().uid == uid


def test_a_victim_is_named_later_keeps_their_uid_and_a_third_person_publishes() -> None:
    case = settled(person(ANA), person(""), visibility=Visibility.PUBLISHED)
    unnamed = case.victims.get(name="")
    values, people = record(case)
    values["victims"][people.index(str(unnamed.uid))]["names"] = [LUIS]
    made = propose_changes(case, values, people, WHY, by=adjudicator())
    second = adjudicator()
    now = verify(made, by=second)
    assert Victim.objects.get(uid=unnamed.uid).name == LUIS
    assert now.visibility == Visibility.INTERNAL
    for by in (made.by, second):
        with pytest.raises(NeedsSecondPerson):
            publish_case(case, by=by)
    assert publish_case(case, by=adjudicator()).visibility == Visibility.PUBLISHED


def test_people_are_added_and_removed_and_the_others_stay_who_they_are() -> None:
    case = settled(person(ANA), person(LUIS))
    ana, luis = (str(one.uid) for one in case.victims.all())
    values, _people = record(case)
    values["victims"] = [values["victims"][1], person(EVA)]
    made = propose_changes(case, values, [luis, "new1"], WHY, by=adjudicator())
    assert [(c["person"] == ana, c["field"], c["before"] is None) for c in made.changes] == [
        (False, "", True),
        (True, "", False),
    ]
    verify(made, by=coder())
    assert [(v.name, str(v.uid) == luis) for v in case.victims.all()] == [
        (LUIS, True),
        (EVA, False),
    ]
    assert not Victim.objects.filter(uid=ana).exists()


def test_an_agreement_does_not_go_to_another_name() -> None:
    case = settled(person(ANA, outcome="injured"))
    ana = case.victims.get()
    give_consent(subject_of(ana), "name", by=adjudicator(), given_by="self", given_how="in_person")
    values, people = record(case)
    values["victims"][0]["names"] = [EVA]
    verify(propose_changes(case, values, people, WHY, by=adjudicator()), by=coder())
    eva = case.victims.get()
    assert (eva.name, eva.agreed_until) == (EVA, None)
    assert eva.uid != ana.uid


def test_who_may_be_somebody_protected_is_protected() -> None:
    case = settled(person(ANA), person(LUIS))
    protect(case.victims.get(name=ANA), Level.HIDDEN, by=adjudicator(), why="threats")
    values, people = record(case)
    values["victims"][0] = person(EVA)
    made = propose_changes(case, values, ["new1", people[1]], WHY, by=adjudicator())
    verify(made, by=coder())
    assert case.victims.get(name=EVA).withdrawn
    assert not case.victims.get(name=LUIS).withdrawn


def test_nobody_takes_over_the_uid_of_somebody_elsewhere(case: Case) -> None:
    other = settled(person(ANA)).victims.get()
    values, people = record(case)
    values["victims"].append(person(ANA))
    made = propose_changes(case, values, [*people, str(other.uid)], WHY, by=adjudicator())
    assert str(other.uid) not in made.people


@pytest.mark.parametrize(
    ("why", "key"),
    [
        ({}, "motive"),
        ({"": Why("He said so")}, "motive"),
        ({"": Why("", url="https://example.org/")}, "motive"),
        ({"": Why("He said so", url="ftp://example.org/")}, "motive"),
        ({"": Why("He said so", report=7_000_000)}, "motive"),
    ],
)
def test_each_change_needs_a_reason_and_a_source(case: Case, why: dict[str, Why], key: str) -> None:
    values, people = record(case)
    values["case"]["motive"] = "justice"
    with pytest.raises(Unexplained) as caught:
        propose_changes(case, values, people, why, by=adjudicator())
    assert caught.value.keys == [key]


def test_one_change_has_its_own_reason_and_a_report_of_the_case(case: Case) -> None:
    values, people = record(case)
    values["case"] |= {"motive": "justice", "method": "blade"}
    report = case.memberships.first().account.report_id
    own = {"method": Why("The autopsy", report=report)}
    made = propose_changes(case, values, people, {**WHY, **own}, by=adjudicator())
    said = {one["field"]: (one["reason"], one["source"]) for one in made.changes}
    assert said["method"] == ("The autopsy", {"report": report})
    assert said["motive"] == (WHY[""].reason, {"url": "https://example.org/judgment"})


def test_a_reason_names_nobody_whom_the_case_does_not_name(case: Case) -> None:
    case.victims.update(withdrawn=True)
    values, people = record(case)
    values["case"]["motive"] = "justice"
    why = {"": Why("Amalia Ríos Quintero was to testify", url="https://example.org/")}
    with pytest.raises(Unfit, match="does not name"):
        propose_changes(case, values, people, why, by=adjudicator())


def test_two_proposals_at_once_are_not_possible_and_the_first_can_be_set_aside(case: Case) -> None:
    one, two = adjudicator(), adjudicator()
    first = proposed(case, one, motive="justice")
    for again in (
        lambda: proposed(case, two, method="blade"),
        lambda: adjudicate(case, VALUES, {}, by=two),
    ):
        with pytest.raises(NotPossible, match="wait for a second person"):
            again()
    second = proposed(case, one, motive="political")
    with pytest.raises(NotPossible, match="replaced"):
        verify(first, by=two)
    with pytest.raises(NotPossible, match="Say why"):
        set_aside(second, by=coder(), why=" ")
    set_aside(second, by=coder(), why="no report says so")
    assert not case.accepted.filter(field="motive").exists()
    assert proposed(case, two, method="blade").changes[0]["before"] == "firearm"


def test_a_value_that_changed_meanwhile_is_not_overwritten(case: Case) -> None:
    made = proposed(case, method="blade")
    case.accepted.filter(field="method").update(value="explosive")
    with pytest.raises(NotPossible, match="something else now"):
        verify(made, by=coder())
    assert case.accepted.get(field="method").value == "explosive"


def test_nothing_new_is_no_proposal_and_the_codebook_objects_to_what_is_new(case: Case) -> None:
    with pytest.raises(NotPossible, match="Nothing differs"):
        proposed(case)
    with pytest.raises(InvalidCoding, match="lightning"):
        proposed(case, method="lightning")
    with pytest.raises(NotAllowed):
        proposed(case, coder(), method="blade")
    case.accepted.filter(field="specific_target").delete()
    assert proposed(case, method="blade").changes, "what lacked before keeps nobody from it"


def test_a_compiled_case_keeps_its_sources_and_confirmations() -> None:
    load_first(1)
    case = Case.objects.get(public_id="V-0001")
    method = case.accepted.get(field="method")
    verify(proposed(case, motive="other"), by=coder())
    kept = case.accepted.get(pk=method.pk)
    assert (kept.basis, kept.support) == (Basis.COMPILED, method.support)
    assert case.accepted.get(field="motive").basis == Basis.ADJUDICATED


def test_support_is_counted_anew_for_what_changed(case: Case) -> None:
    assert case.accepted.get(field="method").support["reports"] == 2
    now = verify(proposed(case, method="blade"), by=coder())
    support = now.accepted.get(field="method").support
    # The source of the change states it; that a machine read otherwise is no disagreement.
    assert (support["reports"], support["against"]) == (1, 0)


def test_a_case_that_nobody_decided_on_is_coded_first() -> None:
    from casefile.coding.test_verbs import an_open_case

    case = an_open_case()
    MembershipFactory(case=case)
    with pytest.raises(NotPossible, match="Two people code"):
        proposed(case, method="blade")
