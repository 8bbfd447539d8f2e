"""Merging what a sheet says now with what people made of what it said before. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from vigil.casefile.sheet_files.field_parts import canonical, field_parts


class MergeResult(Struct):
    """The parts that change, from what to what; and those that both sides changed differently."""

    updates: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Part -> (ours, theirs)."""
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Part -> (ours, theirs)."""


def merge(
    base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any], *, held: bool
) -> MergeResult:
    """Merge three ways, part by part: `base` is what the sheet said when it last came.

    A part that the sheet has not changed stays as we have it. One that only the sheet changed
    is updated, unless the case is `held`: people settled it since, and nothing they settled
    changes without them. One that both changed, and not to the same, is a conflict.
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
    """Return the parts among `names` in which a sheet and a case are not the same."""
    known = field_parts()
    found = {}
    for name in sorted(names):
        now, has = canonical(known[name], theirs.get(name)), canonical(known[name], ours.get(name))
        if now != has:
            found[name] = (ours.get(name), theirs.get(name))
    return found
