"""Two codings, an adjudication, a second person: each step asks for the one before."""

from copy import deepcopy
from typing import Any

import pytest

from casefile.compiled import load_first
from factories import CandidateFactory, UserFactory, adjudicator, coder
from readings import read_report
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.cases.verbs.publishing import ask_to_publish_again, publish_case
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.comparing import compare_codings
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding, save_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Basis, Case, Claim, Stage, Visibility
from vigil.casefile.reports.verbs.admitting import admit
from vigil.trust.access.errors import NeedsSecondPerson, NotAllowed, NotPossible
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Decision, Role, User
from vigil.trust.people.duplicate_accounts import note_device

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {
    "case": {
        "event": "killing",
        "date_of_attack": {"value": "2019-03-07", "precision": "day"},
        "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
        "method": "firearm",
        "organised_crime_link": "unclear",
        "specific_target": "unclear",
        "contract_or_reward": "unclear",
    },
    "victims": [
        {
            "names": ["Amalia Ríos Quintero", "Amalia Rios"],
            "age": {"low": 41, "high": 43},
            "gender": "female",
            "occupation": "reporter",
            "target_category": "journalist",
            "outcome": "killed",
            "role": "target",
        }
    ],
}


def values(**case: Any) -> dict[str, Any]:
    made = deepcopy(VALUES)
    made["case"].update(case)
    return made


def an_open_case() -> Case:
    admit([read_report("a"), read_report("b")])
    propose()
    return open_case(Case.objects.get(), by=coder())


def coded_by(case: Case, *people_and_values: Any) -> None:
    for person, given in people_and_values:
        submit_coding(draft_coding(case, by=person), given, by=person)


def test_a_draft_starts_from_the_machine_and_never_from_the_other_coder() -> None:
    case, one, other = an_open_case(), coder(), coder()
    mine = draft_coding(case, by=one)
    assert mine.prefilled
    assert mine.values["case"]["method"] == "firearm"
    assert mine.values["victims"][0]["names"] == ["Amalia Ríos Quintero"]
    save_draft(mine, values(method="poison"), "unsure", by=one)
    second = draft_coding(case, by=other)
    assert not second.prefilled
    assert second.values == {"case": {}, "victims": []}
    assert draft_coding(case, by=one).values["case"]["method"] == "poison"


def test_one_coding_does_not_make_a_case_coded_two_do() -> None:
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, VALUES))
    case.refresh_from_db()
    assert case.stage == Stage.OPEN
    with pytest.raises(NotPossible, match="handed in already"):
        submit_coding(draft_coding(case, by=one), VALUES, by=one)
    coded_by(case, (other, VALUES))
    case.refresh_from_db()
    assert case.stage == Stage.CODED


def test_two_accounts_of_one_person_are_no_two_coders() -> None:
    case, one, same_browser = an_open_case(), coder(email="ana@example.org"), coder()
    coded_by(case, (one, VALUES))
    for user in (one, same_browser):
        note_device(user, "one browser")
    for alias in (same_browser, coder(email="ana+2@example.org")):
        draft = draft_coding(case, by=alias)
        with pytest.raises(NeedsSecondPerson):
            submit_coding(draft, VALUES, by=alias)
    case.refresh_from_db()
    assert case.stage == Stage.OPEN


def test_nobody_hands_in_another_persons_coding() -> None:
    case, one = an_open_case(), coder()
    with pytest.raises(NotPossible, match="somebody else"):
        submit_coding(draft_coding(case, by=one), VALUES, by=coder())


def test_the_codebook_objects_by_field() -> None:
    case, one = an_open_case(), coder()
    with pytest.raises(InvalidCoding) as caught:
        submit_coding(draft_coding(case, by=one), values(method="lightning"), by=one)
    assert any("method" in str(problem) for problem in caught.value.problems)
    case.refresh_from_db()
    assert case.stage == Stage.OPEN


def test_differences_are_found_field_by_field() -> None:
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, VALUES), (other, values(method="blade")))
    differing = [d for d in compare_codings(case) if not d.agree]
    assert [(d.field, d.person) for d in differing] == [("method", None)]
    assert differing[0].values == {one.pk: "firearm", other.pk: "blade"}


def test_other_evidence_for_one_value_is_no_difference() -> None:
    case, one, other = an_open_case(), coder(), coder()
    mine = values(specific_target="yes", specific_target_evidence="a note in the first report")
    theirs = values(specific_target="yes", specific_target_evidence="what her brother says")
    coded_by(case, (one, mine), (other, theirs))
    assert all(d.agree for d in compare_codings(case))
    third = {**theirs, "case": {**theirs["case"], "specific_target": "no"}}
    case.codings.filter(coder=other).update(values=third)
    differing = [d.field for d in compare_codings(case) if not d.agree]
    assert differing == ["specific_target", "specific_target_evidence"]


