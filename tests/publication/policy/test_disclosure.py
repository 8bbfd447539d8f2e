from typing import Any

import pytest

from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
    VictimFactory,
    coder,
)
from publication.planted import (
    KILLED,
    MINOR,
    PERPETRATOR,
    QUARTER,
    SECRET,
    SURVIVOR,
    accept,
    claim,
    plant,
)
from readings import read_report
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.disclosure.policy import QUOTED_WORDS
from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Account, Case, Coding, Origin, Stage, Visibility
from vigil.casefile.reports.verbs.admitting import admit
from vigil.publication.cases.page import CasePage, case_page_of
from vigil.publication.cases.queries import with_everything
from vigil.publication.policy import disclosure

pytestmark = pytest.mark.django_db


def whole(case: Case) -> Case:
    return with_everything(Case.objects.all()).get(pk=case.pk)


def shown(case: Case) -> str:
    return repr(case_page_of(whole(case)))


@pytest.mark.parametrize(
    ("outcome", "ages", "named"),
    [
        ("killed", (41, 41), True),
        ("killed", (18, 18), True),
        ("killed", (None, None), True),
        ("killed", (17, 17), False),
        ("killed", (17, 19), False),
        ("killed", (None, 17), False),
        ("killed", (17, None), False),
        ("killed", (0, 0), False),
        ("injured", (41, 41), False),
        ("unhurt", (41, 41), False),
        ("missing", (41, 41), False),
        ("unknown", (41, 41), False),
        ("", (41, 41), False),
    ],
)
def test_who_is_named(outcome: str, ages: tuple[int | None, int | None], named: bool) -> None:
    victim = VictimFactory(outcome=outcome, age_low=ages[0], age_high=ages[1], also=["A. Ríos"])
    assert disclosure.may_be_named(victim) is named
    assert disclosure.public_names(victim) == ([KILLED, "A. Ríos"] if named else [])


def test_of_those_not_named_neither_age_nor_calling_is_shown() -> None:
    case = plant()
    people = {person.described: person for person in case_page_of(whole(case)).people}
    assert people[KILLED].occupation == "Reporter"
    assert people[KILLED].age == "41"
    minor = people["A person under 18"]
    assert (minor.name, minor.age, minor.occupation) == ("", "under 18", "")
    survivor = next(p for p in people.values() if p.outcome == "Injured")
    assert (survivor.name, survivor.age, survivor.occupation, survivor.role) == ("", "", "", "")


def test_who_was_attacked_is_told_only_where_nobody_was_killed() -> None:
    attempt = CaseFactory(event="attempt")
    VictimFactory(case=attempt, outcome="unhurt")
    assert case_page_of(whole(attempt)).line.title == "A person who is not named (journalist)"
    assert "A person who is not named (" not in shown(plant())


def test_nothing_planted_is_in_what_the_page_is_made_of() -> None:
    text = shown(plant())
    assert KILLED in text
    for word in (*SECRET, QUARTER, "Pupil", "Driver"):
        assert word not in text


def test_what_names_nobody_stays() -> None:
    page = case_page_of(whole(plant()))
    assert page.summary == ("She was a reporter.",)
    assert [str(one.text) for one in page.disagreements] == ["Her age is 41 or 42."]


NEUTRAL = "Report of 8 March 2019"


def test_a_source_whose_title_and_address_name_somebody_is_still_listed() -> None:
    (source,) = case_page_of(whole(plant())).sources
    assert (source.publisher, source.title, source.url) == ("The Ejemplo Herald", NEUTRAL, "")
    assert source.opens_at.endswith("/sources/1/")


def test_a_quote_keeps_to_the_words_that_say_a_value() -> None:
    (source,) = case_page_of(whole(plant())).quoted
    said = "".join(piece.text for piece in source.pieces)
    assert "shot dead" in said
    assert len(said.split()) <= QUOTED_WORDS + 4  # the dots between the pieces


@pytest.mark.parametrize(
    ("outcome", "place_type", "precision", "name"),
    [
        ("killed", "home", "town", "Puerto Ejemplo"),
        ("killed", "home", "neighbourhood", ""),
        ("killed", "home", "exact", ""),
        ("killed", "street", "exact", "Puerto Ejemplo"),
        ("killed", "unknown", "exact", ""),
        ("killed", "", "exact", ""),
        ("killed", "", "", ""),
        ("killed", "home", "unknown", ""),
        ("killed", "", "neighbourhood", "Puerto Ejemplo"),
        ("injured", "street", "town", ""),
        ("injured", "street", "admin2", ""),
        ("injured", "street", "admin1", "Puerto Ejemplo"),
        ("unhurt", "workplace", "exact", ""),
    ],
)
def test_how_finely_a_place_is_shown(
    outcome: str, place_type: str, precision: str, name: str
) -> None:
    case = CaseFactory(place_precision=precision)
    VictimFactory(case=case, outcome=outcome)
    if place_type:
        accept(case, "place_type", place_type)
    place = disclosure.public_place(whole(case))
    assert (place.name, place.admin1, place.country) == (name, "Guerrero", "MEX")
    assert place.coarsened is (name == "")


