"""Which of the days a report names is that of the attack: a learned choice among them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from vigil.reading.intake.extraction.attack_mentions import AttackMention
from vigil.reading.intake.extraction.date_and_place import (
    PARTS,
    after_publication,
    in_dateline,
    told_in,
)
from vigil.reading.intake.extraction.dates import FoundDate, about_another_day, find_dates
from vigil.reading.intake.extraction.findings import ReportFindings
from vigil.reading.intake.extraction.learned.linear import Buckets, Linear, shipped
from vigil.reading.intake.extraction.learned.position_features import MentionPositions, ReportLayout
from vigil.reading.intake.extraction.victims import FoundAt

_MOST = 6
"""Mentions of one day that are looked at; the nearest to the attack come first."""
_AGO = (0, 1, 2, 3, 6, 13, 30, 90, 366, 3660)
"""Upper ends of the classes of days between an event and its report."""


@dataclass(frozen=True, slots=True)
class Day:
    """One mention of a day, month or year."""

    found: FoundDate
    at: FoundAt
    dateline: bool


@cache
def date_model() -> Linear:
    """Return the shipped model; one a process."""
    return shipped("date")


class LearnedDates:
    """The days one report names; the day of an attack is the choice of a linear model."""

    def __init__(
        self, reading: ReportFindings, page: ReportLayout | None = None, model: Linear | None = None
    ) -> None:
        self._reading = reading
        self._page = page or ReportLayout(reading)
        self._model = model
        self._days = list(_days(reading))

    def weighed(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> list[tuple[Day, Buckets]]:
        """Return the days an attack may have, each with the mention that states it."""
        told = MentionPositions(self._page, hits)
        choices: dict[str, list[Day]] = {}
        for day in self._days:
            if not told_in(others, hits, day.at.part, day.at.start):
                choices.setdefault(day.found.value, []).append(day)
        ranked = [
            sorted(days, key=lambda d: (d.dateline, *told.distance(d.at)))
            for days in choices.values()
        ]
        values = _Values(self._reading, ranked, told)
        return [
            (days[0], self._page.buckets(_features(self._page, told, days, values)))
            for days in ranked
        ]

    def choose(
        self, hits: list[AttackMention], others: list[AttackMention]
    ) -> tuple[FoundDate, FoundAt] | None:
        """Return the most probable day of an attack, and where the text states it.

        None when no day reaches the model's threshold, a probability among the days named.
        """
        weighed = self.weighed(hits, others)
        if not weighed:
            return None
        model = self._model or date_model()
        margins = [model.margin(f) for _, f in weighed]
        top = max(margins)
        if 1 / sum(math.exp(m - top) for m in margins) < model.threshold:
            return None
        day = weighed[margins.index(top)][0]
        return day.found, day.at


def _days(reading: ReportFindings) -> Iterator[Day]:
    for part in PARTS:
        folded = reading.folded[part]
        for found in find_dates(folded, 0, len(folded), reading.anchor):
            if not after_publication(reading, found):
                line = part == "text" and in_dateline(reading, found)
                yield Day(found, FoundAt(part, found.start, found.end), line)


class _Values:
    """The days of a report, seen together."""

    def __init__(
        self, reading: ReportFindings, ranked: Sequence[Sequence[Day]], told: MentionPositions
    ) -> None:
        self.anchor = reading.anchor
        self.values = {days[0].found.value for days in ranked}
        order = sorted(ranked, key=lambda days: (days[0].dateline, *told.distance(days[0].at)))
        self.place = {days[0].found.value: n for n, days in enumerate(order)}
        self.exact = sorted(v for v in self.values if len(v) == 10)

    def ago(self, value: str) -> str:
        """Class of the days between a value and publication."""
        if self.anchor is None:
            return "unknown"
        try:
            days = (self.anchor - date.fromisoformat((value + "-01-01")[:10])).days
        except ValueError:
            return "unknown"
        return next((str(most) for most in _AGO if days <= most), "far")


def _features(
    page: ReportLayout, told: MentionPositions, days: Sequence[Day], values: _Values
) -> set[str]:
    first = days[0].found
    kind = f"{first.precision}:{first.relative:d}"
    ago = values.ago(first.value)
    seen = {
        f"kind:{kind}",
        f"ago:{ago}",
        f"ago:{kind}:{ago}",
        f"count:{min(len(days), 4)}",
        f"order:{min(values.place[first.value], 4)}",
        f"order:{kind}:{min(values.place[first.value], 4)}",
        f"lines:{all(d.dateline for d in days):d}:{any(d.dateline for d in days):d}",
        f"titled:{any(d.at.part == 'title' for d in days):d}",
        f"days:{min(len(values.exact), 4)}:{first.precision}",
        f"finer:{any(v != first.value and v.startswith(first.value) for v in values.values):d}",
    }
    if values.exact:
        seen.add(f"latest:{first.value == values.exact[-1]:d}")
        seen.add(f"earliest:{first.value == values.exact[0]:d}")
    for place, day in enumerate(days[:_MOST]):
        own = [*told.features(day.at, kind), *page.beside(day.at), *_said(page.reading, day)]
        seen.update(own)
        if place == 0:
            seen.update(f"w:{f}" for f in own)
    return seen


def _said(reading: ReportFindings, day: Day) -> Iterator[str]:
    folded = reading.folded[day.at.part]
    words = folded[day.at.start : day.at.end].split()
    yield "words:" + " ".join("0" if w[0].isdigit() else w for w in words)
    if about_another_day(folded, day.found):
        yield "another day"
    if day.dateline:
        yield "dateline"
