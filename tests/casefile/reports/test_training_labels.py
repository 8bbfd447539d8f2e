"""What the desk decided as labels: only what people settled, and nobody who is not to be named."""

from copy import deepcopy
from typing import Any

import pytest

from casefile.coding.test_verbs import VALUES, coded_by, values
from casefile.compiled import load_first
from casefile.people.named_people import withdrawal
from factories import CaseFactory, ReportFactory, adjudicator, coder
from readings import read_report
from vigil.casefile.cases.verbs.merging import merge_cases
from vigil.casefile.cases.verbs.opening import open_case, reject_case, reopen_case
from vigil.casefile.cases.verbs.publishing import publish_case
from vigil.casefile.cases.verbs.suggestions import confirm_suggestion, dismiss_suggestion
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.linking.verbs.judging import judge
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import (
    Account,
    Case,
    CaseAccount,
    Judgement,
    MembershipBasis,
    Rejection,
)
from vigil.casefile.reports.training_labels import LabelledReport, decided_reports
from vigil.casefile.reports.verbs.admitting import admit
from vigil.casefile.withdrawal.verbs import withdraw_name
from vigil.reading.engines.records import ReadReport
from vigil.reading.intake.extraction.learned.labelled_reports import read_labels
from vigil.reading.intake.extraction.learned.train_date_and_place import when_where

pytestmark = pytest.mark.django_db

FERRY = "The ferry had left the harbour an hour before. Passengers hid below; the crew saw a boat."
AMALIA, OTHER = "Amalia Ríos Quintero", "Benedikt Holm"


def taken_in(*reports: ReadReport) -> None:
    admit(list(reports))
    propose()


def case_of(key: str) -> Case:
    return Case.objects.filter(memberships__account__report__key=key).distinct().get()


def opened(key: str) -> Case:
    return open_case(case_of(key), by=coder())


def coded(key: str, *codings: dict[str, Any]) -> Case:
    case = opened(key)
    coded_by(case, *((coder(), given) for given in codings))
    case.refresh_from_db()
    return case


def verified(key: str, given: dict[str, Any]) -> Case:
    case = coded(key, given, given)
    return verify(adjudicate(case, given, {}, by=adjudicator()), by=adjudicator())


def people(*changed: dict[str, Any], **case: Any) -> dict[str, Any]:
    """Return the values of a coding with one person for each set of changes."""
    made = values(**case)
    made["victims"] = [{**deepcopy(VALUES["victims"][0]), **person} for person in changed]
    return made


def learnt() -> dict[str, LabelledReport]:
    found = list(decided_reports())
    assert [d.report.id for d in found] == sorted(d.report.id for d in found)
    assert all(d.label["id"] == d.report.id for d in found)
    return {d.report.id: d for d in found}


def label(key: str) -> dict[str, Any]:
    return learnt()[key].label


# Accepted or rejected


def test_what_nobody_decided_teaches_nothing() -> None:
    taken_in(read_report("a"))
    assert learnt() == {}


def test_an_accepted_report_is_an_attack_and_what_the_machine_read_of_it_is_no_label() -> None:
    taken_in(read_report("a"))
    opened("a")
    (decided,) = decided_reports()
    assert decided.attack
    assert decided.label == {"id": "a"}
    assert decided.report.text.startswith(f"{AMALIA} was shot dead")
    assert (decided.report.published, decided.report.language) == ("2019-03-07", "en")


def test_a_rejected_candidate_is_none() -> None:
    taken_in(read_report("a"))
    reject_case(case_of("a"), by=coder(), why="an accident")
    (decided,) = decided_reports()
    assert (decided.attack, decided.label) == (False, {"id": "a", "about_a_killing": False})


@pytest.mark.parametrize(
    ("reason", "taught"),
    [
        (Rejection.NO_KILLING, (False, None, {"about_a_killing": False})),
        (Rejection.ACCIDENT, (False, None, {"about_a_killing": False})),
        (Rejection.WAR, (None, False, {"oc_signs": "no"})),
        (Rejection.PRIVATE, (None, False, {"oc_signs": "no"})),
        (Rejection.DUPLICATE, None),
        (Rejection.UNUSABLE, None),
    ],
)
def test_the_reason_says_what_a_rejection_teaches(reason: Rejection, taught: Any) -> None:
    taken_in(read_report("a"))
    reject_case(case_of("a"), by=coder(), reason=reason)
    found = [
        (d.attack, d.in_scope, {k: v for k, v in d.label.items() if k != "id"})
        for d in learnt().values()
    ]
    assert found == ([taught] if taught else [])


