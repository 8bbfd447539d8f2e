"""Reading a codebook version from its TOML files, with errors that name file, field and key."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from vigil.codebook.book import Codebook
from vigil.codebook.scheme import (
    LANGUAGES,
    CodebookError,
    Consistency,
    Edition,
    Field,
    Inclusion,
    Level,
    Rule,
    Value,
)

HERE = Path(__file__).parent
SCHEMES = ("iccs", "sdg_16_10_1")
"""Every field says what it corresponds to in these, or that there is no equivalent."""
FIELD_FILES: dict[Level, tuple[str, ...]] = {
    "case": ("inclusion_fields.toml", "case.toml", "link.toml", "justice.toml"),
    "victim": ("person.toml", "target.toml"),
    "desk": ("desk.toml",),
    "part": ("parts.toml",),
}
RENAMED = {"label": "labels", "mapping": "mappings"}


@cache
def load(version: str = "1.0") -> Codebook:
    """Return a version of the codebook. Raises CodebookError: unknown version, damaged file."""
    folders = _folders(HERE)
    if version not in folders:
        raise CodebookError(f"no codebook {version}; there are: {', '.join(sorted(folders))}")
    return read(folders[version])


@cache
def current() -> Codebook:
    """Return the newest version: the one that new codings use."""
    return load(versions()[-1])


def versions() -> list[str]:
    """Return the numbers of all versions kept, oldest first."""
    return sorted(_folders(HERE), key=lambda version: [int(n) for n in version.split(".")])


def read(folder: Path) -> Codebook:
    """Read the version kept in a folder. Raises CodebookError."""
    fields = {level: _fields(folder, level) for level in FIELD_FILES}
    checks = _toml(folder / "consistency.toml")
    book = Codebook(
        edition=_edition(folder),
        inclusion=_convert(_toml(folder / "inclusion.toml"), Inclusion, folder / "inclusion.toml"),
        rules=_keyed(folder / "rules.toml", Rule, "id"),
        fields={**fields["case"], **fields["victim"], **fields["desk"]},
        parts=fields["part"],
        relations=_keyed(folder / "relations.toml", Value, "key"),
        consistency=tuple(
            _convert({"id": key, **table}, Consistency, folder / "consistency.toml", key)
            for key, table in checks.items()
        ),
    )
    _check_references(book, folder)
    return book


def _folders(root: Path) -> dict[str, Path]:
    return {_edition(p.parent).version: p.parent for p in sorted(root.glob("v*/version.toml"))}


def _edition(folder: Path) -> Edition:
    path = folder / "version.toml"
    return _convert(_toml(path), Edition, path)


def _fields(folder: Path, level: Level) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for name in FIELD_FILES[level]:
        path = folder / name
        for key, table in _toml(path).items():
            if key in fields:
                raise CodebookError(f"{path.name}: {key}: the field is defined twice")
            fields[key] = _field(path, key, level, table)
    return fields


def _field(path: Path, key: str, level: Level, table: dict[str, Any]) -> Field:
    values = {
        name: _convert({"key": name, **value}, Value, path, f"{key}.values.{name}")
        for name, value in table.get("values", {}).items()
    }
    bare = {name: part for name, part in table.items() if name != "values"}
    field = _convert({"id": key, "level": level, **bare}, Field, path, key)
    if (field.type == "choice") != bool(values) and field.type != "list":
        raise CodebookError(f"{path.name}: {key}: values: a choice has values, a {field.type} none")
    missing = [scheme for scheme in SCHEMES if not field.mappings.get(scheme)]
    if missing:
        raise CodebookError(f"{path.name}: {key}: mapping: nothing said of {', '.join(missing)}")
    full = {
        name: msgspec.structs.replace(value, mappings={**field.mappings, **value.mappings})
        for name, value in values.items()
    }
    return msgspec.structs.replace(field, values=full)


def _keyed[T: (Rule, Value)](path: Path, kind: type[T], name: str) -> dict[str, T]:
    return {
        key: _convert({name: key, **table}, kind, path, key) for key, table in _toml(path).items()
    }


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path.name}: {error}") from error


def _convert[T](table: Mapping[str, Any], kind: type[T], path: Path, key: str = "") -> T:
    """Make a record of a table; every key must be known, every label in every language."""
    where = f"{path.name}: {key}" if key else path.name
    known = {f.name for f in msgspec.structs.fields(kind)}  # type: ignore[arg-type]
    renamed = {RENAMED.get(name, name): value for name, value in table.items()}
    unknown = sorted(set(renamed) - known)
    if unknown:
        raise CodebookError(f"{where}: {', '.join(unknown)}: no such key")
    missing = set(LANGUAGES) - set(renamed["labels"]) if "labels" in renamed else set()
    if missing:
        raise CodebookError(f"{where}: label: missing in {', '.join(sorted(missing))}")
    try:
        return msgspec.convert(renamed, kind)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{where}: {error}") from error


def _check_references(book: Codebook, folder: Path) -> None:
    """Refuse a version whose fields name rules, parts or fields that it does not have."""
    for field in [*book.fields.values(), *book.parts.values()]:
        named = [(field.computed_rule, book.rules, "computed_rule")]
        named += [(part, book.parts, "parts") for part in field.parts.values()]
        if field.not_before:
            named.append((field.not_before, book.fields, "not_before"))
        for name, known, key in named:
            if name not in known:
                raise CodebookError(f"{folder.name}: {field.id}: {key}: there is no {name!r}")
    conditions: list[tuple[str, Mapping[str, tuple[str, ...]]]] = [
        ("headline", book.inclusion.headline.where)
    ]
    for c in book.consistency:
        conditions += [(c.id, c.when), (c.id, c.some_person), (c.id, c.no_person)]
        conditions.append((c.id, dict.fromkeys(c.needs, ())))
    for name, condition in conditions:
        for key, values in condition.items():
            if key not in book.fields or not set(values) <= set(book.fields[key].values):
                raise CodebookError(f"{folder.name}: {name}: {key}: no such field or value")
