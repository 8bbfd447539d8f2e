"""Reading a codebook version from its TOML files, with errors that name file, field and key.

The folder of a version holds the files in which it differs from the version that it `follows`.
"""

import tomllib
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import msgspec

from vigil.reading.codebook.book import Codebook
from vigil.reading.codebook.scheme import (
    LANGUAGES,
    TEXT_LANGUAGES,
    CodebookError,
    Consistency,
    Edition,
    Field,
    Inclusion,
    Level,
    Rule,
    Text,
    Value,
)

HERE = Path(__file__).parent
SCHEMES = ("iccs", "sdg_16_10_1")
"""Every field says what it corresponds to in these, or that there is no equivalent."""
FIELD_FILES: dict[Level, tuple[str, ...]] = {
    "case": ("inclusion_fields.toml", "case.toml", "counts.toml", "link.toml", "justice.toml"),
    "victim": ("groups.toml", "person.toml", "target.toml"),
    "desk": ("desk.toml",),
    "part": ("parts.toml",),
}
SINCE_1_2 = frozenset({"counts.toml", "groups.toml"})
"""Files that earlier versions do not have."""
MAY_LACK = "may_lack.toml"
FILES = frozenset(
    (
        *("version.toml", "inclusion.toml", "rules.toml", "relations.toml", "consistency.toml"),
        MAY_LACK,
        *(f"{language}.toml" for language in TEXT_LANGUAGES),
        *(name for names in FIELD_FILES.values() for name in names),
    )
)
"""Every file that a version may have."""
RENAMED = {"label": "labels", "mapping": "mappings"}
EVERY = dict.fromkeys(LANGUAGES, "nothing to label")


class _Made:
    """The versions that the installation made itself, and the newest of them (`know`)."""

    books: Mapping[str, Codebook] = MappingProxyType({})
    newest: Codebook | None = None


def load(version: str = "1.0") -> Codebook:
    """Return a version of the codebook. Raises CodebookError: unknown version, damaged file."""
    return _Made.books.get(version) or _load(version)


@cache
def _load(version: str) -> Codebook:
    folders = _folders(HERE)
    if version not in folders:
        raise CodebookError(f"no codebook {version}; there are: {', '.join(sorted(folders))}")
    return read(folders[version])


def current() -> Codebook:
    """Return the version that new codings use: the newest of the installation, or as shipped."""
    return _Made.newest or _newest_shipped()


@cache
def _newest_shipped() -> Codebook:
    return _load(max(_folders(HERE), key=_numbers))


def versions() -> list[str]:
    """Return the numbers of all versions kept, oldest first."""
    return sorted({*_folders(HERE), *_Made.books}, key=_numbers)


def _numbers(version: str) -> list[int]:
    return [int(n) for n in version.split(".")]


def know(made: Mapping[str, Codebook]) -> None:
    """Let this process know the versions that the installation made: these and no others."""
    _Made.books = dict(made)
    _Made.newest = made[max(made, key=_numbers)] if made else None


def made() -> frozenset[str]:
    """Return the numbers of the versions made here that this process knows."""
    return frozenset(_Made.books)


