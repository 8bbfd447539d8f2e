"""Read what an expert is asked by country: how far they are, and one country with their answers.

Only the holder of the seat may read it. The number of queries does not depend on the number of
cells, and all answers of a page are opened by one decision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Final

from django.db.models import F

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.outlook.answers.verbs.answering import Draft, draft_of, round_of, words_of
from vigil.outlook.answers.verbs.group_reasons import (
    EVERY,
    SavedReasons,
    newest_reasons,
    saved_reasons,
)
from vigil.outlook.models import (
    Answer,
    AnswerVersion,
    CountryHandIn,
    Question,
    Round,
    Seat,
    Submission,
)
from vigil.outlook.panels.preconditions import SIT, asked_of
from vigil.outlook.panels.queries import OwnAnswer, may_see_feedback
from vigil.outlook.results.verbs.requesting import last_closed
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

USUAL: Final = timedelta(minutes=1)
"""The time for one cell, until an expert has a pace of their own."""
PACE_FROM: Final = 8
"""From so many answers on, an expert has a pace of their own."""
BREAK: Final = timedelta(minutes=10)
"""A longer time between two answers is a break."""


@dataclass(frozen=True)
class CountryProgress:
    """How far an expert is with one country in the round that they answer now."""

    code: str
    name: str
    asked: int
    whole: int = 0
    """Answered completely, or passed over."""
    begun: int = 0
    """Saved, but not complete."""
    handed_at: datetime | None = None
    changed_since: bool = False
    """Something was saved since it was handed in."""

    @property
    def left(self) -> int:
        """How many cells are not answered."""
        return self.asked - self.whole


@dataclass(frozen=True)
class PanelCountries:
    """The countries of one panel, and how long what is left takes."""

    seat: Seat
    round: Round | None
    closes_at: datetime | None
    countries: list[CountryProgress]
    left: int
    minutes: int
    own_pace: bool
    """Whether the minutes are estimated from the expert's own pace."""
    handed_in: bool
    closed: list[Round]


@dataclass(frozen=True)
class OwnCountry:
    """One country with an expert's own answers and reasons for groups, opened."""

    code: str
    name: str
    round: Round | None
    """The round that they answer now. Without one, nothing can be saved."""
    answers: list[OwnAnswer]
    reasons: Mapping[str, SavedReasons]
    """By list of terms; empty: the whole country."""
    handed: CountryHandIn | None


def own_countries(seat: Seat, *, by: User) -> PanelCountries:
    """Return the countries that an expert is asked about on a panel. Raises NotAllowed."""
    require(by, SIT, seat)
    row = round_of(seat)
    cells = asked_of(seat).filter(term__isnull=False)
    asked: dict[str, list[int]] = {}
    for place, key in cells.values_list("place", "pk"):
        asked.setdefault(place, []).append(key)
    newest, handed = _newest(seat, row), _handed(seat, row)
    whole = seat.submissions.filter(round=row).first() if row is not None else None
    countries = [
        _progress(place, keys, newest, handed.get(place) or whole) for place, keys in asked.items()
    ]
    left = sum(one.left for one in countries)
    pace = own_pace(seat, row)
    closed = seat.panel.rounds.filter(state=Round.State.CLOSED)
    return PanelCountries(
        seat,
        row,
        _closes_at(seat, row),
        sorted(countries, key=lambda one: sorting_key(one.name)),
        left,
        minutes_for(left, pace or USUAL),
        pace is not None,
        whole is not None,
        [one for one in closed if may_see_feedback(seat, one)],
    )


def minutes_for(cells: int, pace: timedelta) -> int:
    """Return how many minutes so many cells take, rounded up."""
    return ceil(cells * pace / timedelta(minutes=1))