def test_what_is_accepted_is_in_scope_unless_people_found_no_organised_crime() -> None:
    taken_in(read_report("a"), read_report("b", victim=OTHER, day="2020-01-02", town="Elsewhere"))
    opened("a")
    verified("b", values(organised_crime_link="none_reported"))
    found = learnt()
    assert (found["a"].in_scope, found["b"].in_scope) == (True, False)
    assert found["b"].label["oc_signs"] == "no"


def test_a_case_accepted_and_then_rejected_is_in_doubt() -> None:
    taken_in(read_report("a"))
    reject_case(opened("a"), by=coder(), why="on a second look")
    assert learnt() == {}


def test_taken_up_again_it_is_accepted() -> None:
    taken_in(read_report("a"))
    case = reject_case(case_of("a"), by=coder(), why="an accident")
    reopen_case(case, by=coder(), why="it was none")
    assert learnt()["a"].attack


def test_a_candidate_that_names_somebody_known_may_be_rejected_as_known() -> None:
    namesake = read_report(
        "b", day="2021-05-02", town="Elsewhere", title="Shots on a ferry", more=FERRY
    )
    admit([read_report("a"), namesake])
    one, two = Account.objects.order_by("report__key")
    judge(one, two, Judgement.Verdict.DIFFERENT, by=coder())
    propose()
    opened("a")
    reject_case(case_of("b"), by=coder(), why="we have it")
    assert [*learnt()] == ["a"]


def test_a_report_whose_other_account_waits_is_not_rejected_yet() -> None:
    taken_in(read_report("a"))
    reject_case(case_of("a"), by=coder(), why="an accident")
    waiting = Account.objects.get()
    waiting.pk, waiting.key = None, "another"
    waiting.save()
    assert learnt() == {}


def test_a_suggestion_is_the_machines_until_somebody_confirms_it() -> None:
    taken_in(read_report("a"))
    opened("a")
    taken_in(read_report("b"))
    suggested = Account.objects.get(membership__suggested=True)
    assert [*learnt()] == ["a"]
    confirm_suggestion(suggested, by=coder())
    assert [*learnt()] == ["a", "b"]


def test_a_suggestion_dismissed_says_nothing_of_the_report() -> None:
    taken_in(read_report("a"))
    opened("a")
    taken_in(read_report("b"))
    dismiss_suggestion(Account.objects.get(membership__suggested=True), by=coder())
    assert [*learnt()] == ["a"]


def test_a_merged_case_gives_its_reports_to_the_other() -> None:
    taken_in(read_report("a"), read_report("b", victim=OTHER, day="2021-05-02", town="Elsewhere"))
    merge_cases(verified("a", VALUES), opened("b"), by=coder(), why="one attack")
    assert [d.attack for d in decided_reports()] == [True, True]


def test_the_open_case_file_has_no_texts_to_learn_from() -> None:
    load_first()
    assert learnt() == {}


# Values


def test_what_was_adjudicated_is_the_label() -> None:
    taken_in(read_report("a", victim="Amalia Ríos"))
    verified("a", people({"age": {"low": 41, "high": 41}}))
    assert label("a") == {
        "id": "a",
        "about_a_killing": True,
        "place": "Puerto Ejemplo",
        "event_date": "2019-03-07",
        "method": "firearm",
        "oc_signs": "yes",
        "victims": [{"name": AMALIA, "names": [AMALIA, "Amalia Rios"], "age": 41}],
    }


def test_training_understands_the_label() -> None:
    taken_in(read_report("a"))
    verified("a", people({"age": {"low": 41, "high": 41}}))
    told, where = read_labels(label("a")), when_where(label("a"))
    assert told.killing is True
    assert told.victims is not None
    assert [fill.names[0] for fill in told.victims] == [AMALIA]
    assert told.ages == {41}
    assert (told.suspects, told.doers, told.groups) == (None, None, None)
    assert (where.places, where.days) == ({"Puerto Ejemplo"}, {"2019-03-07"})


def test_a_single_coding_is_no_label() -> None:
    taken_in(read_report("a"))
    coded("a", VALUES)
    assert label("a") == {"id": "a"}


def test_two_codings_are_one_where_they_agree() -> None:
    taken_in(read_report("a"))
    one, other = values(method="blade"), people({"names": ["Amalia Rios", "A. Ríos"]})
    coded("a", one, other)
    assert label("a") == {
        "id": "a",
        "about_a_killing": True,
        "place": "Puerto Ejemplo",
        "event_date": "2019-03-07",
        "oc_signs": "yes",
        "victims": [{"name": "Amalia Rios", "names": ["Amalia Rios"]}],
    }


