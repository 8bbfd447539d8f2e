"""Merge what one window of a browser sends of a draft into the draft as it is now. Pure.

Fields are named as in `coding.details`. Beside the fields there are two names: `NOTE`, and `PEOPLE`
for the list of people as a whole, which changes when somebody is removed.

A field that two windows changed is a conflict: neither value is dropped, and the coder chooses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vigil.casefile.coding.checks import Values
from vigil.casefile.coding.details import Details, split_name

NOTE: Final = "note"
PEOPLE: Final = "people"

type SavedIn = Mapping[str, tuple[int, str]]
"""Name -> the saving by which it last changed, and the window that saved it."""


@dataclass(frozen=True)
class Draft:
    """A form of a coding as it is: the values, what stands beside them, and the note."""

    values: Values = field(default_factory=dict)
    details: Details = field(default_factory=dict)
    note: str = ""

    @property
    def people(self) -> list[dict[str, Any]]:
        """The people of the form, the empty ones too."""
        return list(self.values.get("victims") or [])

    def names(self) -> list[str]:
        """Return the name of every field that has a value or details, then the note."""
        held = dict.fromkeys(name for name, _value in named_values(self.values))
        return [*dict.fromkeys([*held, *self.details]), NOTE]

    def state(self, name: str) -> tuple[Any, Any]:
        """Return the value of a field and its details, to compare them with others."""
        if name == NOTE:
            return self.note, {}
        if name == PEOPLE:
            return self.people, {n: d for n, d in self.details.items() if "/" in n}
        person, field_ = split_name(name)
        value = coding_part(self.values, person).get(field_)
        return value, self.details.get(name) or {}


@dataclass(frozen=True)
class Window:
    """A window of a browser with the form: which saving it showed, and what was changed there."""

    revision: int
    key: str = ""
    """Names the window, so that it does not conflict with itself; empty where scripts are off."""
    touched: frozenset[str] | None = None
    """The names of the fields changed there; None: perhaps all."""
    moved_people: bool = False
    """Whether somebody was removed from the form there, so that others moved up."""


@dataclass(frozen=True)
class Merged:
    """A draft after a saving."""

    draft: Draft
    changed: tuple[str, ...]
    """Names that this saving changed."""
    conflicts: tuple[str, ...]
    """Names that were changed here and in another window to different values. They stay."""
    elsewhere: tuple[str, ...]
    """Names that another window changed and this one did not."""


def merged(held: Draft, saved_in: SavedIn, sent: Draft, names: list[str], by: Window) -> Merged:
    """Merge the fields `names` of `sent` into `held`."""
    newer = {name for name, at in saved_in.items() if at[0] > by.revision and _other(at[1], by)}
    if PEOPLE in names or by.moved_people or (PEOPLE in newer and any("/" in n for n in names)):
        # Whoever was the second person may be the first one now: the list is one field.
        names = [PEOPLE, *(n for n in names if "/" not in n and n != PEOPLE)]
    changed, conflicts, elsewhere = [], [], []
    for name in names:
        if sent.state(name) == held.state(name):
            continue
        if not _is_newer(name, newer):
            changed.append(name)
        elif by.touched is not None and not _is_touched(name, by.touched):
            elsewhere.append(name)
        else:
            conflicts.append(name)
    missed = [n for n in newer if n not in names and not (PEOPLE in names and "/" in n)]
    return Merged(
        _with(held, sent, changed), tuple(changed), tuple(conflicts), (*elsewhere, *sorted(missed))
    )


def _other(window: str, by: Window) -> bool:
    return not by.key or window != by.key


def _is_newer(name: str, newer: set[str]) -> bool:
    return name in newer or (name == PEOPLE and any("/" in other for other in newer))


def _is_touched(name: str, touched: frozenset[str]) -> bool:
    return name in touched or (name == PEOPLE and any("/" in other for other in touched))


def _with(held: Draft, sent: Draft, names: list[str]) -> Draft:
    """Return a draft with these fields as they were sent."""
    values: Values = {
        "case": dict(held.values.get("case") or {}),
        "victims": [dict(person) for person in held.people],
    }
    details = dict(held.details)
    note = held.note
    for name in names:
        if name == NOTE:
            note = sent.note
        elif name == PEOPLE:
            values["victims"] = [dict(person) for person in sent.people]
            details = {n: d for n, d in details.items() if "/" not in n}
            details |= sent.state(PEOPLE)[1]
        else:
            value, given = sent.state(name)
            person, field_ = split_name(name)
            while person is not None and len(values["victims"]) <= person:
                values["victims"].append({})
            part = values["case"] if person is None else values["victims"][person]
            _put(part, field_, value)
            _put(details, name, given or None)
    return Draft(values, details, note)


def _put(held: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        held.pop(name, None)
    else:
        held[name] = value


def coding_part(values: Values, person: int | None) -> dict[str, Any]:
    """Return the values of the case or of one person; {} where the coding has no such person."""
    if person is None:
        part: dict[str, Any] = values.get("case") or {}
        return part
    people = values.get("victims") or []
    return people[person] if 0 <= person < len(people) else {}


def named_values(values: Values) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every field of a coding."""
    yield from (values.get("case") or {}).items()
    for person, coded in enumerate(values.get("victims") or []):
        for field_, value in coded.items():
            yield f"{person}/{field_}", value
