"""How many each attack killed and hurt, as the development sets have it, and how Vigil reads it.

Only reports of which the gold tells of one attack. What counts as right:

- Mexican newspaper: `n_killed`, where both readers agree.
- MUC-4 without TST3: the sum over those of a template whose effect is death; names may be counted
  in it or beside the group they belong to, and of alternatives any. Templates with a number that is
  only plural are left out.
- US incidents that taught nothing: `num_killed`, or the same without suspects (a report may count
  the man who shot himself or not); `num_injured`. The archive goes on counting after a report came
  out, so that some of these are out of reach.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from extraction import reports, rows, unseen

from vigil.reading.records import Report

Row = dict[str, Any]


class Counted(NamedTuple):
    """A report, and the numbers that are right for those killed and hurt (None: not known)."""

    source: str
    report: Report
    killed: frozenset[int]
    injured: frozenset[int] | None


def counted_reports(data: Path, *, taught: bool = False) -> Iterator[Counted]:
    """Yield the reports of the three sets; `taught`: the US incidents that teach instead."""
    yield from _mexican(data)
    yield from _muc(data)
    yield from _us(data, taught=taught)


def _mexican(data: Path) -> Iterator[Counted]:
    gold = {r["id"]: r for r in rows(data / "gold" / "zacatecas_labels.jsonl.gz")}
    for report in reports(data, "zacatecas_es", set(gold)):
        row = gold[report.id]
        if row["about_a_killing"] and row["n_killed_agreed"] and row["n_killed"] is not None:
            yield Counted("zacatecas_es", report, frozenset([row["n_killed"]]), None)


def _us(data: Path, *, taught: bool) -> Iterator[Counted]:
    incidents = {r["incident_uri"]: r for r in rows(data / "gold" / "gva_incidents.jsonl.gz")}
    told = {
        r["id"]: incidents[r["incident"]]
        for r in rows(data / "gold" / "gva_incident_of_report.jsonl.gz")
        if r["incident"] in incidents and unseen(r["incident"]) is not taught
    }
    for report in reports(data, "gva_en", set(told)):
        row = told[report.id]
        victims = sum(
            "Killed" in p.get("Status", "") and "Victim" in p.get("Type", "")
            for p in row["participants"]
        )
        killed = frozenset([victims, int(row["num_killed"])])
        yield Counted("gva_en", report, killed, frozenset([int(row["num_injured"])]))


def _muc(data: Path) -> Iterator[Counted]:
    keys = rows(data / "gold" / "muc4_templates.jsonl.gz")
    gold = {r["id"]: r["templates"] or [] for r in keys if not r["id"].startswith("TST3")}
    for report in reports(data, "muc4_en", set(gold)):
        killings = [t for t in gold[report.id] if "DEATH" in str(t.get(_EFFECT))]
        if len(killings) != 1:
            continue
        killed = _total(killings[0], "DEATH")
        if killed is not None:
            yield Counted("muc4_en", report, killed, _total(killings[0], "INJURY"))


_EFFECT = "HUM TGT: EFFECT OF INCIDENT"
_NUMBER = re.compile(r"~?\s*(\d+)|(\d+)\s*-|-\s*(\d+)")
_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")


def _total(template: Row, effect: str) -> frozenset[int] | None:
    """Return the totals of those with an effect; None where one is only plural."""
    numbers = [(_numbers(v), _strings(v)) for v in template.get("HUM TGT: NUMBER", [])]
    names = frozenset[str]().union(*map(_strings, template.get("HUM TGT: NAME", [])))
    totals, single, group = {0}, 0, False
    for value in template.get(_EFFECT, []):
        said, _, _ = value.partition(":")
        if effect not in (part.strip(" ?") for part in said.split("/")):
            continue
        who = _strings(value)
        counted = next((n for n, strings in numbers if n and strings & who), None)
        if counted is None or None in counted:
            return None
        optional = [0] if value.strip().startswith("?") or "/" in said else []
        totals = {a + b for a in totals for b in [*(n for n in counted if n is not None), *optional]}
        single += bool(who & names) and counted == [1]
        group |= max(n or 0 for n in counted) > 1
    return frozenset(totals | ({n - single for n in totals} if group else set()))


def _numbers(value: str) -> list[int | None]:
    """Return the alternatives of a number: "2 / 3-", None for "PLURAL"."""
    said, colon, _ = value.partition(":")
    found: list[int | None] = []
    for part in said.strip(" ?").split("/") if colon else ():
        both = _RANGE.fullmatch(part.strip())
        one = _NUMBER.fullmatch(part.strip())
        if both:
            found.extend(int(n) for n in both.groups())
        else:
            found.append(int(next(n for n in one.groups() if n)) if one else None)
    return found


def _strings(value: str) -> frozenset[str]:
    return frozenset(re.findall(r'"([^"]+)"', value))