def test_a_coarsened_place_falls_back_to_its_district() -> None:
    case = CaseFactory(place_precision="exact", place_name="14 Harbour Street")
    VictimFactory(case=case)
    accept(case, "place_type", "home")
    accept(case, "place", {"name": "14 Harbour Street", "admin2": "Costa", "precision": "exact"})
    assert disclosure.public_place(whole(case)).name == "Costa"
    assert "Harbour" not in shown(case)


@pytest.mark.parametrize(("origin", "name"), [(Origin.COMPILED, "Palermo"), (Origin.PERSON, "")])
def test_a_quarter_in_brackets_is_cut_where_the_file_says_what_it_is(
    origin: Origin, name: str
) -> None:
    case = CaseFactory(
        origin=origin, place_name="Palermo (Brancaccio)", place_precision="neighbourhood"
    )
    VictimFactory(case=case)
    accept(case, "place_type", "home")
    assert disclosure.public_place(whole(case)).name == name


def test_finer_places_of_a_survivor_are_not_told_by_any_text() -> None:
    case = CaseFactory(compiled={"summary": ["It happened in Puerto Ejemplo.", "It was night."]})
    VictimFactory(case=case, outcome="injured")
    account = AccountFactory(report=ReportFactory(title="Reporter hurt in Puerto Ejemplo"))
    MembershipFactory(case=case, account=account)
    claim(account, "method", "firearm", "shot dead")
    page = case_page_of(whole(case))
    assert page.summary == ("It was night.",)
    assert page.quoted == []
    assert "Puerto Ejemplo" not in repr(page)


def justice(**accepted: Any) -> disclosure.Justice | None:
    case = CaseFactory()
    for field, value in accepted.items():
        accept(case, field, value)
    case = whole(case)
    return disclosure.public_justice(case, disclosure.withheld_in(case))


def test_justice_is_shown_with_its_year() -> None:
    said = justice(
        judicial_outcome="Two men were convicted.",
        judicial_as_of={"value": "2015-05", "precision": "month"},
        impunity="partial",
    )
    assert said == disclosure.Justice("Two men were convicted.", "partial", 2015)


@pytest.mark.parametrize(
    "accepted",
    [
        {"judicial_outcome": "Nine are on trial.", "impunity": "proceedings_open"},
    ],
)
def test_while_proceedings_are_open_only_that_is_shown(accepted: dict[str, Any]) -> None:
    said = justice(**accepted, judicial_as_of={"value": "2025", "precision": "year"})
    assert said == disclosure.Justice(year=2025, open=True)


def test_a_compiled_case_flagged_open_shows_no_outcome() -> None:
    case = CaseFactory(compiled={"sensitivity": ["proceedings-open-recheck-before-display"]})
    accept(case, "judicial_outcome", "Nine are on trial.")
    accept(case, "judicial_as_of", {"value": "2024", "precision": "year"})
    case = whole(case)
    said = disclosure.public_justice(case, disclosure.withheld_in(case))
    assert said == disclosure.Justice(year=2024, open=True)
    assert "Nine are" not in shown(case)


def test_a_perpetrator_named_only_in_a_coding_is_withheld() -> None:
    case = CaseFactory(compiled={"summary": [f"{PERPETRATOR} fled.", "It was night."]})
    Coding.objects.create(
        case=case,
        coder=coder(),
        codebook_version="1.0",
        values={"case": {"perpetrators": [{"name": PERPETRATOR}]}},
    )
    assert case_page_of(whole(case)).summary == ("It was night.",)


def test_nothing_known_of_justice_is_no_line() -> None:
    assert justice() is None
    assert justice(impunity="no_information") is None


def test_the_link_is_shown_with_its_basis_or_says_that_it_is_not_told() -> None:
    case = CaseFactory()
    accept(case, "organised_crime_link", "suspected")
    accept(case, "organised_crime_basis", "The police suspect it.")
    page = case_page_of(whole(case))
    assert page.link is not None
    assert page.link.note == "The police suspect it."
    planted: CasePage = case_page_of(whole(plant()))
    assert planted.link is not None
    assert planted.link.note == ""


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        ("The court of San Ramiro found so in 2012.", True),
        ("Police suspect Ramiro Inventado.", False),
        (f"“{'It was night, said a neighbour. ' * 5}”", False),
    ],
)
def test_a_basis_that_may_name_a_stranger_or_quotes_at_length_is_not_shown(
    basis: str, shown: bool
) -> None:
    case = CaseFactory()
    accept(case, "organised_crime_link", "suspected")
    accept(case, "organised_crime_basis", basis)
    accept(case, "judicial_outcome", basis)
    page = case_page_of(whole(case))
    assert page.link is not None
    assert page.link.note == (basis if shown else "")
    assert (basis in str(page)) == shown