def test_a_difference_is_settled_with_a_reason() -> None:
    case, one, chief = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (chief, values(method="blade")))
    with pytest.raises(NotPossible, match="method"):
        adjudicate(case, VALUES, {}, by=chief)
    made = adjudicate(case, VALUES, {"method": "the autopsy, cited by two reports"}, by=chief)
    assert made.verified_by is None


def test_verifying_takes_a_second_person() -> None:
    case, one, chief = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (chief, VALUES))
    made = adjudicate(case, VALUES, {}, by=chief)
    with pytest.raises(NeedsSecondPerson):
        verify(made, by=chief)
    case.refresh_from_db()
    assert case.stage == Stage.CODED
    verified = verify(made, by=one)
    assert verified.stage == Stage.VERIFIED
    verified.refresh_from_db()
    victim = verified.victims.get()
    assert (victim.age_low, victim.age_high) == (41, 43)
    assert sorted(n.name for n in victim.names.all()) == ["Amalia Rios", "Amalia Ríos Quintero"]
    accepted = verified.accepted.get(field="method")
    assert (accepted.value, accepted.basis) == ("firearm", Basis.ADJUDICATED)
    assert accepted.support["reports"] == 2
    assert Decision.objects.get(verb="verify").actor == one
    with pytest.raises(NotPossible, match="already"):
        verify(made, by=one)


def test_a_case_with_one_coding_is_not_adjudicated_even_by_an_adjudicator() -> None:
    case, chief = an_open_case(), adjudicator()
    coded_by(case, (chief, VALUES))
    with pytest.raises(NotPossible, match="Two people"):
        adjudicate(case, VALUES, {}, by=chief)


def test_a_coder_does_not_adjudicate_and_an_auditor_does_not_code() -> None:
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, VALUES), (other, VALUES))
    with pytest.raises(NotAllowed):
        adjudicate(case, VALUES, {}, by=one)
    with pytest.raises(NotAllowed):
        draft_coding(case, by=UserFactory(roles=[Role.AUDITOR]))


def test_a_candidate_is_accepted_before_it_is_coded() -> None:
    with pytest.raises(NotPossible, match="Accept"):
        draft_coding(CandidateFactory(), by=coder())


def test_a_new_adjudication_replaces_the_waiting_one() -> None:
    case, one, chief = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (chief, VALUES))
    first = adjudicate(case, VALUES, {}, by=chief)
    second = adjudicate(case, values(method="blade"), {}, by=chief)
    with pytest.raises(NotPossible, match="replaced"):
        verify(first, by=one)
    assert verify(second, by=one).accepted.get(field="method").value == "blade"


def test_correcting_a_verified_case_shows_the_old_values_until_a_second_person_agrees() -> None:
    case, one, chief = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (chief, VALUES))
    verify(adjudicate(case, VALUES, {}, by=chief), by=one)
    correction = adjudicate(case, values(method="blade"), {}, by=chief)
    assert case.accepted.get(field="method").value == "firearm"
    verify(correction, by=one)
    assert case.accepted.get(field="method").value == "blade"


def test_a_new_report_changes_no_adjudicated_value() -> None:
    case, one, chief = an_open_case(), coder(), adjudicator()
    coded_by(case, (one, VALUES), (chief, VALUES))
    verify(adjudicate(case, VALUES, {}, by=chief), by=one)
    admit([read_report("c", day="2019-03-08")])
    propose()
    assert case.accepted.get(field="date_of_attack").value["value"] == "2019-03-07"


def test_a_compiled_case_can_be_corrected_by_two_people() -> None:
    load_first()
    case, chief = Case.objects.get(public_id="V-0001"), adjudicator()
    made = adjudicate(case, VALUES, {}, by=chief)
    with pytest.raises(NeedsSecondPerson):
        verify(made, by=chief)
    assert verify(made, by=coder()).stage == Stage.VERIFIED


def test_persons_are_set_beside_each_other_by_name_not_by_place() -> None:
    case, one, other = an_open_case(), coder(), coder()
    first, second = values(), values()
    driver = {**VALUES["victims"][0], "names": ["Bento Carvalho Nunes"], "gender": "male"}
    driver |= {"role": "killed_beside_target"}
    first["victims"] = [first["victims"][0], driver]
    second["victims"] = [driver, second["victims"][0]]
    coded_by(case, (one, first), (other, second))
    assert [d for d in compare_codings(case) if not d.agree] == []


