"""Down to the sentence: who says a value, in which words; never more than 25 of a source."""

import re
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    OutletFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
)
from publication.planted import KILLED, QUARTER, SECRET, plant
from vigil.casefile.cases.queries import public_cases
from vigil.casefile.coding.verbs.supporting import rewrite_support
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Account, Basis, Case
from vigil.publication.cases.claims import ValueSources
from vigil.publication.cases.history import steps_of
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.quotes import quote, words_of
from vigil.trust.decisions.verbs import record

pytestmark = pytest.mark.django_db

TEXT = "A reporter was shot dead on the road to the harbour on Thursday, the mayor said."
VERBS = ("open", "coded", "adjudicate", "verify", "publish")


@pytest.fixture
def case(db: None) -> Case:
    made = CaseFactory(public_id="V-7000")
    VictimFactory(case=made)
    AcceptedValueFactory(case=made, field="method", value="firearm")
    return made


def source(case: Case, text: str = TEXT, **report: Any) -> Account:
    """Put another source into a case."""
    account = AccountFactory(report=ReportFactory(text=text, **report))
    MembershipFactory(case=case, account=account)
    return account


def decide(*verbs: str) -> None:
    with transaction.atomic():
        for verb in verbs:
            record(verb, "case", "V-7000", by=adjudicator())


def page(public_id: str = "V-7000") -> CasePage:
    full = with_everything(public_cases()).get(public_id=public_id)
    return case_page_of(full, list(steps_of(full)))


def sources(field: str) -> ValueSources:
    rows = {row.field: row for row in page().rows}
    return rows[field].sources


def test_a_source_says_it_in_the_words_that_are_quoted(case: Case) -> None:
    account = source(case, outlet=OutletFactory(name="The Ejemplo Herald"))
    ClaimFactory(account=account, field="method", value="firearm", says="shot dead")
    [said] = sources("method").says
    assert (said.number, said.publisher, said.words) == (1, "The Ejemplo Herald", ("shot dead",))


def test_a_source_that_says_otherwise_stands_apart(case: Case) -> None:
    ClaimFactory(account=source(case), field="method", value="firearm", says="shot dead")
    other = source(case, "He was stabbed, the mayor said.", published="2019-03-09")
    ClaimFactory(account=other, field="method", value="blade", says="stabbed")
    told = sources("method")
    assert [s.words for s in told.says] == [("shot dead",)]
    assert [(s.number, s.words) for s in told.otherwise] == [(2, ("stabbed",))]


def test_a_machine_does_not_make_a_source_differ_from_what_people_decided(case: Case) -> None:
    case.accepted.update(basis=Basis.ADJUDICATED)
    ClaimFactory(account=source(case), field="method", value="blade", says="shot dead")
    assert not sources("method").any_statement
    read = ClaimFactory(account=source(case, "Stabbed."), field="method", value="blade")
    read.read_on = date(2026, 1, 2)
    read.save()
    assert [said.number for said in sources("method").otherwise] == [2]


def test_a_source_in_which_coders_found_the_value_states_it_unquoted(case: Case) -> None:
    account = source(case)
    ClaimFactory(account=account, field="method", value="blade", says="shot dead")
    found = {
        "report": account.report_id,
        "in": "text",
        "start": 0,
        "end": 10,
        "exact": "A reporter",
    }
    case.accepted.update(basis=Basis.ADJUDICATED, support={"quotes": [found]})
    told = sources("method")
    assert [(said.number, said.words) for said in told.says] == [(1, ())]
    assert not told.otherwise
    rewrite_support(case)
    support = case.accepted.get(field="method").support
    assert (support["reports"], support["against"], support["quotes"]) == (1, 0, [found])


