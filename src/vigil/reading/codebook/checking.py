"""Whether a field may hold a value: one check for each type of field."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.edtf import InvalidEdtf, bounds, parse
from vigil.reading.codebook.scheme import Field, FieldType, InvalidValue, Reason

Parts = Mapping[str, Field]

_CURRENCY = re.compile(r"[A-Z]{3}")
"""The shape of ISO 4217 only: prices of the past were paid in currencies no longer listed."""

_COORDINATES = {"lat": 90.0, "lon": 180.0}
_PLACE_NAMES = ("name", "admin1", "admin2")
_PLACE = {*_PLACE_NAMES, *_COORDINATES, "country", "precision", "geonames_id"}


def check_value(field: Field, parts: Parts, value: object) -> None:
    """Return when `field` may hold `value`, else raise InvalidValue.

    `parts` holds the choices that parts of compound values are taken from.
    """
    CHECKS[field.type](field, parts, value)


def refuse_retired(field: Field, value: object) -> None:
    """Raise InvalidValue if a value, or an entry of a list, is kept for old codings alone."""
    for entry in value if isinstance(value, list) else [value]:
        known = field.values.get(entry) if isinstance(entry, str) else None
        if known is not None and known.retired:
            reason = Reason("“%(value)s” is no longer a value: choose another", value=known)
            raise InvalidValue(field.id, reason)


def precedes(value: object, other: object) -> bool:
    """Return whether one date lies wholly before another; False where either is not known."""
    try:
        return _bounds(value)[1] < _bounds(other)[0]
    except (InvalidEdtf, TypeError, KeyError):
        return False


def _bounds(value: Any) -> tuple[date, date]:
    return bounds(value["value"] or "")


def _choice(field: Field, parts: Parts, value: object) -> None:
    if not isinstance(value, str) or value not in field.values:
        raise InvalidValue(
            field.id,
            Reason("%(value)r is none of: %(known)s", value=value, known=", ".join(field.values)),
        )


def _text(field: Field, parts: Parts, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(field.id, Reason("must be a text that is not empty"))


def _list(field: Field, parts: Parts, value: object) -> None:
    if not isinstance(value, list):
        raise InvalidValue(field.id, Reason("must be a list"))
    for number, entry in enumerate(value):
        try:
            _entry(field, parts, entry)
        except InvalidValue as error:
            raise InvalidValue(field.id, _within(number + 1, error.reason)) from error
        if entry in value[:number]:
            raise InvalidValue(
                field.id, _within(number + 1, Reason("%(value)r is given twice", value=entry))
            )


def _entry(field: Field, parts: Parts, entry: object) -> None:
    if field.parts:
        record = _record(field, entry, {"name", *field.parts})
        _text(field, parts, record.get("name"))
        _check_parts(field, parts, record)
    elif field.values:
        _choice(field, parts, entry)
    else:
        _text(field, parts, entry)


def _integer(field: Field, parts: Parts, value: object) -> None:
    if field.range and isinstance(value, Mapping):
        record = _record(field, value, {"low", "high"})
        low, high = record.get("low"), record.get("high")
        _named(field, "low", _whole, low)
        _named(field, "high", _whole, high)
        assert low is not None
        assert high is not None
        if low > high:
            raise InvalidValue(
                field.id,
                Reason("the low end %(low)s is above the high end %(high)s", low=low, high=high),
            )
    else:
        _whole(field, parts, value)


def _whole(field: Field, parts: Parts, value: object) -> None:
    if not isinstance(value, int):
        raise InvalidValue(field.id, Reason("%(value)r is not a whole number", value=value))
    _number(field, parts, value)


def _number(field: Field, parts: Parts, value: object) -> None:
    # bool is an int to Python, and never a number to a coder.
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidValue(field.id, Reason("%(value)r is not a number", value=value))
    if field.minimum is not None and value < field.minimum:
        raise InvalidValue(
            field.id,
            Reason("%(value)s is below %(limit)s", value=value, limit=f"{field.minimum:g}"),
        )
    if field.maximum is not None and value > field.maximum:
        raise InvalidValue(
            field.id,
            Reason("%(value)s is above %(limit)s", value=value, limit=f"{field.maximum:g}"),
        )


def _count(field: Field, parts: Parts, value: object) -> None:
    record = _record(field, value, {"low", "best", "high"})
    for part in ("low", "best", "high"):
        _named(field, part, _whole, record.get(part))
    low, best, high = record["low"], record["best"], record["high"]
    if not low <= best <= high:
        raise InvalidValue(
            field.id,
            Reason(
                "the best number %(best)s is not between the lowest %(low)s and the highest "
                "%(high)s",
                best=best,
                low=low,
                high=high,
            ),
        )


def _edtf(field: Field, parts: Parts, value: object) -> None:
    record = _record(field, value, {"value", "precision"})
    _check_parts(field, parts, record)
    written, precision = record.get("value"), record.get("precision", "unknown")
    if written is None:
        found = "unknown"
    elif isinstance(written, str):
        try:
            found = parse(written).precision
        except InvalidEdtf as error:
            raise InvalidValue(field.id, error.reason) from error
    else:
        raise InvalidValue(
            field.id, _part("value", Reason("%(value)r is not a text", value=written))
        )
    if precision != found:
        raise InvalidValue(
            field.id,
            _part(
                "precision",
                Reason("%(value)r has precision %(found)s", value=written, found=found),
            ),
        )


def _place(field: Field, parts: Parts, value: object) -> None:
    record = _record(field, value, _PLACE)
    for name in _PLACE_NAMES:
        if record.get(name) is not None:
            _named(field, name, _text, record[name])
    if record.get("country") is not None and record["country"] not in COUNTRIES:
        raise InvalidValue(
            field.id,
            _part(
                "country",
                Reason("%(value)r is no ISO 3166-1 alpha-3 code", value=record["country"]),
            ),
        )
    _check_parts(field, parts, record)
    _coordinates(field, record)
    number = record.get("geonames_id")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise InvalidValue(
            field.id,
            _part("geonames_id", Reason("%(value)r is not a whole number", value=number)),
        )


def _coordinates(field: Field, record: Mapping[str, Any]) -> None:
    given = [name for name in _COORDINATES if record.get(name) is not None]
    if len(given) == 1:
        raise InvalidValue(field.id, Reason("lat and lon are given together or not at all"))
    for name in given:
        number = record[name]
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise InvalidValue(
                field.id, _part(name, Reason("%(value)r is not a number", value=number))
            )
        if not abs(number) <= _COORDINATES[name]:
            raise InvalidValue(
                field.id, _part(name, Reason("%(value)s is not on the globe", value=number))
            )


def _money(field: Field, parts: Parts, value: object) -> None:
    record = _record(field, value, {"amount", "currency"})
    _named(field, "amount", _number, record.get("amount"))
    currency = record.get("currency")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise InvalidValue(
            field.id,
            _part("currency", Reason("%(value)r is no ISO 4217 code such as USD", value=currency)),
        )


def _record(field: Field, value: object, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidValue(
            field.id, Reason("must have the parts %(known)s", known=", ".join(sorted(known)))
        )
    unknown = sorted(set(value) - known)
    if unknown:
        raise InvalidValue(
            field.id, Reason("%(unknown)s: no such part", unknown=", ".join(unknown))
        )
    return value


def _check_parts(field: Field, parts: Parts, record: Mapping[str, Any]) -> None:
    for name, part in field.parts.items():
        if name in record and record[name] not in parts[part].values:
            known = ", ".join(parts[part].values)
            raise InvalidValue(
                field.id,
                _part(
                    name,
                    Reason("%(value)r is none of: %(known)s", value=record[name], known=known),
                ),
            )


def _named(
    field: Field, name: str, check: Callable[[Field, Parts, object], None], value: object
) -> None:
    try:
        check(field, {}, value)
    except InvalidValue as error:
        raise InvalidValue(field.id, _part(name, error.reason)) from error


def _part(name: str, why: Reason) -> Reason:
    return Reason("%(part)s: %(reason)s", part=name, reason=why)


def _within(number: int, why: Reason) -> Reason:
    return Reason("entry %(number)s: %(reason)s", number=number, reason=why)


CHECKS: Mapping[FieldType, Callable[[Field, Parts, object], None]] = {
    "choice": _choice,
    "text": _text,
    "edtf": _edtf,
    "integer": _integer,
    "number": _number,
    "count": _count,
    "place": _place,
    "list": _list,
    "money": _money,
}
