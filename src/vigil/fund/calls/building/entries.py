"""Add, change, move, copy and remove entries of a form, a rubric or conditions. Pure.

Every function returns a new list; whether it is a valid form is checked by who keeps it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.fund.calls.form_definition import RESERVED
from vigil.trust.access.errors import NotPossible

Entry = dict[str, Any]
MAX_KEY_LENGTH: Final = 30


def entry_of(entries: Sequence[Mapping[str, Any]], key: str) -> Entry:
    """Return a copy of the entry with a key. Raises NotPossible if there is none."""
    return deepcopy(dict(entries[_at(entries, key)]))


def with_keys(entries: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return conditions as mappings with `key` and `label`, also those that are texts alone."""
    found: list[Entry] = []
    for one in entries:
        texts = one.get("label", one) if "label" in one else dict(one)
        key = one.get("key") if "label" in one else None
        taken = [entry["key"] for entry in found]
        found.append({"key": key or new_key(str(texts.get("en", "")), taken), "label": dict(texts)})
    return found


def added(entries: Sequence[Mapping[str, Any]], entry: Mapping[str, Any]) -> list[Entry]:
    """Return the entries with a new one at the end."""
    return [*deepcopy(list(map(dict, entries))), dict(entry)]


def replaced(
    entries: Sequence[Mapping[str, Any]], key: str, entry: Mapping[str, Any]
) -> list[Entry]:
    """Return the entries with one of them changed. Raises NotPossible if it is not there."""
    found = deepcopy(list(map(dict, entries)))
    found[_at(entries, key)] = dict(entry)
    return found


def removed(entries: Sequence[Mapping[str, Any]], key: str) -> list[Entry]:
    """Return the entries without one; of a part the heading alone. Raises NotPossible."""
    found = deepcopy(list(map(dict, entries)))
    del found[_at(entries, key)]
    return found


def moved(entries: Sequence[Mapping[str, Any]], key: str, steps: int) -> list[Entry]:
    """Return the entries with one moved up (-1) or down (1); of a part the heading alone.

    At the end nothing changes. Raises NotPossible if it is not there.
    """
    found = deepcopy(list(map(dict, entries)))
    at = _at(found, key)
    entry = found.pop(at)
    found.insert(min(max(at + steps, 0), len(found)), entry)
    return found


def moved_part(entries: Sequence[Mapping[str, Any]], key: str, steps: int) -> list[Entry]:
    """Return the entries with a part and all that is in it before the part above (-1) or below (1).

    At the end nothing changes. Raises NotPossible if it is not there.
    """
    found = deepcopy(list(map(dict, entries)))
    first, last = _block(found, key)
    block, rest = found[first:last], [*found[:first], *found[last:]]
    starts = [n for n, one in enumerate(rest) if one.get("kind") == "part"]
    to = _beside(starts, first, steps, len(rest))
    return [*rest[:to], *block, *rest[to:]]


def _beside(starts: Sequence[int], first: int, steps: int, end: int) -> int:
    """Return where a part goes: before the part above it, or after the part below it."""
    if steps < 0:
        return max((start for start in starts if start < first), default=first)
    below = [start for start in starts if start >= first]
    if not below:
        return first
    return below[1] if len(below) > 1 else end


def copied(entries: Sequence[Mapping[str, Any]], key: str) -> list[Entry]:
    """Return the entries with a copy after one; of a part with all that is in it.

    Copies get keys of their own, and conditions among them point to the copies. Raises NotPossible.
    """
    found = deepcopy(list(map(dict, entries)))
    first, last = _block(found, key)
    taken = [one["key"] for one in found]
    names: dict[str, str] = {}
    for one in found[first:last]:
        names[one["key"]] = new_key(one["key"], [*taken, *names.values()])
    block = deepcopy(found[first:last])
    for one in block:
        one["key"] = names[one["key"]]
        for clause in one.get("when", ()):
            clause["field"] = names.get(clause["field"], clause["field"])
    return [*found[:last], *block, *found[last:]]


def new_key(text: str, taken: Sequence[str]) -> str:
    """Return a key made of a text in Latin letters, or a number; none that is taken already."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:MAX_KEY_LENGTH].strip("_")
    base = words if re.match(r"[a-z]", words) else "q"
    key, n = base, 1
    while key in taken or key in RESERVED or key == "q" or key.endswith("_currency"):
        n += 1
        key = f"{base}_{n}"
    return key


def _block(entries: Sequence[Mapping[str, Any]], key: str) -> tuple[int, int]:
    """Return where an entry begins and ends: a part ends at the next."""
    first = _at(entries, key)
    if entries[first].get("kind") != "part":
        return first, first + 1
    rest = range(first + 1, len(entries))
    return first, next((n for n in rest if entries[n].get("kind") == "part"), len(entries))


def _at(entries: Sequence[Mapping[str, Any]], key: str) -> int:
    for number, one in enumerate(entries):
        if one.get("key") == key:
            return number
    raise NotPossible(_("Somebody removed this meanwhile. Nothing was changed."))
