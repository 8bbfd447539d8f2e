"""Find which person of one coding is which person of another. Pure.

A similar name decides. Of people who cannot be told by their names, those come together who have
most in common: age, gender, outcome, then occupation, role and kind of target. Where nothing tells
them apart, they come in the order in which they were entered.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final

from vigil.casefile.coding.checks import Values
from vigil.casefile.people.name_matching import fold, same_person, surely_same

TRAITS: Final = ("age", "gender", "outcome")
"""What tells two people without a name apart: it counts double."""
GROUP_SIZE: Final = "group_size"
LESSER_TRAITS: Final = ("occupation", "role", "target_category")
SILENT: Final = ("unknown", "unclear")
TWO_DIFFER: Final = 2
"""So many different traits, and none alike, make two people."""


def align_people_of_codings(codings: Sequence[Sequence[Values]]) -> list[list[Values]]:
    """Return, for each person, their values in each coding ({} where the coding lacks them).

    People come in the order of the first coding that has them.
    """
    rows: list[list[Values]] = []
    for number, persons in enumerate(codings):
        found = matches_of(rows, persons)
        for place, person in enumerate(persons):
            if place in found:
                rows[found[place]].append(person)
            else:
                rows.append([{}] * number + [person])
        for row in rows:
            if len(row) == number:
                row.append({})
    return rows


def matches_of(rows: Sequence[Sequence[Values]], persons: Sequence[Values]) -> dict[int, int]:
    """Return for people of a coding, by their place, the row of the same person."""
    found: dict[int, int] = {}
    free = list(range(len(rows)))
    for same in (surely_same, same_person):  # a brother's name is similar: the surest comes first
        for place, person in enumerate(persons):
            names = person.get("names") or []
            if not names or place in found:
                continue
            row = next((r for r in free if same(_names(rows[r]), names)), None)
            if row is not None:
                found[place] = row
                free.remove(row)
    left = [place for place in range(len(persons)) if place not in found]
    scored = sorted(
        (-score, place, row)
        for place, row in product(left, free)
        if (score := _likeness(rows[row], persons[place])) is not None
    )
    for _score, place, row in scored:
        if place not in found and row in free:
            found[place] = row
            free.remove(row)
    return found


def _names(row: Sequence[Values]) -> list[str]:
    return [name for person in row for name in person.get("names") or []]


def _likeness(row: Sequence[Values], person: Values) -> int | None:
    """Return how much somebody has in common with a person; None if they cannot be one."""
    if _names(row) and person.get("names"):
        return None  # two names that are not similar
    if any(GROUP_SIZE in one for one in row if one) != (GROUP_SIZE in person):
        return None  # a group is nobody in particular
    verdicts = {trait: _alike(row, person, trait) for trait in (*TRAITS, *LESSER_TRAITS)}
    alike = [trait for trait in TRAITS if verdicts[trait] is True]
    apart = [trait for trait in TRAITS if verdicts[trait] is False]
    if len(apart) >= TWO_DIFFER and not alike:
        return None
    lesser = [verdicts[trait] for trait in LESSER_TRAITS]
    return 2 * (len(alike) - len(apart)) + lesser.count(True) - lesser.count(False)


def _alike(row: Sequence[Values], person: Values, trait: str) -> bool | None:
    """Say whether a trait is alike; None where one of the two is silent."""
    mine = person.get(trait)
    others = [one[trait] for one in row if one.get(trait) not in (None, *SILENT)]
    if mine in (None, *SILENT) or not others:
        return None
    return any(_same(mine, other) for other in others)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, Mapping | int) and isinstance(right, Mapping | int):
        (low, high), (least, most) = _ends(left), _ends(right)
        return low <= most and least <= high
    return fold(str(left)) == fold(str(right))


def _ends(age: Any) -> tuple[int, int]:
    return (age["low"], age["high"]) if isinstance(age, Mapping) else (age, age)
