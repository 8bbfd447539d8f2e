"""What a recorder meets in the first rows of a queue, scored against two readings.

A *row* is a candidate: the reports it joins, each with the accounts that were read of it. A
*reading* says of each report which attacks it tells, and of each attack how many were killed, who
was attacked and lives, who did it (spans of the report), and whether it belongs to the subject.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

Attack = dict[str, Any]
Account = dict[str, Any]
Reading = Mapping[str, dict[str, Any]]
"""For each report, `kind` and `attacks`, the main one first."""
Row = Mapping[str, Sequence[Account]]
"""For each report of a candidate, its accounts in that candidate."""

INSIDE = "in"


class Persons(NamedTuple):
    """Persons whom a reading knows to live, or to have done it, and how many were misread."""

    known: int
    wrong: int


def rows_scored(rows: Sequence[Row], reading: Reading) -> dict[str, int]:
    """Count what the rows are.

    Each row that was read whole is one of `distinct` (the first of an attack on the subject),
    `mirrors` (its attack has an earlier row), `outside` (an attack out of scope) and `nothing` (no
    attack). `joins_different` counts rows with two reports that have no attack in common, and
    `joins_nothing` those that join a report of no attack to one of an attack. Rows with a report
    that was not read are `unread`, and count nowhere else.
    """
    counts: Counter[str] = Counter()
    seen: set[int] = set()
    for row in rows:
        if any(report not in reading for report in row):
            counts["unread"] += 1
            continue
        told = [reading[report]["attacks"] for report in row if reading[report]["attacks"]]
        counts["joins_different"] += _differ(told)
        counts["joins_nothing"] += 0 < len(told) < len(row)
        counts[_kind(told, seen)] += 1
    names = ("distinct", "mirrors", "outside", "nothing", "joins_different", "joins_nothing")
    return {name: counts[name] for name in (*names, "unread")}


def _kind(told: Sequence[Sequence[Attack]], seen: set[int]) -> str:
    if not told:
        return "nothing"
    main = Counter(attacks[0]["attack"] for attacks in told).most_common(1)[0][0]
    if main in seen:
        return "mirrors"
    seen.add(main)
    inside = any(a["scope"] == INSIDE for own in told for a in own if a["attack"] == main)
    return "distinct" if inside else "outside"


def _differ(told: Sequence[Sequence[Attack]]) -> bool:
    numbers = [{attack["attack"] for attack in attacks} for attacks in told]
    return any(not one & other for one, other in combinations(numbers, 2))


def numbers_scored(rows: Sequence[Row], reading: Reading) -> dict[str, int]:
    """Count reports whose main attack has a number of killed, and those read rightly.

    `silent` of them were read without a number. A number is right within the reading's range.
    """
    counts: Counter[str] = Counter()
    for report, accounts in _reports(rows):
        attacks = reading.get(report, {}).get("attacks") or []
        if not attacks or attacks[0]["killed"] is None or not accounts:
            continue
        counts["of"] += 1
        read = (accounts[0].get("killed") or {}).get("best")
        low, high = attacks[0]["killed"]
        counts["silent"] += read is None
        counts["right"] += read is not None and low <= read <= high
    return {name: counts[name] for name in ("right", "silent", "of")}


def persons_scored(
    rows: Sequence[Row], reading: Reading, texts: Mapping[str, Mapping[str, str]]
) -> dict[str, Persons]:
    """Count who is known to live and was listed as killed, and who did it and is a victim."""
    found = {"survivors_killed": Persons(0, 0), "doers_victims": Persons(0, 0)}
    for report, accounts in _reports(rows):
        for attack in reading.get(report, {}).get("attacks") or []:
            victims = [v for account in accounts for v in account.get("victims") or []]
            killed = [v for v in victims if v.get("outcome") == "killed"]
            for name, field, wrong in (
                ("survivors_killed", "lives", killed),
                ("doers_victims", "doers", victims),
            ):
                for part, start, end in attack.get(field, ()):
                    known = _words(texts[report][part][start:end])
                    hit = any(_same(known, _words(n)) for v in wrong for n in _names(v))
                    before = found[name]
                    found[name] = Persons(before.known + 1, before.wrong + hit)
    return found


def _reports(rows: Iterable[Row]) -> Iterator[tuple[str, Sequence[Account]]]:
    for row in rows:
        yield from row.items()


def _names(victim: dict[str, Any]) -> list[str]:
    return [name for name in (victim.get("name"), *(victim.get("names") or ())) if name]


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in name.casefold().split() if len(word) > 2)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names share two words, or the only word that one of them has."""
    return len(one & other) >= min(2, len(one), len(other)) > 0


def agreement(one: Reading, other: Reading) -> dict[str, float]:
    """Return how far two readings of the same reports agree.

    Cohen's kappa of the kind of report and of the scope of its main attack; F1 of the pairs of
    reports with one main attack; the share of main attacks with the same number of killed.
    """
    both = [report for report in one if report in other]
    told = [r for r in both if one[r]["attacks"] and other[r]["attacks"]]
    mains = [(one[r]["attacks"][0], other[r]["attacks"][0]) for r in told]
    pairs = [
        {
            frozenset(p)
            for p in combinations(told, 2)
            if _main(reading, p[0]) == _main(reading, p[1])
        }
        for reading in (one, other)
    ]
    same = len(pairs[0] & pairs[1])
    return {
        "reports": len(both),
        "kind_kappa": _kappa([(one[r]["kind"], other[r]["kind"]) for r in both]),
        "scope_kappa": _kappa([(a["scope"], b["scope"]) for a, b in mains]),
        "one_attack_f1": round(2 * same / max(1, len(pairs[0]) + len(pairs[1])), 4),
        "killed_equal": round(sum(a["killed"] == b["killed"] for a, b in mains) / len(mains), 4),
    }


def _main(reading: Reading, report: str) -> int:
    return int(reading[report]["attacks"][0]["attack"])


def _kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa (1960) of two readers' labels."""
    equal = sum(a == b for a, b in pairs) / len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return round((equal - chance) / (1 - chance), 4) if chance < 1 else 1.0
