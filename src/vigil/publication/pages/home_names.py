"""The names of those killed, as the home page lists them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns
from vigil.publication.record.queries import rows_of


@dataclass(frozen=True, slots=True)
class RememberedName:
    """A name in the list of names, with the year and the case."""

    name: str
    year: int | None
    public_id: str


def remembered_names(columns: Columns, limit: int) -> list[RememberedName]:
    """List the names of those killed, by year and name, at most `limit`."""
    with_names = columns.oldest(columns.counts["n_named"] > 0)[:limit]
    rows = rows_of(columns.pk[with_names].tolist())
    return sorted(_names_in(rows), key=lambda r: (r.year or 9999, r.name))[:limit]


def _names_in(rows: Iterable[PublicCase]) -> Iterator[RememberedName]:
    for row in rows:
        year = row.date_from.year if row.date_from else None
        for person in row.people:
            if person["outcome"] == "killed" and person["names"]:
                yield RememberedName(person["names"][0], year, row.public_id)


def count_named(columns: Columns) -> int:
    """Count the people killed whose names may be shown."""
    return int(columns.counts["n_named"].sum())
