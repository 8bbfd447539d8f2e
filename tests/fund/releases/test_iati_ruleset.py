"""What we publish breaks no rule of the IATI ruleset, and each kind of rule finds what it must."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

from days import today
from fund.factories import donor, officer
from fund.published_grants import a_person, granted, several
from fund.releases.iati_ruleset import KINDS, Ruleset
from vigil.fund.models import Grant
from vigil.fund.releases import iati
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import newest_release
from vigil.trust.models import Level

RULES: Final = json.loads(
    (Path(__file__).parent / "standards" / "iati-2.03-activity-rules.json").read_text("utf-8")
)
REGISTERS: Final = {"ORG-ID-PREFIX": frozenset({"NO-BRC-", "XM-DAC-"})}
NOW: Final = date(2025, 5, 5)
PATHS: Final = {"paths": ["a/@v"]}
PERIOD: Final = {"start": "@from", "end": "@to"}
EXAMPLES: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "no_more_than_one": (PATHS, '<x><a v="1"/></x>', '<x><a v="1"/><a v="2"/></x>'),
    "only_one": (PATHS, '<x><a v="1"/></x>', "<x/>"),
    "atleast_one": (PATHS, '<x><a v="1"/></x>', "<x><a/></x>"),
    "dependent": ({"paths": ["a", "b"]}, "<x><a/><b/></x>", "<x><a/></x>"),
    "sum": (
        {**PATHS, "sum": 100},
        '<x><a v="33.33"/><a v="33.33"/><a v="33.34"/></x>',
        '<x><a v="90"/></x>',
    ),
    "strict_sum": (
        {**PATHS, "sum": 100},
        '<x><a v="50"/><a v="50"/></x>',
        '<x><a v="99.99"/></x>',
    ),
    "date_order": (
        {"less": "@from", "more": "NOW"},
        '<x from="2025-05-05"/>',
        '<x from="2025-05-06"/>',
    ),
    "date_now": ({"date": "@at"}, '<x at="2025-05-05T10:00:00Z"/>', '<x at="2025-06-05"/>'),
    "time_limit": (
        PERIOD,
        '<x from="2024-01-01" to="2024-12-31"/>',
        '<x from="2024-01-01" to="2025-01-05"/>',
    ),
    "between_dates": (
        {**PERIOD, "date": "@at"},
        '<x from="2024-01-01" to="2024-12-31" at="2024-05-01"/>',
        '<x from="2024-01-01" to="2024-12-31" at="2025-05-01"/>',
    ),
    "regex_matches": ({**PATHS, "regex": "^[^/]+$"}, '<x><a v="1"/></x>', '<x><a v="1/2"/></x>'),
    "regex_no_matches": ({**PATHS, "regex": "/"}, '<x><a v="1"/></x>', '<x><a v="1/2"/></x>'),
    "no_percent": (PATHS, '<x><a v="1"/></x>', '<x><a v="1%"/></x>'),
    "no_spaces": (PATHS, '<x><a v="1 2"/></x>', '<x><a v=" 1"/></x>'),
    "positive_decimal": (PATHS, '<x><a v="0.1"/></x>', '<x><a v="-1"/></x>'),
    "startswith": (
        {**PATHS, "prefix": ["@from"], "separator": "-"},
        '<x from="NO"><a v="NO-1"/></x>',
        '<x from="NO"><a v="NO1"/></x>',
    ),
    "unique": (PATHS, '<x><a v="1"/><a v="2"/></x>', '<x><a v="1"/><a v="1"/></x>'),
    "evaluates_to_true": ({"eval": "count(a) = 2"}, "<x><a/><a/></x>", "<x><a/></x>"),
    "if_then": ({"if": "a", "then": "b"}, "<x><b/></x>", "<x><a/></x>"),
    "range": ({**PATHS, "min": 0, "max": 100}, '<x><a v="100"/></x>', '<x><a v="100.1"/></x>'),
    "only_one_of": (
        {"excluded": ["a"], "paths": ["b"]},
        "<x><b/></x>",
        "<x><a/><b/></x>",
    ),
    "one_or_all": (
        {"one": "@default-currency", "all": "currency"},
        '<x><value currency="USD"/></x>',
        "<x><value/></x>",
    ),
    "loop": (
        {"foreach": "a/@v", "do": {"atleast_one": {"cases": [{"paths": ["b[@v = '$1']"]}]}}},
        '<x><a v="1"/><b v="1"/></x>',
        '<x><a v="1"/><b v="2"/></x>',
    ),
}


def broken(kind: str, case: dict[str, Any], xml: str) -> list[str]:
    rules = Ruleset({"/x": {kind: {"cases": [{"id": "r", **case}]}}}, NOW)
    return rules.broken(etree.fromstring(xml))


def test_each_kind_of_rule_finds_what_breaks_it_and_nothing_else() -> None:
    assert set(EXAMPLES) == {*KINDS, "loop"}
    for kind, (case, right, wrong) in EXAMPLES.items():
        assert broken(kind, case, right) == [], kind
        assert broken(kind, case, wrong), kind
        assert broken(kind, {**case, "condition": "not(/x)"}, wrong) == [], kind


def test_every_rule_of_the_standard_is_of_a_kind_that_is_asked() -> None:
    kinds = {kind for rules in RULES.values() for kind in rules} - {"loop"}
    assert kinds <= set(KINDS)


@pytest.fixture
def published(db: None) -> etree._Element:
    """Publish every kind of thing, with days that are still to come."""
    both = [donor(), donor("ireland", name="Ireland", reference="XM-DAC-21-1")]
    several(6, paid=100_01, donors=both)
    several(3, year=2021)
    several(3, year=2023)
    granted(Level.OPEN, donors=both, minor=10_000_01, paid=33_33, title="Río & <radio>")
    granted(Level.OPEN, country="XKX", title="Kosovo")
    soon = granted(Level.OPEN, country="", title="Soon")
    a_person()
    days = {"starts_on": today() + timedelta(9), "ends_on": today() + timedelta(99)}
    Grant.objects.filter(pk=soon.pk).update(state=Grant.State.ENDED, theme="prevention", **days)
    releases.make_release(by=officer())
    told = newest_release()
    assert told is not None
    return etree.fromstring(iati.activities(told))


def test_the_file_breaks_no_rule_and_a_broken_file_is_found(published: etree._Element) -> None:
    rules = Ruleset(RULES, today(), REGISTERS)
    assert rules.broken(published) == []
    wrong = [
        ("iati-activity/title/narrative", lambda one: one.clear(), "4.3.1"),
        ("iati-activity/sector", lambda one: one.set("percentage", "40"), "2.1.4"),
        ("iati-activity/budget/period-end", lambda one: one.set("iso-date", "1999-01-01"), "8.6.3"),
        (
            "iati-activity/transaction/value",
            lambda one: one.set("value-date", "2999-01-01"),
            "11.2",
        ),
        ("iati-activity/transaction/provider-org", lambda one: one.clear(), "6.9.1"),
        ("iati-activity/iati-identifier", lambda one: setattr(one, "text", "NO/1"), "1.1.21"),
        ("iati-activity/activity-date", lambda one: one.set("type", "3"), "6.11.1"),
    ]
    for path, spoil, rule in wrong:
        copy = etree.fromstring(etree.tostring(published))
        spoil(copy.find(path))
        assert any(one.startswith(rule) for one in rules.broken(copy)), path
