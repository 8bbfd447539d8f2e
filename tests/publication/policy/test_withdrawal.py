"""Withdraw once, gone everywhere: every public address, form and language; the totals stay."""

from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from factories import (
    AccountFactory,
    CaseFactory,
    ClaimFactory,
    MembershipFactory,
    ReportFactory,
    adjudicator,
    published_together,
)
from publication.public_outputs import (
    ADDRESSES,
    FORMS,
    SAY_NOTHING_OF_CASES,
    everything,
    holding,
)
from routes.table import routes
from seconded import lift
from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.models import Basis, Case, Origin
from vigil.publication.models import PublicCase
from vigil.trust.models import User
from vigil.trust.withdrawals.verbs import withdraw

pytestmark = pytest.mark.django_db

SPELLINGS = [
    *("Amalia Quelonia Rivas", "Amália Quelônia Rivas", "Quelonia Rivas, Amalia"),
    *("Amalia Q. Rivas", "Amalya Kelonia Rivas", "Амалия Келония", "أماليا كيلونيا"),
    *("Amelia Quelonia", "La Maestra Quelonia", "Doña Amalia Quelonia"),
]
NAME = SPELLINGS[0]
FRIEND = "Tadeo Belmonte Orduña"
"""Another person of the case, who stays named."""
MARKS = [f"Zarzal{letter}" for letter in "abcdefghijklmnopqrst"]
"""Words that stand only beside the name: where one is left, a text was left that said it."""
PLANTED = [*SPELLINGS, *MARKS]


OTHER_ROOMS = (
    *("network/", "programme/", "api/v1/programme/", "stories/", "api/v1/stories"),
    *("names/", "people/", "campaigns/", "fund/", "mine/", "key/", "outlook/", "api/v1/outlook/"),
    "reading/",
)
"""Read by `tests/programme`, `tests/witness`, `tests/fund` and `tests/outlook`:
`test_withdrawn_everywhere.py`, `test_names_withdrawn.py`, `test_campaigns_withdrawn.py`,
`test_reports_withdrawn.py`, `test_keeper_panels.py`, `test_keeper_consultations.py`; and all of
them at once by `tests/browser/test_kyoto.py`."""


def test_every_public_address_is_read() -> None:
    read = {at.partition("?")[0] for at in (*ADDRESSES, *FORMS)}
    read = {at.replace("cite.bib", "cite.<str:form>").replace("{other}", "{id}") for at in read}
    ours = {
        route for route in routes() if not route.startswith(("desk/", *OTHER_ROOMS))
    } - SAY_NOTHING_OF_CASES
    ours = {r.replace("<slug:part>-<int:number>", "cases-1") for r in ours}
    ours = {r.replace("sources/<int:number>", "sources/1") for r in ours}
    ours = {r.replace("<slug:key>", "by-target") for r in ours}
    written = {r.replace("<str:public_id>", "{id}").replace("<public_id>", "{id}") for r in ours}
    assert written - read == set()


@pytest.fixture
def by() -> User:
    return adjudicator()


@published_together()
def plant() -> tuple[Case, Case]:
    """Make a public case that says the name in every field, and another that mentions it."""
    marks = iter(MARKS)

    def sentence(name: str = NAME) -> str:
        return f"{name} was known as {next(marks)} there."

    case = CaseFactory(
        public_id="V-7001",
        origin=Origin.COMPILED,
        compiled={
            "summary": [*(sentence() for _ in range(4)), "The inquiry is open."],
            "disagreements": [
                *(sentence(s) for s in SPELLINGS[1:4]),
                "Sources differ on the hour.",
            ],
        },
    )
    event = {
        "event": "killing",
        "date_of_attack": {"value": "2019-03-07", "precision": "day"},
        "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
        "place_type": "street_road",
        "method": "firearm",
        "organised_crime_link": "credibly_alleged",
        "organised_crime_basis": sentence(),
        "specific_target": "yes",
        "specific_target_evidence": "The sources say so.",
        "weapons": [sentence(), sentence(), "a pistol"],
        "judicial_outcome": sentence(),
        "judicial_as_of": {"value": "2021", "precision": "year"},
        "impunity": "partial",
    }
    person = {
        "outcome": "killed",
        "age": {"low": 41, "high": 41},
        "gender": "female",
        "role": "target",
        "target_category": "journalist",
    }
    victims = [
        {**person, "names": SPELLINGS, "occupation": f"Editor of {next(marks)}"},
        {**person, "names": [FRIEND], "occupation": "Driver", "target_category": "bystander"},
    ]
    _settle(case, event, victims)
    for _ in range(4):
        _cite(case, sentence())
    _cite(case, "A killing in Puerto Ejemplo", url=f"amalia-quelonia-rivas-{next(marks).lower()}")
    other = CaseFactory(
        public_id="V-7002",
        origin=Origin.COMPILED,
        date="2020-05-01",
        compiled={"summary": [sentence(), sentence(SPELLINGS[7])]},
    )
    _settle(other, {**event, **dict.fromkeys(_TEXTS, "Nobody is named.")}, [victims[1]])
    _cite(other, sentence(), of=FRIEND)
    assert next(marks, None) is None
    return case, other


