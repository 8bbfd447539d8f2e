"""Compare two texts word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from vigil.outlook.models import OutlookReport, ReportEdition
from vigil.outlook.reports.snapshot import paragraphs_of, plain_text, report_snapshot
from vigil.outlook.reports.verbs.writing import next_number

_WORDS: Final = re.compile(r"\{[^{}]*\}|\w+|\s+|[^\w\s]")
"""Tokens stay whole: a change within one is a change of the token."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that both texts have, or that one of them was given or lost."""

    change: Literal["same", "added", "removed"]
    text: str


def compared(before: str, after: str) -> list[Stretch]:
    """Return the stretches of two texts, in order; removed words before added ones."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    stretches: list[Stretch] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            stretches.append(Stretch("same", "".join(new[c:d])))
            continue
        if b > a:
            stretches.append(Stretch("removed", "".join(old[a:b])))
        if d > c:
            stretches.append(Stretch("added", "".join(new[c:d])))
    return stretches


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """What became of a paragraph since the last edition. `n` is its number now, or then."""

    uid: str
    n: int
    what: Literal["added", "removed", "changed"]
    stretches: list[Stretch]
    figures: bool
    """Whether its figures show other numbers, or others are there."""


def changes_since(report: OutlookReport, edition: ReportEdition) -> Iterator[ParagraphChange]:
    """Yield how the draft, as readers would see it, differs from an edition."""
    draft = report_snapshot(report, next_number(report)).snapshot
    then = {one["uid"]: one for one in paragraphs_of(edition.snapshot) if not one.get("removed")}
    now = {one["uid"]: one for one in paragraphs_of(draft)}
    for uid, one in now.items():
        old = then.get(uid)
        if old is None:
            yield ParagraphChange(uid, one["n"], "added", compared("", plain_text(one)), False)
            continue
        figures = _drawn(old) != _drawn(one)
        if figures or plain_text(old) != plain_text(one):
            stretches = compared(plain_text(old), plain_text(one))
            yield ParagraphChange(uid, one["n"], "changed", stretches, figures)
    for uid, one in then.items():
        if uid not in now:
            yield ParagraphChange(uid, one["n"], "removed", compared(plain_text(one), ""), False)


def _drawn(paragraph: Mapping[str, Any]) -> list[Any]:
    return [[one["title"], one["heads"], one["rows"]] for one in paragraph["figures"]]
