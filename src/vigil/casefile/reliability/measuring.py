"""Measure codings against gold: by value for a coder in training, by share for all others. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vigil.casefile.coding.aligning import align_people_of_codings
from vigil.casefile.coding.same_values import EVIDENCE_OF, same_value
from vigil.casefile.models import Coding, GoldCase
from vigil.reading import codebook
from vigil.reading.estimation.scoring import wilson

LEAST_CASES: Final = 5
"""Gold cases below which no share is told."""


@dataclass(frozen=True)
class GoldValue:
    """One value of a gold case beside that of a coder."""

    field: str
    person: int | None
    """The place of the person in the gold case; after its last for whom only the coder has."""
    gold: Any
    mine: Any
    reason: str
    """Why the gold value was chosen; "" where nobody said."""

    @property
    def right(self) -> bool:
        """Whether the coder gave the value of the gold case; of free words, whether both have some.

        Two people who mean the same choose other words: those are for reading.
        """
        if self.in_free_words:
            return bool(self.gold) == bool(self.mine)
        return same_value(codebook.current().fields[self.field], self.gold, self.mine)

    @property
    def in_free_words(self) -> bool:
        """Whether the field holds free words."""
        return codebook.current().fields[self.field].type == "text"


@dataclass(frozen=True)
class GoldShare:
    """How much of what gold cases hold somebody coded in the same way."""

    cases: int
    values: int
    right: int
    wrong_fields: Sequence[tuple[str, int]]
    """The fields that differed, the most frequent first, and how often."""

    @property
    def enough(self) -> bool:
        """Whether there are enough cases to tell a share."""
        return self.cases >= LEAST_CASES

    @property
    def share(self) -> float:
        """The share of values that are those of the gold cases."""
        return self.right / self.values

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval, as if values were independent."""
        return wilson(self.right, self.values)


def beside_gold(gold: GoldCase, coding: Coding) -> list[GoldValue]:
    """Return each value of a gold case or of a coding of it, one beside the other.

    Evidence is left out: other words for one value are no difference.
    """
    people = align_people_of_codings(
        [gold.values.get("victims", []), coding.values.get("victims", [])]
    )
    sides = [(None, [gold.values.get("case", {}), coding.values.get("case", {})])]
    found = []
    for person, (known, mine) in [*sides, *enumerate(people)]:
        for field in codebook.current().fields:
            if field in EVIDENCE_OF or not (field in known or field in mine):
                continue
            name = field if person is None else f"{person}/{field}"
            why = gold.reasons.get(name, "")
            found.append(GoldValue(field, person, known.get(field), mine.get(field), why))
    return found


def shares_by_coder(pairs: Iterable[tuple[GoldCase, Coding]]) -> dict[int, GoldShare]:
    """Return for each coder, by key, how much they coded as the gold cases have it."""
    cases, values, right = (defaultdict[int, int](int) for _ in range(3))
    wrong: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for gold, coding in pairs:
        cases[coding.coder_id] += 1
        for one in beside_gold(gold, coding):
            if one.in_free_words:
                continue
            values[coding.coder_id] += 1
            right[coding.coder_id] += one.right
            wrong[coding.coder_id][one.field] += not one.right
    return {
        coder: GoldShare(
            cases[coder],
            values[coder],
            right[coder],
            sorted(((f, n) for f, n in wrong[coder].items() if n), key=lambda one: (-one[1], one)),
        )
        for coder in cases
        if values[coder]
    }
