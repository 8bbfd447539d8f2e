"""Which reports of one attack are independent sources of it.

Ten outlets that print one agency's text are one witness. Reports of one outlet count once, and so
do reports whose words are mostly the same; what is copied from a copy belongs to the same source.
A report whose outlet is unknown may come from any outlet: all such reports together count as one
source, and as none of their own beside a source that is known.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from vigil.reading.linkage.folding import fold_text

RUN = 4
"""Words of a run: of two texts written apart hardly one is the same."""
LEAST = 20
"""Runs below which a text is too short to be known as a copy by its words."""
COPIED = 0.5
"""Share of the shorter text's runs that stand in the longer one from which it is a copy.

Not of all runs (Jaccard): outlets print an agency's text cut, or with paragraphs of their own.
"""
_WORD = re.compile(r"\w+")


class Published(NamedTuple):
    """A report as a source: who published it (empty where unknown), and its words."""

    outlet: str
    text: str


def sources(reports: Sequence[Published]) -> list[int]:
    """Return, for each report, the number of the source it counts for: that of its first report.

    Which reports are of one source does not depend on their order.
    """
    runs = [_runs(report.text) for report in reports]
    first = list(range(len(reports)))
    for a, b in combinations(range(len(reports)), 2):
        same_outlet = bool(reports[a].outlet) and reports[a].outlet == reports[b].outlet
        if same_outlet or _copied(runs[a], runs[b]):
            one, two = sorted((first[a], first[b]))
            first = [one if number == two else number for number in first]
    return _with_unknown(reports, first)


def _with_unknown(reports: Sequence[Published], source: Sequence[int]) -> list[int]:
    """Count the sources without any known outlet for one: the known one that comes first by name.

    It is not that outlet's text; it only is no witness beside it.
    """
    named = {n: r.outlet for n, r in zip(source, reports, strict=True) if r.outlet}
    for number, report in zip(source, reports, strict=True):
        if report.outlet:
            named[number] = min(named[number], report.outlet)
    into = min(named, key=lambda number: (named[number], number)) if named else None
    unknown = {number for number in source if number not in named}
    if into is None:
        return [min(source) for _ in source]
    joined = unknown | {into}
    return [min(joined) if number in joined else number for number in source]


def _runs(text: str) -> frozenset[str]:
    words = _WORD.findall(fold_text(text))
    return frozenset(" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def _copied(one: frozenset[str], two: frozenset[str]) -> bool:
    shorter = min(len(one), len(two))
    return shorter >= LEAST and len(one & two) >= COPIED * shorter