def by_version[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Keep the answers of a function of the current codebook, for each version apart."""

    kept: dict[tuple[object, ...], T] = {}

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (current().version, *args, *kwargs.items())
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        return kept[key]

    return answer


type Files = Mapping[str, str]
"""The files of a version, by name: those in which it differs from the one that it follows."""


@contextmanager
def folders_of(stored: Mapping[str, Files]) -> Iterator[dict[str, Path]]:
    """Lay out versions kept elsewhere beside the shipped ones: each number with its folder."""
    with TemporaryDirectory() as at:
        for folder in _folders(HERE).values():
            (Path(at) / folder.name).symlink_to(folder, target_is_directory=True)
        for version, files in stored.items():
            folder = Path(at) / ("v" + "_".join(map(str, _numbers(version))))
            folder.mkdir()
            for name in FILES & files.keys():
                (folder / name).write_text(files[name], encoding="utf-8")
        yield _folders(Path(at))


def read(folder: Path) -> Codebook:
    """Read the version kept in a folder. Raises CodebookError."""
    fields = {level: _fields(folder, level) for level in FIELD_FILES}
    for language in TEXT_LANGUAGES:
        _translate(folder, language, fields)
    _say_what_may_lack(folder, fields)
    checks, inclusion = file_of(folder, "consistency.toml"), file_of(folder, "inclusion.toml")
    book = Codebook(
        edition=_edition(folder),
        inclusion=_convert(read_toml(inclusion), Inclusion, inclusion),
        rules=_keyed(file_of(folder, "rules.toml"), Rule, "id"),
        fields={**fields["case"], **fields["victim"], **fields["desk"]},
        parts=fields["part"],
        relations=_keyed(file_of(folder, "relations.toml"), Value, "key"),
        consistency=tuple(
            _convert({"id": key, **table}, Consistency, checks, key)
            for key, table in _tables(checks).items()
        ),
    )
    _check_references(book, folder)
    return book


def _translate(folder: Path, language: str, fields: dict[Level, dict[str, Field]]) -> None:
    """Add the definitions of a language to the fields. Not every field is translated."""
    path = folder / f"{language}.toml"
    for name, table in texts_of(folder, language).items():
        level = next((level for level in fields if name in fields[level]), None)
        if level is None:
            raise CodebookError(f"{path.name}: there is no field {name!r}")
        fields[level][name] = _translated(path, language, fields[level][name], table)


def _say_what_may_lack(folder: Path, fields: dict[Level, dict[str, Field]]) -> None:
    """Add to each field why it may be left without a value. Versions of before 1.2 do not say."""
    path = file_of(folder, MAY_LACK)
    for name, lacks in (read_toml(path) if path.exists() else {}).items():
        level = next((level for level in fields if name in fields[level]), None)
        if level is None:
            raise CodebookError(f"{path.name}: there is no field {name!r}")
        given = msgspec.structs.asdict(fields[level][name]) | {"may_lack": lacks}
        try:
            fields[level][name] = msgspec.convert(given, Field)
        except msgspec.ValidationError as error:
            raise CodebookError(f"{path.name}: {name}: {error}") from error


def texts_of(folder: Path, language: str) -> dict[str, dict[str, Any]]:
    """Return the texts of a version by field: its own, or those of the version it follows.

    A field whose file a version has of its own is translated in that version too.
    """
    path = folder / f"{language}.toml"
    own = _tables(path) if path.exists() else {}
    earlier = _folders(folder.parent).get(_edition(folder).follows)
    if earlier is None:
        return own
    names = {name for files in FIELD_FILES.values() for name in files}
    changed = {
        key for name in names if (folder / name).exists() for key in read_toml(folder / name)
    }
    older = texts_of(earlier, language)
    return {key: text for key, text in older.items() if key not in changed} | own


def _translated(path: Path, language: str, field: Field, table: dict[str, Any]) -> Field:
    bare = {name: part for name, part in table.items() if name != "values"}
    text = _convert({**bare, "language": language}, Text, path, field.id)
    values = dict(field.values)
    for key, part in _values(path, field.id, table):
        if key not in values:
            raise CodebookError(f"{path.name}: {field.id}: there is no value {key!r}")
        said = _convert({**part, "language": language}, Text, path, f"{field.id}.values.{key}")
        texts = {**values[key].texts, language: said}
        values[key] = msgspec.structs.replace(values[key], texts=texts)
    texts = {**field.texts, language: text}
    return msgspec.structs.replace(field, values=values, texts=texts)


def _folders(root: Path) -> dict[str, Path]:
    return {_edition(p.parent).version: p.parent for p in sorted(root.glob("v*/version.toml"))}


def file_of(folder: Path, name: str) -> Path:
    """Return a file of a version: its own, or that of the version it follows."""
    own = folder / name
    earlier = _edition(folder).follows
    if own.exists() or not earlier:
        return own
    found = _folders(folder.parent).get(earlier)
    return own if found is None else file_of(found, name)


def _edition(folder: Path) -> Edition:
    path = folder / "version.toml"
    return _convert(read_toml(path), Edition, path)


def _fields(folder: Path, level: Level) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for path in _field_files(folder, level):
        for key, table in _tables(path).items():
            if key in fields:
                raise CodebookError(f"{path.name}: {key}: the field is defined twice")
            fields[key] = _field(path, key, level, table)
    return fields


def _field_files(folder: Path, level: Level) -> Iterator[Path]:
    for name in FIELD_FILES[level]:
        path = file_of(folder, name)
        if path.exists() or name not in SINCE_1_2:
            yield path


def _field(path: Path, key: str, level: Level, table: dict[str, Any]) -> Field:
    values = {
        name: _convert({"key": name, **value}, Value, path, f"{key}.values.{name}")
        for name, value in _values(path, key, table)
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


def _values(path: Path, key: str, table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    values = table.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        raise CodebookError(f"{path.name}: {key}: values: each must be a table")
    yield from values.items()


def _keyed[T: (Rule, Value)](path: Path, kind: type[T], name: str) -> dict[str, T]:
    return {
        key: _convert({name: key, **table}, kind, path, key) for key, table in _tables(path).items()
    }


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    """Read a file that holds nothing but tables."""
    tables = read_toml(path)
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise CodebookError(f"{path.name}: {key}: must be a table, [{key}]")
    return tables


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file; nobody changes the answer. Raises CodebookError, which names the file."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path.name}: {error}") from error


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, Any]:
    """Parse a text once: to make a version reads the same files many times."""
    return tomllib.loads(text)


def _convert[T](table: Mapping[str, Any], kind: type[T], path: Path, key: str = "") -> T:
    """Make a record of a table; every key must be known, every label in every language."""
    where = f"{path.name}: {key}" if key else path.name
    renamed = {RENAMED.get(name, name): value for name, value in table.items()}
    try:
        record = msgspec.convert(renamed, kind)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{where}: {error}") from error
    missing = [lang for lang in LANGUAGES if not getattr(record, "labels", EVERY).get(lang)]
    if missing:
        raise CodebookError(f"{where}: label: missing in {', '.join(missing)}")
    return record


def _check_references(book: Codebook, folder: Path) -> None:
    """Refuse a version whose fields name rules, parts, fields or values that it does not have."""
    for field in [*book.fields.values(), *book.parts.values()]:
        named: list[tuple[str, Container[str], str]] = [
            (field.computed_rule, book.rules, "computed_rule")
        ]
        named += [(part, book.parts, "parts") for part in field.parts.values()]
        if field.not_before:
            named.append((field.not_before, book.fields, "not_before"))
        named += [
            (v.becomes, _still_chosen(field), "becomes") for v in field.values.values() if v.becomes
        ]
        for name, known, key in named:
            if name not in known:
                file = _name_of_file(folder, field)
                raise CodebookError(f"{file}: {field.id}: {key}: there is no {name!r}")
    _check_condition(book, "inclusion.toml: headline.where", book.inclusion.headline.where)
    for rule in book.consistency:
        where = f"consistency.toml: {rule.id}"
        _check_condition(book, f"{where}: when", rule.when)
        _check_condition(book, f"{where}: some_person", rule.some_person)
        _check_condition(book, f"{where}: no_person", rule.no_person)
        _check_condition(book, f"{where}: needs", dict.fromkeys(rule.needs, ()))


def _still_chosen(field: Field) -> set[str]:
    return {value.key for value in field.chosen_from()}


def _check_condition(book: Codebook, where: str, condition: Mapping[str, tuple[str, ...]]) -> None:
    for key, values in condition.items():
        if key not in book.fields:
            raise CodebookError(f"{where}: there is no field {key!r}")
        unknown = [value for value in values if value not in book.fields[key].values]
        if unknown:
            raise CodebookError(f"{where}: {key}: there is no value {unknown[0]!r}")


def _name_of_file(folder: Path, field: Field) -> str:
    paths = _field_files(folder, field.level)
    return next(path.name for path in paths if field.id in read_toml(path))
