"""What two cases say of one field, and whether that agrees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext

from vigil.casefile.models import Case
from vigil.casefile.people.name_matching import same_person
from vigil.desk.screens.labels import field_label, label_of_value, place_of
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook

Verdict = Literal["agree", "differ", "one_side"]
CODED: Final = ("event", "method")
"""Columns of a case whose values are codes of the codebook."""


@dataclass(frozen=True)
class ComparedValue:
    """One line of the comparison. `verdict` is "one_side" where only one case says something."""

    label: str
    here: str
    there: str
    verdict: Verdict

    @property
    def said(self) -> str:
        """Return the verdict in a word."""
        return {
            "agree": gettext("agrees"),
            "differ": gettext("differs"),
            "one_side": gettext("one says it"),
        }[self.verdict]


def compared_values(case: Case, other: Case) -> list[ComparedValue]:
    """Return who, when, where and how of two cases side by side, without what neither says."""
    return [line for line in _lines(case, other) if line.here or line.there]


def _lines(case: Case, other: Case) -> Iterator[ComparedValue]:
    ours, theirs = _names(case), _names(other)
    yield _line("names", in_a_row(ours), in_a_row(theirs), agree=same_person(ours, theirs))
    yield _line("age", _ages(case), _ages(other))
    yield _line("date_of_attack", case.date, other.date, agree=_days_meet(case, other))
    yield _line("place", _place(case), _place(other), agree=_places_meet(case, other))
    for field in CODED:
        here, there = (_coded(field, getattr(one, field)) for one in (case, other))
        yield _line(field, here, there)
    yield _line("killed", str(case.n_killed or ""), str(other.n_killed or ""))


def _line(field: str, here: str, there: str, *, agree: bool | None = None) -> ComparedValue:
    verdict: Verdict = "one_side"
    if here and there:
        verdict = "agree" if (here == there if agree is None else agree) else "differ"
    return ComparedValue(field_label(field), here, there, verdict)


def _names(case: Case) -> Sequence[str]:
    return [victim.name for victim in case.victims.all() if victim.name]


def _ages(case: Case) -> str:
    spans = [(v.age_low, v.age_high) for v in case.victims.all() if v.age_low is not None]
    return in_a_row(f"{low}" if low == high else f"{low}–{high}" for low, high in sorted(spans))


def _place(case: Case) -> str:
    return in_a_row(place_of(case))


def _places_meet(case: Case, other: Case) -> bool:
    """Say whether neither place contradicts the other: a coarser one holds the finer."""
    parts = ("country", "admin1", "place_name")
    pairs = [(getattr(case, part), getattr(other, part)) for part in parts]
    return all(not here or not there or here == there for here, there in pairs)


def _days_meet(case: Case, other: Case) -> bool:
    ends = (case.date_earliest, case.date_latest, other.date_earliest, other.date_latest)
    first, last, their_first, their_last = ends
    if first is None or last is None or their_first is None or their_last is None:
        return False
    return first <= their_last and their_first <= last


def _coded(field: str, code: Any) -> str:
    return label_of_value(codebook.current(), field, code) if code not in ("", "unknown") else ""
