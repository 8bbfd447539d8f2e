"""Plain values of a PDF: numbers, switches, bytes; everything else is not carried over."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel, String

from vigil.trust.uploads.limits import Reason, RefusedError


def is_number(value: Any) -> bool:
    """Say whether a value is a number (a switch is none)."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def numbers(values: Any) -> Array | None:
    """Return a list of numbers, or None if it is not one."""
    if not isinstance(values, (Array, list)):
        return None
    taken = list(values)
    return Array(taken) if all(map(is_number, taken)) else None


def whole(values: Any, count: int) -> Array | None:
    """Return a list of exactly so many numbers, or None."""
    taken = numbers(values)
    return taken if taken is not None and len(taken) == count else None


def plain_keys(
    found: Any, *, numeric: Sequence[str] = (), switches: Sequence[str] = (),
    lists: Sequence[str] = ()
) -> dict[str, Any]:  # fmt: skip
    """Return those of the keys whose values are what they should be, without their slashes."""
    kept: dict[str, Any] = {}
    for key in numeric:
        if is_number(value := found.get(key)):
            kept[key[1:]] = value
    for key in switches:
        if isinstance(value := found.get(key), bool):
            kept[key[1:]] = value
    for key in lists:
        if (taken := numbers(found.get(key))) is not None:
            kept[key[1:]] = taken
    return kept


def chain(stream: Any) -> tuple[list[str], list[Any]]:
    """Return the filters of a stream in order, and the parameters of each."""
    filters, parameters = stream.get("/Filter"), stream.get("/DecodeParms")
    names = [filters] if isinstance(filters, Name) else list(filters or ())
    options = list(parameters) if isinstance(parameters, Array) else [parameters]
    options += [None] * (len(names) - len(options))
    return [str(name) for name in names], options


def unpacked(stream: Any) -> bytes:
    """Undo all filters of a stream. Raises what pikepdf raises if one cannot be undone."""
    return bytes(stream.read_bytes(StreamDecodeLevel.specialized))


def raw_before_last(stream: Any, source: Pdf) -> bytes:
    """Undo all filters of a stream but the last. Raises RefusedError if that cannot be done."""
    names, options = chain(stream)
    data = bytes(stream.read_raw_bytes())
    if len(names) < 2:
        return data
    before = Dictionary(Filter=Array([Name(name) for name in names[:-1]]))
    if any(isinstance(one, Dictionary) for one in options[:-1]):
        none = Dictionary()
        before.DecodeParms = Array([one if isinstance(one, Dictionary) else none
                                    for one in options[:-1]])  # fmt: skip
    try:
        return unpacked(Stream(source, data, before))
    except Exception as error:
        raise RefusedError(Reason.DAMAGED, f"filters {names}") from error


def data_of(value: Any) -> bytes:
    """Return the bytes of a stream or string."""
    if isinstance(value, Stream):
        return unpacked(value)
    return bytes(value) if isinstance(value, String) else b""
