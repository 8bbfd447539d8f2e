"""Adding a source to one value: checked, recorded, counted, and removed."""

from dataclasses import replace
from typing import Any

import pytest

from factories import (
    AcceptedValueFactory,
    AccountFactory,
    CaseFactory,
    ReportFactory,
    VictimFactory,
    adjudicator,
    coder,
)
from vigil.casefile.models import (
    AcceptedValue,
    Basis,
    Case,
    Claim,
    ProtectedSource,
    Report,
    Stage,
    Victim,
    Visibility,
)
from vigil.casefile.reports.verbs.citing import (
    CitedPage,
    PassageRead,
    add_source,
    names_in_page,
    remove_source,
)
from vigil.trust.access.errors import NotAllowed, NotPossible, Unfit
from vigil.trust.models import Decision

pytestmark = pytest.mark.django_db

PAGE = CitedPage(
    url="https://example.org/shots",
    title="Shots at noon",
    publisher="The Ejemplo Herald",
    published="2019-03-08",
)
BOTH = frozenset({"title", "address"})
SAYS = PassageRead(words="Two shots were fired at noon.", where="2nd paragraph")


@pytest.fixture
def case(db: None) -> Case:
    made = CaseFactory(public_id="V-7000", visibility=Visibility.INTERNAL)
    victim = VictimFactory(case=made, name="Ana Ejemplo")
    coded: dict[str, Any] = {"case": made, "basis": Basis.ADJUDICATED}
    AcceptedValueFactory(**coded, field="method", value="firearm")
    AcceptedValueFactory(**coded, victim=victim, field="names", value=["Ana Ejemplo"])
    AcceptedValueFactory(**coded, victim=victim, field="age", value={"low": 41, "high": 41})
    return made


def value(case: Case, field: str = "method") -> AcceptedValue:
    return case.accepted.get(field=field)


def test_a_source_of_a_value_is_recorded_with_who_read_it(case: Case) -> None:
    by = coder()
    claim = add_source(case, value(case), PAGE, SAYS, by=by)
    assert (claim.coder, claim.words, claim.where) == (by, SAYS.words, SAYS.where)
    assert (claim.value, claim.agrees_with, claim.about) == ("firearm", "firearm", None)
    report = claim.account.report
    assert (report.url, report.title, str(report.outlet)) == (PAGE.url, PAGE.title, PAGE.publisher)
    assert claim.account.membership.case == case
    decision = Decision.objects.get(verb="add_source")
    assert (decision.actor, decision.after["field"]) == (by, "method")
    assert value(case).support["reports"] == 1
    case.refresh_from_db()
    assert case.n_reports == 1


def test_another_value_counts_against_the_accepted_one(case: Case) -> None:
    read = PassageRead(otherwise={"low": 39, "high": 39})
    claim = add_source(case, value(case, "age"), PAGE, read, by=coder())
    assert claim.about == case.victims.get().uid
    assert claim.agrees_with is None
    assert value(case, "age").support["against"] == 1


def test_a_page_that_is_known_is_not_described_again(case: Case) -> None:
    ReportFactory(url=PAGE.url, title="As it was first cited", text="")
    known = CitedPage(url=PAGE.url)
    first = add_source(case, value(case), known, SAYS, by=coder())
    second = add_source(case, value(case, "age"), known, SAYS, by=coder())
    assert first.account == second.account
    assert Report.objects.filter(url=PAGE.url).count() == 1


def test_a_minor_by_any_source_is_one(case: Case) -> None:
    read = PassageRead(otherwise={"low": 17, "high": 17})
    add_source(case, value(case, "age"), PAGE, read, by=coder())
    assert case.victims.get().minor


def test_taking_a_source_back_leaves_the_page(case: Case) -> None:
    by = coder()
    claim = add_source(case, value(case), PAGE, SAYS, by=by)
    remove_source(case, claim, by=by)
    claim.refresh_from_db()
    assert claim.superseded
    assert claim.account.membership.case == case
    with pytest.raises(NotPossible, match="removed already"):
        remove_source(case, claim, by=by)