@pytest.fixture(scope="module")
def planted(shared_world: None) -> tuple[Case, Case]:
    return plant()


@pytest.fixture
def cases(planted: tuple[Case, Case]) -> tuple[Case, Case]:
    """Return the two cases, as they stand before any test."""
    return deepcopy(planted)


_TEXTS = ("organised_crime_basis", "judicial_outcome")


def _settle(case: Case, event: dict[str, Any], victims: list[dict[str, Any]]) -> None:
    decision = record_on_case("load_open_case_file", case, by=None)
    write_values(case, {"case": event, "victims": victims}, basis=Basis.COMPILED, decision=decision)


def _cite(case: Case, title: str, url: str = "report", *, of: str = NAME) -> None:
    text = f"{of}, 41, was shot dead on Thursday."
    report = ReportFactory(title=title, text=text, url=f"https://news.example/{url}/{title[-9:-7]}")
    account = AccountFactory(report=report)
    MembershipFactory(case=case, account=account)
    ClaimFactory(account=account, field="names", person=0, value=[of], says=of)
    ClaimFactory(account=account, field="method", value="firearm", says="shot dead")


def totals(client: Client) -> list[Any]:
    """Return what the record counts, in all and by what people were attacked as."""
    asked = ("", "?target_category=journalist", "?outcome=killed", "?headline=1", "?country=MEX")
    return [client.get(f"/api/v1/cases{query}").json()["count"] for query in asked]


@pytest.mark.parametrize(
    "others",
    [
        ("ar",),
        pytest.param(
            tuple(code for code, _ in settings.LANGUAGES if code not in ("en", "ar")),
            marks=pytest.mark.tail("English and Arabic daily"),
        ),
    ],
)
def test_thirty_planted_markers_are_found_and_after_one_act_none(
    by: User, cases: tuple[Case, Case], others: tuple[str, ...]
) -> None:
    case, other = cases
    before = everything(case, other)
    seen = {word for words in holding(before, PLANTED).values() for word in words}
    assert len(PLANTED) == 30
    assert seen == set(PLANTED)
    counted = totals(Client())
    withdraw(SPELLINGS, by=by, why="her sister asked")
    after = everything(case, other, *others)
    asked = [NAME.split()[1], *PLANTED]
    echoed = [at for at in after if "q=" in at]
    assert holding({at: page for at, page in after.items() if at not in echoed}, asked) == {}
    assert holding({at: after[at] for at in echoed}, PLANTED) == {}
    assert totals(Client()) == counted
    assert FRIEND in after[f"/cases/{case.public_id}/"]


@pytest.mark.usefixtures("cases")
def test_who_is_searched_for_is_not_found_any_more(by: User) -> None:
    client = Client()
    found = [client.get("/api/v1/cases", {"q": s}).json()["count"] for s in SPELLINGS]
    assert min(found) >= 1
    withdraw(SPELLINGS, by=by, why="her sister asked")
    assert [client.get("/api/v1/cases", {"q": s}).json()["count"] for s in SPELLINGS] == [0] * 10


def test_one_spelling_is_enough_to_find_the_others(by: User, cases: tuple[Case, Case]) -> None:
    case, other = cases
    withdraw(["amalia quelonia"], by=by, why="her sister asked")
    assert holding(everything(case, other), PLANTED) == {}


def test_a_kept_answer_is_asked_for_again(by: User, cases: tuple[Case, Case]) -> None:
    case, _ = cases
    at = f"/api/v1/cases/{case.public_id}"
    tag = Client().get(at).headers["ETag"]
    withdraw([NAME], by=by, why="her sister asked")
    fresh = Client().get(at, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag
    assert "Quelonia" not in fresh.content.decode()


def test_what_is_lifted_is_told_again(by: User, cases: tuple[Case, Case]) -> None:
    case, other = cases
    before = holding(everything(case, other), PLANTED)
    lift(withdraw(SPELLINGS, by=by, why="asked"), by=by, why="the family wants it")
    assert holding(everything(case, other), PLANTED) == before


def test_nothing_tells_a_name_that_was_withdrawn_from_one_that_was_never_reported(
    by: User,
) -> None:
    person = {"outcome": "killed", "target_category": "journalist"}
    event = {
        "event": "killing",
        "date_of_attack": {"value": "2019-03-07", "precision": "day"},
        "place": {"name": "Puerto Ejemplo", "country": "MEX", "precision": "town"},
    }
    named, nameless = CaseFactory(public_id="V-7003"), CaseFactory(public_id="V-7004")
    with case_changes():
        _settle(named, event, [{**person, "names": [NAME]}])
        _settle(nameless, event, [person])
    withdraw([NAME], by=by, why="her sister asked")
    rows = PublicCase.objects.in_bulk([named.pk, nameless.pk])
    first, second = ([row.people, row.record.record["victims"]] for row in rows.values())
    assert first == second
    pages = [
        Client().get(f"/cases/{case.public_id}/").content.decode() for case in (named, nameless)
    ]
    people = [page.partition('id="people"')[2].partition("</section>")[0] for page in pages]
    titles = [page.partition("<h1")[2].partition("</h1>")[0] for page in pages]
    assert people[0] == people[1]
    assert titles[0] == titles[1]
