"""Say whether two coders gave the same value. What it rests on, and its spelling, is no matter."""

from collections.abc import Mapping
from typing import Any, Final

from vigil.casefile.people.name_matching import fold
from vigil.reading.codebook import Field

PLACE_PARTS: Final = ("name", "admin2", "admin1", "country", "precision")
"""What says where. Coordinates come from a gazetteer, and two coders may use another one."""

EVIDENCE_OF: Final[Mapping[str, str]] = {
    "specific_target_evidence": "specific_target",
    "contract_or_reward_evidence": "contract_or_reward",
    "organised_crime_basis": "organised_crime_link",
}
"""Field that holds the evidence for a value -> the field of that value."""


def same_value(field: Field, left: Any, right: Any) -> bool:
    """Say whether two values of a field are one: empty, or equal but for spelling and order."""
    return comparable(field, left) == comparable(field, right)


def comparable(field: Field, value: Any) -> Any:
    """Return what counts of a value when two are compared; None for an empty one.

    Capitals, accents, spaces and the order of a list do not count, nor do coordinates of a place.
    """
    if value in (None, "", [], {}):
        return None
    if field.type == "text":
        return fold(str(value))
    if field.type == "list":
        entries = value if isinstance(value, list) else [value]
        return frozenset(_entry(field, entry) for entry in entries)
    if field.type == "integer" and not isinstance(value, Mapping):
        return (value, value)
    if field.type == "number":
        return _number(value)
    if not isinstance(value, Mapping):
        return value
    if field.type == "integer":
        return (value.get("low"), value.get("high"))
    if field.type == "count":
        return (value.get("low"), value.get("best"), value.get("high"))
    if field.type == "edtf":
        return str(value.get("value") or "unknown")
    if field.type == "money":
        return (_number(value.get("amount")), value.get("currency"))
    return tuple(fold(str(value.get(part) or "")) for part in PLACE_PARTS)


def _entry(field: Field, entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return tuple(fold(str(entry.get(part) or "")) for part in ("name", *field.parts))
    return entry if field.values else fold(str(entry))


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else value
