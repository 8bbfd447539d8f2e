"""The shipped cases hold what the codebook and the publication policy allow, and no more."""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from each import each
from vigil import casefile
from vigil.reading import codebook
from vigil.reading.codebook import edtf
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.link_basis import objections_to_basis

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("VIGIL_SHARED", ROOT.parent / "shared"))
DATA = Path(str(casefile.__file__)).parent / "open_case_file" / "cases.jsonl"

Case = dict[str, Any]

CODED = (
    "event",
    "place_type",
    "method",
    "why_targeted",
    "served",
    "specific_target",
    "contract_or_reward",
    "impunity",
)
OPEN = "proceedings-open-recheck-before-display"


def read(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


CASES = read(DATA)

each_case = each("case", CASES, itemgetter("id"))


def sentences(case: Case) -> list[str]:
    own = [
        *case["summary"],
        case["organised_crime_link"]["basis"],
        case["judicial"]["text"],
        case["judicial"].get("convictions", {}).get("text"),
        *case["disagreements"],
    ]
    return [text for text in own if text]


def victim_words(case: Case) -> set[str]:
    names = [name for v in case["victims"] for name in [v["name"], *v["names"]]]
    return set(re.findall(r"\w+", " ".join(names)))


def test_numbers_are_permanent_and_follow_the_dates() -> None:
    assert [case["public_number"] for case in CASES] == list(range(1, 68))
    days = [edtf.bounds(case["date"]["value"])[0] for case in CASES]
    assert days == sorted(days)
    slugs = [case["id"] for case in CASES]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


@each_case
def test_values_are_those_of_the_codebook(case: Case) -> None:
    book = codebook.current()
    for field in CODED:
        book.check(field, case[field])
    book.check("organised_crime_link", case["organised_crime_link"]["value"])
    book.check("date_of_attack", case["date"])
    if case["date_of_death"]:
        book.check("date_of_death", case["date_of_death"])
        first = edtf.bounds(case["date"]["value"])[0]
        assert edtf.bounds(case["date_of_death"]["value"])[1] > first
    book.check("place", case["place"])
    assert case["place"]["country"] in COUNTRIES
    for victim in case["victims"]:
        for field in ("gender", "target_category", "role", "outcome"):
            book.check(field, victim[field])
        assert victim["outcome"] == "killed"
    assert any(victim["role"] == "target" for victim in case["victims"])


@each_case
def test_nobody_is_a_child_or_unnamed(case: Case) -> None:
    for victim in case["victims"]:
        assert victim["name"].strip() == victim["name"] != ""
        assert victim["name"] not in victim["names"]
        assert victim["age"] is None or 18 <= victim["age"] <= 110


@each_case
def test_a_place_is_coarse_enough(case: Case) -> None:
    place = case["place"]
    assert place["precision"] in {"neighbourhood", "town", "admin2", "admin1", "country"}
    assert place["lat"] == round(place["lat"], 2)
    assert place["lon"] == round(place["lon"], 2)
    assert -90 <= place["lat"] <= 90
    assert -180 <= place["lon"] <= 180
    assert not re.search(r"\b(via|calle|rue|street|rua|avenue|road)\b", place["name"], re.I)


@each_case
def test_open_proceedings_say_nothing_of_the_outcome(case: Case) -> None:
    judicial = case["judicial"]
    assert judicial["proceedings_open"] is (OPEN in case["sensitivity"])
    assert judicial["proceedings_open"] is (case["impunity"] == "proceedings_open")
    assert judicial["proceedings_open"] is (judicial["text"] == "")
    assert edtf.bounds(case["date"]["value"])[0].year <= judicial["as_of"] <= 2026


@each_case
def test_every_case_has_whole_sentences(case: Case) -> None:
    assert 1 <= len(case["summary"]) <= 4
    assert case["organised_crime_link"]["basis"]
    for text in sentences(case):
        assert text.endswith(".")
        assert text == " ".join(text.split())
    told = " ".join(case["summary"])
    for victim in case["victims"]:
        assert re.findall(r"\w+", victim["name"])[0] in told


@each_case
def test_sources_can_be_followed(case: Case) -> None:
    sources = case["sources"]
    assert len({source["publisher"] for source in sources}) >= 2
    assert len({source["url"] for source in sources}) == len(sources)
    for source in sources:
        assert source["kind"] in {"original-or-agency", "copy-or-aggregator", "encyclopaedia"}
        assert source["title"]
        assert urlsplit(source["url"]).scheme in {"http", "https"}
        host = urlsplit(source["url"]).hostname or ""
        assert not re.search(r"staging|\bdev\.|arc-cdn|admin\.|webservices|cloudservices", host)
        assert source["date"] is None or edtf.parse(source["date"])


# Against what the file was compiled from, where that is at hand.


@cache
def compiled_from() -> dict[str, Case]:
    path = SHARED / "data" / "cases" / "cases.jsonl"
    if not path.is_file():
        pytest.skip(f"the compilation is not here: {path} (VIGIL_SHARED)")
    return {case["id"]: case for case in read(path) if case["recommended_for_display"]}


def source_texts(case: Case) -> list[str]:
    return [
        *case["summary_facts"],
        case["organised_crime_link"]["basis"],
        case["judicial_status"]["text"],
        case["notes"],
        *case["disagreements"],
    ]


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+(?:[.,'’]\w+)*", text.lower().replace("-", " "))
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])


def people_named(text: str) -> set[str]:
    """Last words of what reads like personal names: capitalised words side by side."""
    pairs = re.findall(r"\b[A-ZÀ-Ž][\w'’]+(?: [A-ZÀ-Ž][\w'’]+)+", text)
    return {pair.split()[-1] for pair in pairs}


@pytest.mark.shared
def test_exactly_the_cases_fit_for_display_are_shipped() -> None:
    assert {case["id"] for case in CASES} == set(compiled_from())


@pytest.mark.shared
def test_no_sentence_is_taken_over() -> None:
    theirs = {
        run for case in compiled_from().values() for t in source_texts(case) for run in runs(t, 7)
    }
    taken = [(c["id"], run) for c in CASES for t in sentences(c) for run in runs(t, 7)]
    assert [(slug, " ".join(run)) for slug, run in taken if run in theirs] == []


NOT_ACCUSED = {
    "AUC",
    "African",
    "Angels",
    "Athens",
    "Authority",
    "Bureau",
    "Church",
    "Court",
    "Day",
    "Falcone",
    "February",
    "Guardian",
    "Inter",
    "Istanbul",
    "Loca",
    "Nostra",
    "Nostro",
    "Prize",
    "Rondeau",
    "Russia",
    "Salvador",
    "States",
    "Zarca",
}
"""Last words of capitalised phrases in the compilation that name nobody accused."""


@pytest.mark.shared
@each_case
def test_nobody_named_by_the_courts_is_named(case: Case) -> None:
    origin = compiled_from()[case["id"]]
    told = " ".join([*sentences(case), *(source["title"] for source in case["sources"])])
    named = set().union(*(people_named(text) for text in source_texts(origin)))
    named -= NOT_ACCUSED | victim_words(case)
    assert sorted(n for n in named if re.search(rf"\b{re.escape(n)}\b", told)) == []


@cache
def said_of() -> dict[str, list[Case]]:
    """Return what sources say about each case, as it was read for the compilation."""
    compiled_from()
    found: dict[str, list[Case]] = {}
    for claim in read(SHARED / "data" / "cases" / "claims.jsonl"):
        found.setdefault(claim["case"], []).append(claim)
    return found


COMPUTED_AGES = {("carlo-alberto-dalla-chiesa-1982", 31)}
"""Ages that follow from a date of birth. Sources print another."""
FOUND_AGAIN = {
    "gisela-mota-2016": "eluniversal.com.mx",  # the paper's own page for a staging copy
    "anton-mzimba-2022": "dailymaverick.co.za",
    "baba-siddique-2024": "eastcoastdaily.in",
}
"""Where the address is not the one that was read, and whose page it is."""


@pytest.mark.shared
@each_case
def test_what_differs_from_the_compilation_is_said_by_a_source(case: Case) -> None:
    origin, said = compiled_from()[case["id"]], said_of()[case["id"]]
    assert case["date"]["value"] == (origin["attack_date"] or origin["date"])
    assert case["judicial"]["as_of"] >= origin["judicial_status"]["as_of_year"]
    ages = {v["age_at_death"] for v in origin["victims"]}
    printed = " ".join(claim["value"] for claim in said if claim["field"] == "age")
    ages |= {int(age) for age in re.findall(r"\d+", printed)}
    known = {v["age"] for v in case["victims"] if (case["id"], v["age"]) not in COMPUTED_AGES}
    assert known <= ages | {None}
    addresses = {s["url"] for s in origin["sources"] if s["kind"] != "internal-mirror"}
    addresses |= {claim["url"] for claim in said}
    other = {source["url"] for source in case["sources"]} - addresses
    host = FOUND_AGAIN.get(case["id"], "")
    assert {url for url in other if not host or host not in url} == set()


@each_case
def test_a_link_established_in_court_has_a_basis_that_bears_it(case: Case) -> None:
    link = case["organised_crime_link"]
    assert objections_to_basis(link["value"], link["basis"]) == []


def test_every_link_that_is_claimed_has_a_basis() -> None:
    links = [case["organised_crime_link"] for case in CASES]
    assert {link["value"] for link in links if not link["basis"]} <= {"none_reported", "unclear"}