@pytest.mark.parametrize(
    ("values", "public"),
    [
        ({}, True),
        ({"stage": Stage.CODED}, False),
        ({"visibility": Visibility.INTERNAL}, False),
        ({"visibility": Visibility.WITHDRAWN}, False),
    ],
)
def test_which_cases_are_public(values: dict[str, Any], public: bool) -> None:
    assert disclosure.is_public(CaseFactory(**values)) is public


def test_accounts_only_suggested_are_no_sources() -> None:
    case = CaseFactory()
    VictimFactory(case=case)
    MembershipFactory(case=case, suggested=True)
    assert case_page_of(whole(case)).sources == ()


def test_names_to_withhold_include_victims_that_are_not_of_this_case() -> None:
    case = CaseFactory()
    VictimFactory(case=case)
    report = ReportFactory(title=f"{MINOR} and others")
    account = AccountFactory(report=report, record={"victims": [{"name": MINOR}]})
    MembershipFactory(case=case, account=account)
    assert "Tadeo" not in shown(case)
    assert PERPETRATOR not in shown(case)
    assert SURVIVOR not in shown(case)


def test_one_report_of_an_age_under_18_is_enough_to_withhold_a_name() -> None:
    admit([read_report("a"), read_report("b")])
    propose()
    case = open_case(Case.objects.get(), by=coder())
    assert disclosure.public_names(case.victims.get())
    account = case.memberships.first().account
    account.claims.create(
        field="age", person=0, value={"low": 17, "high": 17}, spans=[], reader="test-1"
    )
    refresh(case)
    victim = case.victims.get()
    assert victim.minor
    assert disclosure.public_names(victim) == []


HELD = "Held: Evaristo Montalvo, over the killing"


def with_report(title: str, **account: Any) -> tuple[Case, Account]:
    """Make a public case of one person killed, with one report of this title."""
    case = CaseFactory()
    VictimFactory(case=case)
    told = AccountFactory(report=ReportFactory(title=title), **account)
    MembershipFactory(case=case, account=told)
    return case, told


def test_whom_another_account_of_the_same_report_names_is_not_in_its_title() -> None:
    case, account = with_report(HELD)
    assert "Montalvo" in shown(case)
    read = {"perpetrators": [{"name": "Evaristo Montalvo"}]}
    other = AccountFactory(report=account.report, number=2, record=read)
    assert "Montalvo" not in shown(case)
    MembershipFactory(case=CaseFactory(), account=other)
    assert "Montalvo" not in shown(case)


def test_a_minor_of_another_attack_in_the_same_report_is_not_in_its_title() -> None:
    case, account = with_report("Tadeo Belmonte, 12, and a reporter shot")
    AccountFactory(report=account.report, number=2, record={"victims": [{"name": MINOR}]})
    assert "Belmonte" not in shown(case)


@pytest.mark.parametrize("where", ["accepted", "merged", "twice merged", "split"])
def test_whom_people_have_as_a_perpetrator_is_withheld_wherever_it_is_kept(where: str) -> None:
    case, _account = with_report(HELD)
    entry = {"perpetrators": [{"name": PERPETRATOR}]}
    if where == "accepted":
        accept(case, "perpetrators", entry["perpetrators"])
    else:
        origin = CaseFactory(visibility=Visibility.INTERNAL)
        Coding.objects.create(
            case=origin, coder=coder(), codebook_version="1", values={"case": entry}
        )
        if where == "split":
            Case.objects.filter(pk=case.pk).update(split_from=origin)
        else:
            between = CaseFactory(superseded_by=case)
            origin.superseded_by = between if where == "twice merged" else case
            origin.save()
    assert "Montalvo" not in shown(case)


@pytest.mark.parametrize(
    "value", [[{"name": PERPETRATOR}], {"name": PERPETRATOR}, [PERPETRATOR], PERPETRATOR]
)
def test_a_claim_on_a_perpetrator_withholds_the_name_however_it_is_written(value: Any) -> None:
    case, account = with_report(HELD)
    account.claims.create(field="perpetrators", value=value, reader="test-1")
    assert "Montalvo" not in shown(case)
