"""The kinds of cases that a house may always code twice, by values that the codebook knows. Pure.

The codebook has no value for "state agents suspected": perpetrators are free words for the desk.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vigil.reading import codebook

SEVERAL_KILLED: Final = "several_killed"
WOMEN: Final = "women"
CHILDREN: Final = "children"
CONTRACT: Final = "contract"
OF_PERSON: Final = "target_category:"
"""Begins a kind that is a value of this field."""
OWN: Final = (SEVERAL_KILLED, WOMEN, CHILDREN, CONTRACT)
FIELDS: Final = ("contract_or_reward", "gender", "age", "outcome", "target_category")
"""The fields from which the kinds of a case are known."""
ADULT: Final = 18


def all_kinds() -> tuple[str, ...]:
    """Return every kind that can be named: our own, and each value of whom attacks are aimed at."""
    categories = codebook.current().fields["target_category"].values
    return (*OWN, *(f"{OF_PERSON}{value}" for value in categories))


def kinds_of(values: Mapping[str, Any], killed: int = 0) -> frozenset[str]:
    """Return the kinds of a case with these values, in the shape of a coding.

    `killed` is how many are known to have been killed beside that.
    """
    people: Iterable[Mapping[str, Any]] = values.get("victims", [])
    event = values.get("case", {})
    found = set()
    dead = 0
    for person in people:
        dead += person.get("outcome") == "killed"
        if person.get("gender") == "female":
            found.add(WOMEN)
        if _under_age(person.get("age")):
            found.add(CHILDREN)
        if person.get("target_category"):
            found.add(f"{OF_PERSON}{person['target_category']}")
    if max(dead, killed) > 1:
        found.add(SEVERAL_KILLED)
    if event.get("contract_or_reward") == "yes":
        found.add(CONTRACT)
    return frozenset(found)


def _under_age(age: Any) -> bool:
    low = age.get("low") if isinstance(age, Mapping) else age
    return isinstance(low, int) and low < ADULT
