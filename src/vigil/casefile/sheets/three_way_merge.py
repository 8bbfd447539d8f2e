"""Merge new values of a sheet with what people changed since its last import. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from vigil.casefile.sheet_files.cells import canonical
from vigil.casefile.sheet_files.field_parts import field_parts


class MergeResult(Struct):
    """The parts to update, and the parts that both sides changed differently."""

    updates: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Part -> (ours, theirs)."""
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Part -> (ours, theirs)."""


def merge(
    base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any], *, held: bool
) -> MergeResult:
    """Merge three ways, part by part. `base` has the values of the sheet at its last import.

    A part that the sheet has not changed keeps our value. A part that only the sheet changed is
    updated, unless the case is `held` (people have coded it): then it is a conflict. A part that
    both changed to different values is a conflict.
    """
    merged = MergeResult()
    known = field_parts()
    for name in {**base, **theirs}:
        if base.get(name) == theirs.get(name):
            continue
        was, now, has = (canonical(known[name], side.get(name)) for side in (base, theirs, ours))
        if now in (was, has):
            continue
        if has == was and not held:
            merged.updates[name] = (has, theirs.get(name))
        else:
            merged.conflicts[name] = (ours.get(name), theirs.get(name))
    return merged


def differing(
    theirs: Mapping[str, Any], ours: Mapping[str, Any], names: set[str]
) -> dict[str, tuple[Any, Any]]:
    """Return the parts among `names` in which a sheet and a case differ."""
    known = field_parts()
    found = {}
    for name in sorted(names):
        now, has = canonical(known[name], theirs.get(name)), canonical(known[name], ours.get(name))
        if now != has:
            found[name] = (ours.get(name), theirs.get(name))
    return found
