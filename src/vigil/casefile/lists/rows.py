"""Convert a row of a list: from the file to the database, and from there for comparing."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from vigil.casefile.models import ListedKilling
from vigil.casefile.sheet_files.vocabulary import country_in
from vigil.reading.linkage.lists import ListedKilling as Listed
from vigil.reading.linkage.lists.blocking import name_keys

FIELDS = (
    *("names", "first", "last", "place", "admin2", "admin1", "country", "lat", "lon"),
    *("age_low", "age_high", "gender", "killed", "event", "url"),
)
"""The columns of a stored row, beside its key."""
_LONGEST = {"place": 200, "admin2": 200, "admin1": 200, "url": 2000}


def row_to_store(read: Listed) -> dict[str, Any]:
    """Return the values to store for a row. A country that is not known has no code."""
    first, last = _days(read)
    values = {
        "names": list(read.names),
        "first": first,
        "last": last,
        "place": read.place,
        "admin2": read.admin2,
        "admin1": read.admin1,
        "country": country_of(read.country),
        "lat": read.point[0] if read.point else None,
        "lon": read.point[1] if read.point else None,
        "age_low": read.age[0] if read.age else None,
        "age_high": read.age[1] if read.age else None,
        "gender": read.gender,
        "killed": read.killed,
        "event": read.event,
        "url": read.url,
    }
    return {name: _cut(name, value) for name, value in values.items()}


def country_of(text: str) -> str:
    """Return the code of a country, also if an older name follows in brackets; else ""."""
    name, _, other = text.partition("(")
    return country_in(text) or country_in(name) or country_in(other) or ""


def _days(read: Listed) -> tuple[date | None, date | None]:
    if read.when is None:
        return None, None
    return date.fromordinal(read.when[0]), date.fromordinal(read.when[1])


def _cut(name: str, value: Any) -> Any:
    return value[: _LONGEST[name]] if name in _LONGEST else value


def key_of(read: Listed, *, own: bool) -> str:
    """Return the id of a row in its list; in a list without ids, a digest of its values.

    In a list without ids, a corrected row counts as another row.
    """
    if own:
        return read.id
    values = (*sorted(read.names), str(read.when), read.place, read.country)
    return f"row-{hashlib.sha256(chr(31).join(values).encode()).hexdigest()[:20]}"


def row_to_compare(row: ListedKilling) -> Listed:
    """Return a stored row in the form that linkage compares. Its id is the primary key."""
    first, last = row.first, row.last
    return Listed(
        id=str(row.pk),
        names=tuple(row.names),
        when=(first.toordinal(), last.toordinal()) if first and last else None,
        place=row.place,
        admin2=row.admin2,
        admin1=row.admin1,
        country=row.country,
        point=(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
        age=_age(row),
        gender=row.gender,
        killed=row.killed,
        event=row.event,
        url=row.url,
    )


def _age(row: ListedKilling) -> tuple[int, int] | None:
    if row.age_low is None or row.age_high is None:
        return None
    return row.age_low, row.age_high


def name_keys_of(names: list[str]) -> list[str]:
    """Return the phonetic keys by which a row with these names is found, sorted."""
    return sorted({key[:80] for key in name_keys(names)})


def differences(row: ListedKilling, values: dict[str, Any]) -> Iterator[str]:
    """Yield what a newer file changes in a row: `field: before → after`, once for each field."""
    for name in FIELDS:
        before, after = getattr(row, name), values[name]
        if before != after:
            yield f"{name}: {_written(before)} → {_written(after)}"


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value) or "—"
    return "—" if value in (None, "") else str(value)