@pytest.mark.parametrize(
    ("field", "accepted", "said", "group"),
    [
        (
            "date_of_attack",
            {"value": "2019-03-07", "precision": "day"},
            {"value": "2019-03", "precision": "month"},
            "other_precision",
        ),
        (
            "date_of_attack",
            {"value": "2019-03-07", "precision": "day"},
            {"value": "2019-03-08", "precision": "day"},
            "otherwise",
        ),
        (
            "place",
            {"name": "Puerto Ejemplo", "precision": "town", "country": "MEX"},
            {"name": "Puerto Ejemplo", "precision": "town"},
            "says",
        ),
        (
            "place",
            {"name": "Puerto Ejemplo", "precision": "town"},
            {"name": "Guerrero", "precision": "admin1"},
            "other_precision",
        ),
    ],
)
def test_what_is_said_is_compared_as_the_codebook_compares_it(
    case: Case, field: str, accepted: Any, said: Any, group: str
) -> None:
    AcceptedValueFactory(case=case, field=field, value=accepted)
    ClaimFactory(account=source(case), field=field, value=said, says="Thursday")
    told = sources(field)
    filled = {name for name in ("says", "other_precision", "otherwise") if getattr(told, name)}
    assert filled == {group}


def test_one_source_is_named_once_for_a_value(case: Case) -> None:
    account = source(case)
    for words in ("shot dead", "road"):
        ClaimFactory(account=account, field="method", value="firearm", says=words)
    [said] = sources("method").says
    assert said.words == ("shot dead", "road")


def test_a_claim_that_a_later_reading_dropped_says_nothing(case: Case) -> None:
    account = source(case)
    ClaimFactory(account=account, field="method", says="shot dead", superseded=True)
    assert not sources("method").any_statement


def test_a_suggested_source_says_nothing(case: Case) -> None:
    account = AccountFactory(report=ReportFactory(text=TEXT))
    MembershipFactory(case=case, account=account, suggested=True)
    ClaimFactory(account=account, field="method", says="shot dead")
    assert not sources("method").any_statement


# People


def test_what_is_said_of_a_named_person_is_told_by_field(case: Case) -> None:
    victim = case.victims.get()
    AcceptedValueFactory(case=case, victim=victim, field="names", value=[KILLED])
    AcceptedValueFactory(case=case, victim=victim, field="age", value={"low": 41, "high": 41})
    account = source(case, f"{KILLED}, 41, was shot dead.")
    ClaimFactory(account=account, field="names", value=[KILLED], says=KILLED, person=0)
    ClaimFactory(account=account, field="age", value={"low": 41, "high": 41}, says="41", person=0)
    backed = {b.field: b.sources for b in page().people[0].fields}
    assert backed["names"].says[0].words == (KILLED,)
    assert backed["age"].says[0].words == ("41",)


def test_what_is_said_of_somebody_else_is_not_told_of_them(case: Case) -> None:
    victim = case.victims.get()
    AcceptedValueFactory(case=case, victim=victim, field="age", value={"low": 41, "high": 41})
    account = source(case, f"{KILLED} and Bruno Calasso, 52, were shot.")
    ClaimFactory(account=account, field="names", value=[KILLED], says=KILLED, person=0)
    ClaimFactory(account=account, field="names", value=["Bruno Calasso"], person=1)
    ClaimFactory(account=account, field="age", value={"low": 52, "high": 52}, says="52", person=1)
    backed = {b.field: b.sources for b in page().people[0].fields}
    assert not backed["age"].any_statement


@pytest.mark.parametrize("hidden", [{"outcome": "injured"}, {"age_low": 12, "minor": True}])
def test_of_who_may_not_be_named_no_source_says_anything(
    case: Case, hidden: dict[str, Any]
) -> None:
    victim = VictimFactory(case=case, name="Casilda Orduña", **hidden)
    AcceptedValueFactory(case=case, victim=victim, field="outcome", value=victim.outcome)
    AcceptedValueFactory(case=case, victim=victim, field="age", value={"low": 12, "high": 12})
    account = source(case, "Casilda Orduña, 12, was hurt.")
    ClaimFactory(account=account, field="names", value=["Casilda Orduña"], person=0)
    ClaimFactory(account=account, field="outcome", value=victim.outcome, says="hurt", person=0)
    told = page().people[1].fields
    assert {backed.field for backed in told} <= {"outcome", "age"}
    assert not any(backed.sources.any_statement for backed in told)


# Decisions


