"""The shipped claims: read with clear errors, loaded into new and older installations."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from casefile.compiled import load_first
from factories import adjudicator
from vigil.casefile.cases.verbs.withdrawing import withdraw_case
from vigil.casefile.models import Basis, Case, Claim, Report, Visibility
from vigil.casefile.open_case_file import verbs as open_case_file
from vigil.casefile.open_case_file.claims import ClaimsFileError, read_claims
from vigil.trust.models import Decision

CASE: dict[str, Any] = {
    "id": "ana-ejemplo-2019",
    "sources": [{"url": "https://example.org/a"}],
    "victims": [{"name": "Ana Ejemplo"}, {"name": "Luis Ejemplo"}],
}
GOOD: dict[str, Any] = {
    "case": "ana-ejemplo-2019",
    "url": "https://example.org/a",
    "field": "method",
    "person": None,
    "value": "firearm",
    "words": "Two shots were fired.",
    "where": "2nd paragraph",
    "agrees": True,
    "note": "",
}


def file_of(*claims: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(claim).encode() + b"\n" for claim in claims)


def test_claims_are_read_by_case() -> None:
    [claim] = read_claims(file_of(GOOD), [CASE])["ana-ejemplo-2019"].claims
    assert (claim.field, claim.words, claim.where) == (
        "method",
        "Two shots were fired.",
        "2nd paragraph",
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"case": "nobody-2000"}, "there is no case 'nobody-2000'"),
        ({"url": "https://example.org/b"}, "is no source of ana-ejemplo-2019"),
        ({"field": "shoe_size"}, "'shoe_size' is no field of the codebook"),
        ({"value": "catapult"}, "'catapult' is none of"),
        ({"field": "age", "person": 2, "value": {"low": 4, "high": 4}}, "has no person 2"),
        ({"field": "names", "value": ["Ana"]}, "a name needs the person"),
        ({"field": "others_harmed", "value": " "}, "must be a text that is not empty"),
        ({"agrees": "yes"}, "Expected `bool`"),
        ({"quote": "said so"}, "unknown field `quote`"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ClaimsFileError, match=r"^claims\.jsonl, line 2: ") as raised:
        read_claims(file_of(GOOD, {**GOOD, **wrong}), [CASE])
    assert why in str(raised.value)


# In an installation


@pytest.fixture
def lines(db: None) -> list[dict[str, Any]]:
    """Return two shipped cases as an older file had them: without what we coded ourselves."""
    return [
        {name: part for name, part in line.items() if name != "coded_by_us"}
        for line in open_case_file.shipped_cases()[:2]
    ]


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def ship(patch: pytest.MonkeyPatch, lines: list[dict[str, Any]], claims: bytes) -> None:
    patch.setattr(open_case_file, "shipped_cases", lambda: lines)
    patch.setattr(open_case_file, "_lines_of_file", lambda: lines)
    patch.setattr(open_case_file, "shipped_claims_file", lambda: claims)


def claims_on(line: dict[str, Any]) -> list[dict[str, Any]]:
    of = {**GOOD, "case": line["id"], "url": line["sources"][0]["url"]}
    age = {"field": "age", "person": 0, "value": {"low": 70, "high": 70}, "agrees": False}
    everybody = {"field": "gender", "value": line["victims"][0]["gender"]}
    return [{**of, "value": line["method"]}, {**of, **age}, {**of, **everybody}]


def test_claims_are_on_the_accounts_of_the_sources(
    lines: list[dict[str, Any]], patch: pytest.MonkeyPatch
) -> None:
    ship(patch, lines, file_of(*claims_on(lines[0])))
    assert open_case_file.load() == 2
    case = Case.objects.get(public_id="V-0001")
    victim = case.victims.get(position=0)
    rows = {claim.field: claim for claim in Claim.objects.all()}
    assert {c.account.report.url for c in rows.values()} == {lines[0]["sources"][0]["url"]}
    assert rows["method"].agrees_with == lines[0]["method"]
    assert (rows["age"].about, rows["age"].agrees_with) == (victim.uid, None)
    assert rows["gender"].about == victim.uid
    assert {str(c.read_on) for c in rows.values()} == {"2026-11-29"}
    assert case.accepted.get(field="method").support["reports"] == 1
    assert victim.accepted.get(field="age").support["against"] == 1


def test_an_older_installation_gets_the_claims_and_the_values_nobody_changed(
    lines: list[dict[str, Any]], patch: pytest.MonkeyPatch
) -> None:
    ship(patch, lines, b"")
    open_case_file.load()
    uids = set(Case.objects.get(public_id="V-0001").victims.values_list("uid", flat=True))
    withdraw_case(Case.objects.get(public_id="V-0001"), by=adjudicator(), why="asked by the family")
    extra = {**lines[0]["sources"][0], "url": "https://example.org/better", "title": "Better"}
    newer = {**lines[0], "method": "blade", "sources": [extra, *lines[0]["sources"][1:]]}
    ship(patch, [newer, lines[1]], file_of(*claims_on(newer)))
    assert open_case_file.load() == 0
    case = Case.objects.get(public_id="V-0001")
    assert case.visibility == Visibility.WITHDRAWN
    assert case.method == "blade"
    assert set(case.victims.values_list("uid", flat=True)) == uids
    cited = case.memberships.exclude(account__report__url="")
    urls = list(cited.values_list("account__report__url", flat=True))
    assert sorted(urls) == sorted(source["url"] for source in newer["sources"])
    assert Claim.objects.filter(account__membership__case=case).count() == 3
    assert Decision.objects.filter(verb="update_open_case_file").count() == 1
    assert open_case_file.load() == 0
    assert Decision.objects.filter(verb="update_open_case_file").count() == 1
    assert Claim.objects.count() == 3


def test_what_people_decided_in_an_older_installation_stays(
    lines: list[dict[str, Any]], patch: pytest.MonkeyPatch
) -> None:
    ship(patch, lines, b"")
    open_case_file.load()
    case = Case.objects.get(public_id="V-0001")
    entry = case.accepted.get(field="method")
    entry.value, entry.basis = "poison", Basis.ADJUDICATED
    entry.save()
    summary = case.compiled["summary"]
    newer = {**lines[0], "method": "blade", "summary": ["Another sentence."]}
    ship(patch, [newer, lines[1]], file_of(*claims_on(newer)))
    open_case_file.load()
    case.refresh_from_db()
    assert case.accepted.get(field="method").value == "poison"
    assert case.compiled["summary"] == summary
    claim = Claim.objects.get(field="method")
    assert claim.value == "blade"
    assert case.accepted.get(field="method").support["against"] == 1


def test_a_source_described_anew_is_cited_anew(
    lines: list[dict[str, Any]], patch: pytest.MonkeyPatch
) -> None:
    ship(patch, lines, b"")
    open_case_file.load()
    first = {**lines[0]["sources"][0], "title": "[A report of the trial]"}
    ship(patch, [{**lines[0], "sources": [first, *lines[0]["sources"][1:]]}, lines[1]], b"")
    open_case_file.load()
    case = Case.objects.get(public_id="V-0001")
    shown = case.memberships.filter(account__superseded=False)
    titles = set(shown.values_list("account__report__title", flat=True))
    assert "[A report of the trial]" in titles
    assert lines[0]["sources"][0]["title"] not in titles
    assert Report.objects.filter(url=first["url"]).count() == 2


@pytest.mark.django_db
def test_cases_and_their_claims_are_loaded_once() -> None:
    load_first(1)
    before = Claim.objects.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_case_file, "shipped_cases", lambda: open_case_file._lines_of_file()[:1])
        assert open_case_file.load() == 0
    assert Claim.objects.count() == before
