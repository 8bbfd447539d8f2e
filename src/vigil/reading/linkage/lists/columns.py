"""What the columns of a list mean: given as TOML, or guessed from their names.

[columns]                 # for both lists; [a] and [b] say what is other in one of them
id = "id"
name = ["first", "last"]  # several columns are put one after the other
date = "date"
place = "city | town"     # the first of these columns that the file has
age = "age"
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

ColumnNames = tuple[str, ...]
"""The columns of one field, in their order; empty where the list has none."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Field -> columns of a list. `place` may go on from fine to coarse: town, region, country."""

    id: ColumnNames = ()
    name: ColumnNames = ()
    other_names: ColumnNames = ()
    date: ColumnNames = ()
    date_end: ColumnNames = ()
    place: ColumnNames = ()
    admin2: ColumnNames = ()
    admin1: ColumnNames = ()
    country: ColumnNames = ()
    lat: ColumnNames = ()
    lon: ColumnNames = ()
    age: ColumnNames = ()
    gender: ColumnNames = ()
    killed: ColumnNames = ()
    url: ColumnNames = ()
    place_precision: ColumnNames = ()
    """A column of numbers: the greater, the coarser the place is known."""
    options: "Options" = field(default_factory=lambda: Options())


@dataclass(frozen=True, slots=True)
class Options:
    """How the cells are to be read."""

    date_order: str = ""
    """`dmy` or `mdy` for dates like 3/4/2020; where empty, the column itself tells."""
    event: bool = False
    """The rows count the dead of events, and tell nothing of the persons."""
    precise_up_to: float = 0
    """Greatest `place_precision` at which place and point are those of the killing itself."""


FIELDS = tuple(f.name for f in fields(Columns) if f.name != "options")
_OPTIONS = {f.name: f.type for f in fields(Options)}
_ORDERS = ("", "dmy", "mdy")
ABOUT = "list"
"""The table that tells of the list itself; it is no matter of columns."""

_WORDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "uid", "record id", "case id", "number", "no", "key", "codigo", "folio"),
    "name": (
        *("name", "full name", "fullname", "victim name", "name of victim", "victim", "person"),
        *("nombre", "nombre completo", "nom", "nome", "victim s name", "names"),
    ),
    "other_names": ("other names", "aliases", "alias", "also known as", "alias nombre"),
    "date": (
        *("date", "date of death", "death date", "date of incident", "incident date", "event date"),
        *("date start", "date of attack", "date of killing", "date of injury resulting in death"),
        *("fecha", "data", "date of injury", "fecha de muerte", "day", "startdisplay"),
    ),
    "date_end": ("date end", "end date"),
    "place": (
        *("city", "place", "town", "location", "municipality", "location of death", "ciudad"),
        *("municipio", "lugar", "ville", "cidade", "locality", "where coordinates", "city town"),
    ),
    "admin2": ("county", "district", "admin2", "adm 2", "adm2", "parish"),
    "admin1": ("state", "province", "region", "admin1", "adm 1", "adm1", "estado", "provincia"),
    "country": ("country", "pais", "pays", "country name"),
    "lat": ("latitude", "lat", "latitud"),
    "lon": ("longitude", "lon", "lng", "long", "longitud"),
    "age": ("age", "age at death", "victim age", "victim s age", "edad", "idade", "age years"),
    "gender": ("gender", "sex", "victim s gender", "victim gender", "sexo", "genero", "sexe"),
    "killed": ("killed", "deaths", "fatalities", "best", "dead", "number killed", "muertos"),
    "url": ("url", "link", "source url", "mtpage", "web page"),
}
_BY_TAIL = ("id", "name", "date", "city", "gender", "age")
"""Fields that a column like `mpv_id` or `victim_age` means by its last word, if no other does."""


def guessed(header: Sequence[str]) -> Columns:
    """Return what the columns of a file mean by their names; the rest stays unread."""
    simple = {name: _simple(name) for name in header}
    found: dict[str, ColumnNames] = {}
    for what, words in _WORDS.items():
        known = [(words.index(s), n) for n, s in simple.items() if s in words]
        if known:
            found[what] = (min(known)[1],)
    taken = {names[0] for names in found.values()}
    for tail in _BY_TAIL:
        what = "place" if tail == "city" else tail
        like = [n for n, s in simple.items() if s.split()[-1:] == [tail] and n not in taken]
        if what not in found and like:
            found[what] = (like[0],)
            taken.add(like[0])
    return Columns(**found)  # type: ignore[arg-type]


def from_toml(text: str, side: str = "") -> dict[str, Any]:
    """Return the fields and options that a file of TOML gives for one side, `a` or `b`.

    Raises ValueError, naming what is not understood.
    """
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"this is no TOML: {error}") from error
    plain = {name: value for name, value in given.items() if not isinstance(value, dict)}
    parts = {name: value for name, value in given.items() if isinstance(value, dict)}
    if unknown := sorted(parts.keys() - {"columns", "a", "b", ABOUT}):
        raise ValueError(f"[{unknown[0]}] is not known here; there are [columns], [a] and [b]")
    told = {**plain, **parts.get("columns", {}), **parts.get(side, {})}
    for name in told:
        if name not in FIELDS and name not in _OPTIONS:
            known = ", ".join((*FIELDS, *_OPTIONS))
            raise ValueError(f"{name} is not known here; there are {known}")
    return told


def chosen(told: Mapping[str, Any], header: Sequence[str], base: Columns | None = None) -> Columns:
    """Put what was told above what was guessed (or `base`).

    Raises ValueError for a column that the file does not have.
    """
    base = guessed(header) if base is None else base
    fields_told = {name: _present(name, told[name], header) for name in FIELDS if name in told}
    options = {name: told[name] for name in _OPTIONS if name in told}
    if options.get("date_order", "") not in _ORDERS:
        raise ValueError(f"date_order: {options['date_order']!r} is not dmy or mdy")
    return replace(base, **fields_told, options=replace(base.options, **options))


def _present(what: str, told: object, header: Sequence[str]) -> ColumnNames:
    entries = told if isinstance(told, list) else [told]
    found = []
    for entry in entries:
        if not isinstance(entry, str):
            raise ValueError(f"{what}: {entry!r} is not the name of a column")
        if not entry:
            continue
        likes = [part.strip() for part in entry.removesuffix("?").split("|")]
        present = next((column for column in (entry, *likes) if column in header), None)
        if present is None and entry.endswith("?"):
            continue
        if present is None:
            raise ValueError(
                f"{what}: the file has no column {entry!r}; it has {', '.join(header)}"
            )
        found.append(present)
    return tuple(found)


def _simple(name: str) -> str:
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = " ".join(re.findall(r"[a-z0-9]+", name.lower()))
    return (
        plain
        if plain in {"fullname", "startdisplay"}
        else " ".join(re.findall(r"[a-z0-9]+", spread.lower()))
    )
