"""Read mappings of columns: those that ship with the program, and those that somebody wrote."""

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
    """What the columns of a list mean, and what the mapping says about the list itself."""

    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    """What the mapping says about the list, by the keys of `DESCRIBED_BY`."""
    columns: Mapping[str, Any] = field(default_factory=dict)


def shipped_mapping(name: str) -> ColumnMapping:
    """Return a mapping that ships with the program. Raises KeyError."""
    if name not in PRESETS:
        raise KeyError(name)
    return _read(name, files("vigil.casefile.lists").joinpath(f"{name}.toml").read_text("utf-8"))


def custom_mapping(path: Path) -> ColumnMapping:
    """Return a mapping that somebody wrote. Raises ValueError that names an unknown key."""
    return _read(path.name, path.read_text("utf-8"))


def _read(name: str, text: str) -> ColumnMapping:
    columns = from_toml(text)
    about = tomllib.loads(text).get(ABOUT, {})
    if unknown := sorted(about.keys() - set(DESCRIBED_BY)):
        raise ValueError(
            f"[{ABOUT}]: {unknown[0]} is not known here; there are {', '.join(DESCRIBED_BY)}"
        )
    return ColumnMapping(name, {key: str(value) for key, value in about.items()}, columns)