def own_pace(seat: Seat, row: Round | None) -> timedelta | None:
    """Return the usual time between two answers of an expert in a round, breaks left out.

    None until they saved enough of them. Answers of a sheet come at one moment, and count as one.
    """
    times = sorted(
        set(
            AnswerVersion.objects.filter(answer__seat=seat, answer__round=row, number=1)
            .values_list("at", flat=True)
            .order_by()
        )
    )
    gaps = [later - at for at, later in pairwise(times)]
    gaps = [one for one in gaps if timedelta(seconds=1) < one < BREAK]
    return sorted(gaps)[len(gaps) // 2] if len(gaps) >= PACE_FROM else None


def own_country(seat: Seat, place: str, *, by: User) -> OwnCountry | None:
    """Return one country with an expert's own answers, opened by one decision.

    None if they are asked nothing about it. Raises NotAllowed.
    """
    require(by, SIT, seat)
    questions = list(cells_of_country(seat, place))
    if not questions:
        return None
    row = round_of(seat)
    shown = row or last_closed(seat.panel)
    if shown is None:
        answers = [OwnAnswer(one, Draft(), None) for one in questions]
        return OwnCountry(place, country_name(place), None, answers, {}, None)
    before = seat.panel.rounds.filter(number__lt=shown.number).last()
    answers, reasons = _opened(seat, place, questions, shown, before)
    handed = _handed(seat, row).get(place)
    return OwnCountry(place, country_name(place), row, answers, reasons, handed)


def cells_of_country(seat: Seat, place: str) -> Sequence[Question]:
    """Return the cells of one country that an expert is asked, in order, with their terms."""
    rows = asked_of(seat).filter(term__isnull=False, place=place)
    rows = rows.select_related("panel", "term__assessment")
    return list(rows.order_by("term__position", "position"))


def _opened(
    seat: Seat, place: str, questions: Sequence[Question], row: Round, before: Round | None
) -> tuple[list[OwnAnswer], dict[str, SavedReasons]]:
    """Open answers and reasons for groups together: apart, the log would tell of the latter."""
    rounds = [row] if before is None else [row, before]
    mine = Answer.objects.filter(seat=seat, question__in=questions, round__in=rounds)
    rows = AnswerVersion.objects.filter(answer__in=mine, number=F("answer__version"))
    newest = list(rows.select_related("answer"))
    grouped = newest_reasons(seat, row, before, place)
    words = words_of(seat, [*newest, *grouped.values()])
    found = {
        (one.answer.question_id, one.answer.round_id): draft_of(one, words[one.uid])
        for one in newest
    }
    answers = [
        OwnAnswer(
            one,
            found.get((one.pk, row.pk)) or Draft(),
            found.get((one.pk, before.pk)) if before is not None else None,
        )
        for one in questions
    ]
    reasons = {
        listed: saved_reasons(version, words[version.uid], row)
        for listed in EVERY
        if (version := grouped.get((place, listed))) is not None
    }
    return answers, reasons


def _newest(seat: Seat, row: Round | None) -> dict[int, tuple[bool, bool]]:
    """Return, by question key: whether the newest version is complete, and whether it counts."""
    rows = AnswerVersion.objects.filter(
        answer__seat=seat, answer__round=row, number=F("answer__version")
    )
    columns = ("answer__question", "whole", "passed", "number", "answer__handed")
    return {
        question: (whole or passed, number == handed)
        for question, whole, passed, number, handed in rows.values_list(*columns)
    }


def _handed(seat: Seat, row: Round | None) -> dict[str, CountryHandIn]:
    return {one.place: one for one in seat.country_hand_ins.filter(round=row)}


def _progress(
    place: str,
    keys: Sequence[int],
    newest: Mapping[int, tuple[bool, bool]],
    handed: CountryHandIn | Submission | None,
) -> CountryProgress:
    there = [newest[key] for key in keys if key in newest]
    whole = sum(done for done, _counts in there)
    return CountryProgress(
        place,
        country_name(place),
        len(keys),
        whole,
        len(there) - whole,
        handed.at if handed is not None else None,
        handed is not None and any(done and not counts for done, counts in there),
    )


def _closes_at(seat: Seat, row: Round | None) -> datetime | None:
    """Return until when an expert can answer a round, with any extra time of their own."""
    if row is None:
        return None
    more = seat.extensions.filter(round=row).values_list("until", flat=True).first()
    return max(row.closes_at, more) if more else row.closes_at


def by_list(answers: Sequence[OwnAnswer]) -> Iterator[tuple[str, list[OwnAnswer]]]:
    """Yield the answers of each list of terms, in the order of the lists."""
    for listed in EVERY[1:]:
        rows = [one for one in answers if one.question.term and one.question.term.list == listed]
        if rows:
            yield listed, rows
