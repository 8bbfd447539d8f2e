"""The mappings of columns that ship with the program, and those that somebody writes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from vigil.reading.linkage.lists.columns import ABOUT, from_toml

PRESETS = ("ucdp", "cpj", "generic")
DESCRIBED_BY = ("name", "publisher", "url", "licence")


@dataclass(frozen=True)
class ColumnMapping:
    """What a list is, as far as that is known before its file, and what its columns mean."""

    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    """Of `DESCRIBED_BY`, what the mapping says of the list."""
    columns: Mapping[str, Any] = field(default_factory=dict)


def shipped_mapping(name: str) -> ColumnMapping:
    """Return a mapping that ships with the program. Raises KeyError."""
    if name not in PRESETS:
        raise KeyError(name)
    return _read(name, files("vigil.casefile.lists").joinpath(f"{name}.toml").read_text("utf-8"))


def custom_mapping(path: Path) -> ColumnMapping:
    """Return a mapping that somebody wrote. Raises ValueError, naming what is not understood."""
    return _read(path.name, path.read_text("utf-8"))


def _read(name: str, text: str) -> ColumnMapping:
    columns = from_toml(text)
    about = tomllib.loads(text).get(ABOUT, {})
    if unknown := sorted(about.keys() - set(DESCRIBED_BY)):
        raise ValueError(
            f"[{ABOUT}]: {unknown[0]} is not known here; there are {', '.join(DESCRIBED_BY)}"
        )
    return ColumnMapping(name, {key: str(value) for key, value in about.items()}, columns)