@pytest.mark.parametrize(
    ("basis", "verbs", "decided"),
    [
        (Basis.ADJUDICATED, VERBS, ["adjudicate", "verify"]),
        (Basis.RULE, VERBS, ["open", "verify"]),
        (Basis.COMPILED, ("load_open_case_file",), ["load_open_case_file"]),
        (Basis.IMPORTED, ("import_case", "verify_imported"), ["import_case", "verify_imported"]),
    ],
)
def test_a_value_names_the_decisions_that_accepted_it(
    case: Case, basis: str, verbs: tuple[str, ...], decided: list[str]
) -> None:
    case.accepted.update(basis=basis)
    decide(*verbs)
    told = sources("method")
    assert [step.verb for step in told.decided] == decided
    assert told.by_rule is (basis == Basis.RULE)


def test_of_several_decisions_the_latest_counts(case: Case) -> None:
    case.accepted.update(basis=Basis.ADJUDICATED)
    decide("adjudicate", "verify", "adjudicate", "verify")
    assert [step.number for step in sources("method").decided] == [3, 4]


# On the page


def test_the_page_leads_from_value_to_words_to_source_to_decision(
    client: Client, case: Case
) -> None:
    ClaimFactory(account=source(case), field="method", value="firearm", says="shot dead")
    decide(*VERBS)
    body = client.get("/cases/V-7000/").content.decode()
    ids = set(re.findall(r'id="([^"]+)"', body))
    assert {"words-1", "source-1", "step-1", "step-4"} <= ids
    targets = set(re.findall(r'href="#([^"]+)"', body))
    assert {"words-1", "source-1", "step-1", "step-4"} <= targets
    assert targets <= ids


@pytest.mark.parametrize("language", ["", "/es", "/ar"])
def test_nothing_planted_is_said_by_any_source(client: Client, language: str) -> None:
    case = plant(public_id="V-7000")
    victims = list(case.victims.all())
    for field in ("names", "age", "occupation", "outcome", "role"):
        for victim in victims:
            value = [victim.name] if field == "names" else getattr(victim, field, None)
            AcceptedValueFactory(case=case, victim=victim, field=field, value=value or 12)
    decide(*VERBS)
    body = client.get(f"{language}/cases/V-7000/").content.decode()
    assert "shot dead" in body
    assert not [word for word in (*SECRET, QUARTER, "Driver", "Pupil") if word in body]


def quoted_words(body: str) -> dict[str, set[str]]:
    """Collect by source the words that a page shows of it, wherever they stand."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, text in re.findall(
        r'id="words-(\d+)"><blockquote[^>]*>(.*?)</blockquote>', body, re.S
    ):
        found[number] |= set(re.findall(r"word\d+", text))
    for number, text in re.findall(r'href="#words-(\d+)"><q[^>]*>(.*?)</q>', body, re.S):
        found[number] |= set(re.findall(r"word\d+", text))
    return found


def test_all_values_together_show_no_more_than_25_words_of_a_source(
    client: Client, case: Case
) -> None:
    """Every word here is another one, so that what is shown can be counted wherever it is."""
    text = " ".join(f"word{n}" for n in range(120))
    account = source(case, text)
    fields = ("method", "event", "motive", "why_targeted", "served", "place_type")
    for place, field in enumerate(fields):
        if field != "method":
            AcceptedValueFactory(case=case, field=field, value="x")
        says = " ".join(f"word{n}" for n in range(place * 20, place * 20 + 8))
        ClaimFactory(account=account, field=field, value="x", says=says)
    body = client.get("/cases/V-7000/").content.decode()
    shown = quoted_words(body)["1"]
    assert 20 <= len(shown) <= 25
    assert len(set(re.findall(r"word\d+", body))) == len(shown)


@given(
    cuts=st.lists(
        st.tuples(st.integers(0, 119), st.integers(1, 6)), min_size=1, max_size=12, unique=True
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_words_of_a_value_are_always_among_those_quoted(cuts: list[tuple[int, int]]) -> None:
    tokens = [f"word{n}" for n in range(120)]
    text = " ".join(tokens)
    spans = []
    for first, count in cuts:
        said = " ".join(tokens[first : first + count])
        start = text.index(said + " ") if first + count < 120 else text.rindex(said)
        spans.append((start, start + len(said)))
    pieces = quote(text, spans, WithheldWords([]))
    quoted = {word for piece in pieces for word in re.findall(r"word\d+", piece.text)}
    assert len(quoted) <= 25
    for span in spans:
        said = words_of(pieces, span)
        assert said in ("", text[slice(*span)])
        assert set(re.findall(r"word\d+", said)) <= quoted
