"""Write tables as TOML, in the form of the shipped files of the codebook."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
INLINE: Final = ("label", "mapping", "parts", "gendered")
"""Tables that stand in one line."""


def toml_of(table: Mapping[str, Any]) -> str:
    """Return a table as TOML, ending in a newline. Values that are None are left out."""
    return "\n".join(_lines(table, ())).strip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {name: value for name, value in table.items() if _stands_apart(name, value)}
    for name, value in table.items():
        if name not in inner and value is not None:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in inner.items():
        at = (*path, name)
        header = ".".join(map(_key, at))
        if isinstance(value, list):
            for entry in value:
                yield from ("", f"[[{header}]]", *_lines(entry, at))
        else:
            if not value or any(not _stands_apart(key, one) for key, one in value.items()):
                yield from ("", f"[{header}]")
            yield from _lines(value, at)


def _stands_apart(name: str, value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, Mapping) for entry in value)
    return isinstance(value, Mapping) and name not in INLINE


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(v)}" for name, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    # What JSON writes of texts, numbers, true and false is TOML too, but for one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
