"""Compute the value of each field that is accepted until somebody adjudicates. Pure.

The functions take the values of the accounts and return one value with its support. The codebook
names the rule of each field (`Field.computed_rule`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

DATE_RANK = {"day": 0, "range": 1, "month": 2, "year": 3, "unknown": 4}
PLACE_RANK = {
    "exact": 0,
    "neighbourhood": 1,
    "town": 2,
    "admin2": 3,
    "admin1": 4,
    "country": 5,
    "unknown": 6,
}


UNDECIDED = "unknown"


@dataclass(frozen=True)
class ReportedValue:
    """One value, as one report gives it.

    Reports of one `source` are not independent: they come from one outlet, copy one text, or come
    from outlets that nobody knows. `outlet` is empty where it is unknown.
    """

    value: Any
    report: int
    outlet: str
    account: str
    source: int


@dataclass(frozen=True)
class ComputedValue:
    """A value, the rule that computed it, and how many reports support or contradict it."""

    value: Any
    rule: str
    """The id of the rule in the codebook."""
    support: dict[str, Any]


def most_reported(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return the value that most independent sources give; `unknown` for a tie.

    A source counts once, for the value most of its reports give. In a tie every report counts
    against the value.
    """
    values = {repr(s.value): s.value for s in reported}
    sources = _sources_of([(s.source, repr(s.value)) for s in reported])
    most = max(sources.values())
    best = [key for key in values if sources[key] == most]
    value = values[best[0]] if len(best) == 1 else UNDECIDED
    return ComputedValue(value, "most_reported", support(reported, value))


def most_precise_date(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return, of the most precise dates, the one that most independent sources give."""
    return _most_precise(reported, DATE_RANK, "value", "most_precise_date")


def most_precise_place(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return, of the most precise places, the one that most independent sources give."""
    return _most_precise(reported, PLACE_RANK, "name", "most_precise_place")


def all_of(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return every different entry of the lists, most reported first."""
    count = Counter(entry for s in reported for entry in s.value)
    value = sorted(count, key=lambda entry: (-count[entry], -len(entry), entry))
    return ComputedValue(value, "all_of", _for_all(reported))


def all_entries(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return every different record of the lists, sorted by its text."""
    entries = {repr(entry): entry for s in reported for entry in s.value}
    return ComputedValue([entries[key] for key in sorted(entries)], "all_of", _for_all(reported))


def age_range(reported: Sequence[ReportedValue]) -> ComputedValue:
    """Return the lowest and the highest age that reports give."""
    ages = [age for s in reported for age in (s.value["low"], s.value["high"])]
    value = {"low": min(ages), "high": max(ages)}
    against = 0 if value["low"] == value["high"] else _minority(reported)
    return ComputedValue(value, "age_range", {**_for_all(reported), "against": against})


def support(reported: Sequence[ReportedValue], value: Any) -> dict[str, Any]:
    """Count the reports, outlets and independent sources of `value`, and the reports against."""
    agree = [s for s in reported if s.value == value]
    reports = {s.report for s in agree}
    return {**_for_all(agree), "against": len({s.report for s in reported} - reports)}


def _for_all(reported: Sequence[ReportedValue]) -> dict[str, Any]:
    return {
        "reports": len({s.report for s in reported}),
        "outlets": len({s.outlet for s in reported}),
        "sources": len({s.source for s in reported}),
        "against": 0,
        "accounts": sorted({s.account for s in reported}),
    }


def _most_precise(
    reported: Sequence[ReportedValue], rank: dict[str, int], name: str, rule: str
) -> ComputedValue:
    """Choose among the most precise values. A tie goes to the first in alphabetical order."""
    best = min(rank.get(s.value.get("precision"), len(rank)) for s in reported)
    precise = [s for s in reported if rank.get(s.value.get("precision"), len(rank)) == best]
    sources = _sources_of([(s.source, str(s.value.get(name))) for s in precise])
    chosen = min(sources, key=lambda key: (-sources[key], key))
    value = min((s.value for s in precise if str(s.value.get(name)) == chosen), key=repr)
    agree = [s for s in precise if str(s.value.get(name)) == chosen]
    reports = {s.report for s in precise}
    return ComputedValue(
        value,
        rule,
        {
            **_for_all(agree),
            "against": len(reports - {s.report for s in agree}),
            "coarser": len({s.report for s in reported} - reports),
        },
    )


def _sources_of(given: Sequence[tuple[int, str]]) -> Counter[str]:
    """Return how many sources stand for each value, from a source and a value for each report.

    Reports of one source may differ: it stands for what most of them give, for several in a tie.
    """
    reports: dict[int, Counter[str]] = {}
    for source, value in given:
        reports.setdefault(source, Counter())[value] += 1
    return Counter(
        value
        for count in reports.values()
        for value, number in count.items()
        if number == max(count.values())
    )


def _minority(reported: Sequence[ReportedValue]) -> int:
    count = Counter(repr(s.value) for s in reported)
    return len(reported) - max(count.values())


RULES = {
    "event": most_reported,
    "date_of_attack": most_precise_date,
    "date_of_death": most_precise_date,
    "place": most_precise_place,
    "method": most_reported,
    "weapons": all_of,
    "names": all_of,
    "age": age_range,
    "gender": most_reported,
    "occupation": most_reported,
    "target_category": most_reported,
    "outcome": most_reported,
    "perpetrators": all_entries,
}
"""Field -> its rule. The machine reads only these fields; coders fill in the others."""