@pytest.mark.parametrize(
    "other",
    [
        people({"names": [OTHER]}),
        people({}, {"names": [OTHER]}),
        people({"outcome": "injured"}, {}),
    ],
    ids=["another person", "one more person", "another fate"],
)
def test_where_coders_differ_on_the_people_nobody_is_learnt(other: dict[str, Any]) -> None:
    taken_in(read_report("a"))
    coded("a", VALUES, other)
    assert "victims" not in label("a")
    assert label("a")["place"] == "Puerto Ejemplo"


@pytest.mark.parametrize(
    ("field", "value", "absent"),
    [
        ("date_of_attack", {"value": "2019-03", "precision": "month"}, "event_date"),
        ("date_of_attack", {"value": "2019-03-07?", "precision": "day"}, "event_date"),
        ("place", {"name": "Mexico", "country": "MEX", "precision": "country"}, "place"),
        ("method", "unknown", "method"),
    ],
)
def test_what_is_coarse_or_unsure_is_left_out(field: str, value: Any, absent: str) -> None:
    taken_in(read_report("a"))
    verified("a", values(**{field: value}))
    assert absent not in label("a")
    assert label("a")["about_a_killing"] is True


def test_an_attempt_is_an_attack_and_no_killing() -> None:
    taken_in(read_report("a"))
    verified("a", people({"outcome": "injured"}, event="attempt"))
    assert learnt()["a"].attack
    assert not {"about_a_killing", "victims"} & set(label("a"))


def test_a_report_that_tells_of_something_else_too_has_no_values_of_the_case() -> None:
    taken_in(read_report("a"))
    verified("a", VALUES)
    other = Account.objects.get()
    other.pk, other.key = None, "another"
    other.save()
    assert label("a") == {"id": "a", "about_a_killing": True}
    CaseAccount.objects.create(account=other, case=CaseFactory(), basis=MembershipBasis.PERSON)
    assert label("a") == {"id": "a", "about_a_killing": True}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Amalia Ríos was shot.", True),
        ("AMALIA RIOS QUINTERO WAS SHOT.", True),
        ("Ríos Quintero was shot.", True),
        ("Quintero was shot.", False),
        ("A reporter was shot.", False),
    ],
)
def test_names_are_learnt_from_reports_that_say_them(said: str, told: bool) -> None:
    taken_in(read_report("a"))
    case = verified("a", VALUES)
    account = Account.objects.create(report=ReportFactory(key="b", text=said), key="b", reader="t")
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.PERSON)
    assert ("victims" in label("b")) is told
    assert label("b")["place"] == "Puerto Ejemplo"


# Who is not to be named


@pytest.mark.parametrize(
    "unnamed",
    [{"age": {"low": 16, "high": 16}}, {"outcome": "injured"}, {"outcome": "unknown"}],
    ids=["minor", "survivor", "fate unknown"],
)
def test_who_may_not_be_named_is_not_learnt_nor_who_stands_beside_them(
    unnamed: dict[str, Any],
) -> None:
    taken_in(read_report("a", more=f"{OTHER} was with her."))
    verified("a", people({}, {"names": [OTHER], **unnamed}))
    assert "victims" not in label("a")
    assert "Holm" not in str(label("a"))


def test_who_is_a_minor_by_one_coding_is_not_learnt() -> None:
    taken_in(read_report("a"))
    coded("a", people({}), people({"age": {"low": 17, "high": 17}}))
    assert "victims" not in label("a")


def test_suspects_are_in_no_label() -> None:
    taken_in(read_report("a", perpetrator="Rogelio Barrón"))
    given = [{"name": "Rogelio Barrón", "kind": "person", "status": "accused"}]
    verified("a", values(perpetrators=given))
    assert "victims" in label("a")
    assert "Barrón" not in str(label("a"))


def test_no_report_of_a_case_with_a_withdrawn_name_is_learnt_nor_any_that_says_it() -> None:
    taken_in(
        read_report("a"),
        read_report("b", victim=OTHER, day="2023-05-02", town="Elsewhere"),
        read_report("c", victim="Carla Dumas", day="2015-05-02", more=f"So was {AMALIA} later."),
    )
    case = verified("a", VALUES)
    opened("b")
    opened("c")
    assert [*learnt()] == ["a", "b", "c"]
    victim = case.victims.get()
    withdraw_name(case, [AMALIA], victim=victim, withdrawal=withdrawal())
    assert [*learnt()] == ["b"]


def test_a_case_that_was_withdrawn_is_not_learnt() -> None:
    taken_in(read_report("a"))
    case = publish_case(verified("a", VALUES), by=adjudicator())
    assert [*learnt()] == ["a"]
    withdraw_case(case, by=adjudicator(), why="asked")
    assert learnt() == {}