def test_a_person_whom_one_coder_missed_stands_alone() -> None:
    case, one, other = an_open_case(), coder(), coder()
    second = values()
    second["victims"].append({**VALUES["victims"][0], "names": ["Bento Carvalho Nunes"]})
    coded_by(case, (one, VALUES), (other, second))
    missing = [d for d in compare_codings(case) if d.person == 1]
    assert missing
    assert all(d.values[one.pk] is None for d in missing)
    assert all(d.agree for d in compare_codings(case) if d.person == 0)


def test_a_tie_of_reports_is_left_for_the_coder() -> None:
    admit([read_report("a"), read_report("b")])
    Claim.objects.filter(account__report__key="b", field="event").update(value="attempt")
    propose()
    case = open_case(Case.objects.get(), by=coder())
    assert case.accepted.get(field="event").value == "unknown"
    assert case.event == ""
    assert "event" not in draft_coding(case, by=coder()).values["case"]


def test_the_note_of_a_coding_is_not_in_the_log_that_the_other_coder_reads() -> None:
    case, one = an_open_case(), coder()
    submit_coding(draft_coding(case, by=one), VALUES, "it was the cousin", by=one)
    decision = Decision.objects.get(verb="submit_coding")
    assert "cousin" not in f"{decision.why} {decision.before} {decision.after}"
    assert case.codings.get().note == "it was the cousin"


def test_after_the_adjudication_no_coding_counts_as_independent() -> None:
    case, late = an_open_case(), coder()
    draft = draft_coding(case, by=late)
    coded_by(case, (coder(), VALUES), (coder(), VALUES))
    adjudicate(case, VALUES, {}, by=adjudicator())
    with pytest.raises(NotPossible, match="independent"):
        submit_coding(draft, VALUES, by=late)
    assert case.codings.exclude(submitted_at=None).count() == 2


def verified() -> tuple[Case, dict[str, User]]:
    """Return a case that was coded, adjudicated and verified, and who did what."""
    case = an_open_case()
    did = {"coded": adjudicator(), "adjudicated": adjudicator(), "verified": adjudicator()}
    coded_by(case, (did["coded"], VALUES), (coder(), VALUES))
    verify(adjudicate(case, VALUES, {}, by=did["adjudicated"]), by=did["verified"])
    return case, did


@pytest.mark.parametrize("who", ["adjudicated", "verified"])
def test_who_adjudicated_or_verified_a_case_does_not_publish_it(who: str) -> None:
    case, did = verified()
    with pytest.raises(NeedsSecondPerson, match="somebody else has to publish"):
        publish_case(case, by=did[who])
    case.refresh_from_db()
    assert case.visibility == Visibility.INTERNAL


@pytest.mark.parametrize("who", ["coded", "nobody"])
def test_a_third_person_publishes(who: str) -> None:
    case, did = verified()
    assert publish_case(case, by=did.get(who) or adjudicator()).visibility == "published"


@pytest.mark.parametrize("who", ["adjudicated", "verified"])
def test_nobody_publishes_with_a_second_account_what_they_settled(who: str) -> None:
    case, did = verified()
    second = adjudicator()
    for user in (did[who], second):
        note_device(user, "one browser")
    with pytest.raises(NeedsSecondPerson, match="used in one browser"):
        publish_case(case, by=second)
    alias = adjudicator(email=did[who].email.replace("@", "+press@"))
    with pytest.raises(NeedsSecondPerson, match="one mailbox"):
        publish_case(case, by=alias)
    assert publish_case(case, by=adjudicator()).visibility == Visibility.PUBLISHED


def test_who_settled_an_older_version_is_no_third_person() -> None:
    case, did = verified()
    verify(adjudicate(case, values(motive="justice"), {}, by=adjudicator()), by=adjudicator())
    with pytest.raises(NeedsSecondPerson):
        publish_case(case, by=did["adjudicated"])


def test_neither_of_the_two_alone_brings_a_withdrawn_case_back() -> None:
    """Of the two people it takes, one is a third: neither adjudicated nor verified it."""
    case, did = verified()
    withdraw_case(publish_case(case, by=adjudicator()), by=did["verified"], why="an error")
    asked = ask_to_publish_again(case, by=did["adjudicated"], why="mended")
    with pytest.raises(NeedsSecondPerson, match="somebody else has to publish"):
        confirm(asked, by=did["verified"])
    confirm(asked, by=adjudicator())
    case.refresh_from_db()
    assert case.visibility == Visibility.PUBLISHED
