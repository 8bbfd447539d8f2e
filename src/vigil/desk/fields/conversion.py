"""Convert codebook values to what form inputs contain, and back: two functions for each type.

Nothing that a person typed is lost. Text that is not a valid value stays in the value as it was
typed. The codebook then objects to it, and the form shows it again.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vigil.reading.codebook import Field
from vigil.reading.codebook.edtf import InvalidEdtf, parse
from vigil.reading.codebook.scheme import FieldType

Raw = dict[str, list[str]]
"""Part of a field ("" for the field itself) -> what its inputs hold."""

PLACE_TEXTS = ("name", "admin1", "admin2", "country", "precision")
PLACE_NUMBERS = ("lat", "lon")
PLACE_WORDS = ("name", "admin1", "admin2", "country")
"""The parts that say where; coordinates belong to them."""


@dataclass(frozen=True)
class InputKind:
    """How values of one field type are written into inputs and read from them."""

    write: Callable[[Field, Any], Raw]
    read: Callable[[Field, Mapping[str, list[str]]], Any]


def write(field: Field, value: Any) -> Raw:
    """Return what the inputs of `field` contain for `value` (None: empty inputs)."""
    return {} if value is None else KINDS[field.type].write(field, value)


def read(field: Field, raw: Mapping[str, list[str]]) -> Any:
    """Return the value in the inputs of `field`; None if they are empty."""
    clean = {part: [without_nul(entry) for entry in raw[part]] for part in raw}
    return KINDS[field.type].read(field, clean)


def without_nul(text: str) -> str:
    """Return `text` without NUL characters, which databases cannot store."""
    return text.replace("\0", "")


def parts_of(field: Field) -> tuple[str, ...]:
    """Return the names of the inputs of `field`; ("",) for a field of one input."""
    if field.type == "place":
        return (*PLACE_TEXTS, *PLACE_NUMBERS, "geonames_id", "was")
    if field.type == "money":
        return ("amount", "currency")
    if field.type == "count":
        return ("best", "low", "high")
    if field.type == "list" and field.parts:
        return ("name", *field.parts)
    return ("", "unknown") if field.type == "edtf" else ("",)


def _typed(raw: Mapping[str, list[str]], part: str = "") -> str:
    return (raw.get(part) or [""])[0].strip()


def _write_text(field: Field, value: Any) -> Raw:
    return {"": [str(value)]}


def _read_text(field: Field, raw: Mapping[str, list[str]]) -> str | None:
    return _typed(raw).replace("\r\n", "\n") or None


def _write_date(field: Field, value: Any) -> Raw:
    written = value.get("value") if isinstance(value, Mapping) else value
    return {"": [str(written)]} if written else {"unknown": ["yes"]}


def _read_date(field: Field, raw: Mapping[str, list[str]]) -> dict[str, Any] | None:
    typed = _typed(raw)
    if not typed:
        return {"value": None, "precision": "unknown"} if _typed(raw, "unknown") else None
    try:
        return {"value": typed, "precision": parse(typed).precision}
    except InvalidEdtf:
        return {"value": typed, "precision": "unknown"}


def _write_integer(field: Field, value: Any) -> Raw:
    if isinstance(value, Mapping):
        low, high = value.get("low"), value.get("high")
        return {"": [f"{low}" if low == high else f"{low}-{high}"]}
    return {"": [str(value)]}


def _read_integer(field: Field, raw: Mapping[str, list[str]]) -> Any:
    typed = _typed(raw)
    if not typed:
        return None
    ends = [_number(end, whole=True) for end in typed.replace("–", "-").split("-")]
    whole = all(isinstance(end, int) for end in ends)
    if field.range and whole and len(ends) in (1, 2):
        return {"low": ends[0], "high": ends[-1]}
    return ends[0] if whole and len(ends) == 1 else typed


def _number(typed: str, *, whole: bool = False) -> int | float | str:
    """Return the number that was typed, or the text itself if it is none."""
    try:
        number = int(typed) if whole or typed.strip().lstrip("-").isdigit() else float(typed)
    except ValueError:
        return typed
    return number if math.isfinite(number) else typed


def _read_number(field: Field, raw: Mapping[str, list[str]]) -> Any:
    typed = _typed(raw)
    return _number(typed) if typed else None


def _write_count(field: Field, value: Any) -> Raw:
    if not isinstance(value, Mapping):
        return {"best": [str(value)]}
    best = value.get("best")
    shown = {"best": best, **{end: value.get(end) for end in ("low", "high")}}
    return {p: [str(n)] for p, n in shown.items() if n is not None and (p == "best" or n != best)}


_SPAN = re.compile(r"(?:([0-9]+)\s*\(\s*)?([0-9]+)\s*[-–]\s*([0-9]+)\s*\)?")


def _read_count(field: Field, raw: Mapping[str, list[str]]) -> dict[str, Any] | None:
    """Return the three numbers. An end that nobody typed is the best number.

    `2-5` and `3 (2-5)` are the numbers in one input; without a best number the lowest one is it.
    """
    typed = {part: _typed(raw, part) for part in ("low", "best", "high")}
    if span := _SPAN.fullmatch(typed["best"]):
        best, low, high = span.groups()
        typed = {"low": low, "best": best or low, "high": high}
    if not any(typed.values()):
        return None
    best = typed["best"]
    return {p: _number(said or best, whole=True) for p, said in typed.items()}


def _write_place(field: Field, value: Any) -> Raw:
    if not isinstance(value, Mapping):
        return {"name": [str(value)]}
    shown = {part: [str(value[part])] for part in value if value[part] is not None}
    return {**shown, "was": [_where(value)]}


def _read_place(field: Field, raw: Mapping[str, list[str]]) -> dict[str, Any] | None:
    place: dict[str, Any] = {part: _typed(raw, part) for part in PLACE_TEXTS}
    place |= {part: _number(_typed(raw, part)) for part in PLACE_NUMBERS}
    place["geonames_id"] = _number(_typed(raw, "geonames_id"), whole=True)
    given = {part: value for part, value in place.items() if value != ""}
    if _stale(given, _typed(raw, "was")):
        for part in (*PLACE_NUMBERS, "geonames_id"):
            given.pop(part, None)
    return given or None


def _where(place: Mapping[str, Any]) -> str:
    """Write down the place and its coordinates as they were shown, to see what was changed."""
    words = [place.get(part) or "" for part in PLACE_WORDS]
    return json.dumps([words, [place.get(part) for part in PLACE_NUMBERS]])


def _stale(place: Mapping[str, Any], was: str) -> bool:
    """Return whether the words changed while the coordinates still are those of the old place."""
    try:
        words, numbers = json.loads(was)
    except (ValueError, TypeError, RecursionError):  # it comes from a page, and may be anything
        return False
    return words != [place.get(part) or "" for part in PLACE_WORDS] and numbers == [
        place.get(part) for part in PLACE_NUMBERS
    ]


def _write_list(field: Field, value: Any) -> Raw:
    entries = value if isinstance(value, list) else [value]
    if field.parts:
        records = [e if isinstance(e, Mapping) else {"name": str(e)} for e in entries]
        return {part: [str(r.get(part, "")) for r in records] for part in parts_of(field)}
    if field.values:
        return {"": [str(entry) for entry in entries]}
    return {"": ["\n".join(str(entry) for entry in entries)]}


def _read_list(field: Field, raw: Mapping[str, list[str]]) -> list[Any] | None:
    if field.parts:
        columns = [raw.get(part, []) for part in parts_of(field)]
        rows = [
            dict(zip(parts_of(field), (cell.strip() for cell in cells), strict=True))
            for cells in zip(*columns, strict=False)
        ]
        kept = [{part: cell for part, cell in row.items() if cell} for row in rows if row["name"]]
        return kept or None
    if field.values:
        return [entry for entry in raw.get("", []) if entry] or None
    lines = [line.strip() for line in _typed(raw).splitlines()]
    return list(dict.fromkeys(line for line in lines if line)) or None


def _write_money(field: Field, value: Any) -> Raw:
    if not isinstance(value, Mapping):
        return {"amount": [str(value)]}
    return {part: [str(value.get(part, ""))] for part in parts_of(field)}


def _read_money(field: Field, raw: Mapping[str, list[str]]) -> dict[str, Any] | None:
    amount, currency = _typed(raw, "amount"), _typed(raw, "currency").upper()
    if not amount and not currency:
        return None
    return {"amount": _number(amount.replace(" ", "")), "currency": currency}


KINDS: Mapping[FieldType, InputKind] = {
    "choice": InputKind(_write_text, _read_text),
    "text": InputKind(_write_text, _read_text),
    "edtf": InputKind(_write_date, _read_date),
    "integer": InputKind(_write_integer, _read_integer),
    "number": InputKind(_write_text, _read_number),
    "count": InputKind(_write_count, _read_count),
    "place": InputKind(_write_place, _read_place),
    "list": InputKind(_write_list, _read_list),
    "money": InputKind(_write_money, _read_money),
}