@pytest.mark.parametrize(
    ("page", "read", "field"),
    [
        (CitedPage(url="https://example.org/unknown"), SAYS, "title"),
        (PAGE, PassageRead(words="Shot by Casimiro Orduña, he said."), "words"),
        (PAGE, PassageRead(where="The part on Casimiro Orduña"), "where"),
        (PAGE, PassageRead(words="word " * 41), "words"),
        (PAGE, PassageRead(otherwise="catapult"), "otherwise"),
        (PAGE, PassageRead(otherwise="firearm"), "otherwise"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    case: Case, page: CitedPage, read: PassageRead, field: str
) -> None:
    with pytest.raises(Unfit) as raised:
        add_source(case, value(case), page, read, by=coder())
    assert raised.value.field == field
    assert not Claim.objects.exists()
    assert not Report.objects.exists()


NAMING = replace(PAGE, title="Marc Delorme arrested", url="https://example.org/marc-delorme-held")


def test_a_title_that_names_a_stranger_is_hidden_or_said_to_be_fit(case: Case) -> None:
    for page in (NAMING, replace(NAMING, may_name=frozenset({"Marc"}))):
        with pytest.raises(Unfit, match=r"The title contains Marc, Delorme\."):
            add_source(case, value(case), page, SAYS, by=coder())
    assert not Report.objects.exists()
    add_source(case, value(case), replace(NAMING, hidden=BOTH), SAYS, by=coder())
    assert ProtectedSource.objects.get().parts == "both"
    assert Decision.objects.get(verb="protect_source").after["protected"] == "both"
    other = replace(NAMING, url="https://example.org/held", may_name=frozenset({"Marc", "Delorme"}))
    add_source(case, value(case), other, SAYS, by=coder())
    assert ProtectedSource.objects.count() == 1


def test_an_address_that_names_a_stranger_is_found_too(case: Case) -> None:
    page = replace(PAGE, url="https://example.org/2019/marc-delorme-held?id=7")
    assert names_in_page(case, page) == {"address": ["marc", "delorme"]}
    with pytest.raises(Unfit) as raised:
        add_source(case, value(case), page, SAYS, by=coder())
    assert raised.value.field == "url"
    own = replace(PAGE, title="The murder of Ana Ejemplo", url="https://example.org/ana-ejemplo")
    Victim.objects.update(outcome="killed")
    assert names_in_page(case, own) == {}


def test_a_new_name_needs_an_adjudication(case: Case) -> None:
    read = PassageRead(otherwise=["Casimiro Orduña"])
    with pytest.raises(Unfit, match="not like any name"):
        add_source(case, value(case, "names"), PAGE, read, by=coder())


def test_the_same_source_is_recorded_once(case: Case) -> None:
    add_source(case, value(case), PAGE, SAYS, by=coder())
    with pytest.raises(Unfit, match="already"):
        add_source(case, value(case), PAGE, SAYS, by=coder())


@pytest.mark.parametrize("stage", [Stage.CANDIDATE, Stage.REJECTED])
def test_a_case_must_be_in_hand(case: Case, stage: Stage) -> None:
    Case.objects.filter(pk=case.pk).update(stage=stage)
    with pytest.raises(NotPossible):
        add_source(case, value(case), PAGE, SAYS, by=coder())


def test_a_public_case_takes_an_adjudicator(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(visibility=Visibility.PUBLISHED)
    with pytest.raises(NotAllowed):
        add_source(case, value(case), PAGE, SAYS, by=coder())
    add_source(case, value(case), PAGE, SAYS, by=adjudicator())
    case.refresh_from_db()
    assert case.visibility == Visibility.PUBLISHED


def test_a_page_of_another_case_gets_an_account_in_this_one(case: Case) -> None:
    other: Any = AccountFactory(report=ReportFactory(url=PAGE.url, text=""))
    claim = add_source(case, value(case), PAGE, SAYS, by=coder())
    assert claim.account != other
    assert claim.account.report == other.report
