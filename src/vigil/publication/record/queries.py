"""Reading the public record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from vigil.casefile.models import Case, CaseAccount, CaseRelation
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns, Mask


def rows_of(pks: Sequence[int]) -> list[PublicCase]:
    """Return the rows of public cases in the order of their keys; what has gone is left out."""
    rows = PublicCase.objects.in_bulk(pks)
    return [rows[pk] for pk in pks if pk in rows]


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case all that its page needs, in a fixed number of queries."""
    memberships = CaseAccount.objects.select_related(
        "account__report__outlet", "account__report"
    ).prefetch_related("account__claims", "account__report__accounts__claims")
    relations = CaseRelation.objects.select_related("other", "case")
    return cases.select_related("public").prefetch_related(
        "accepted",
        "victims__names",
        "victims__accepted",
        "codings",
        "adjudications",
        "superseded__codings",
        "superseded__adjudications",
        "split_from__codings",
        "split_from__adjudications",
        Prefetch("memberships", queryset=memberships),
        Prefetch("relations", queryset=relations),
        Prefetch("related_from", queryset=relations),
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline count: cases under the headline filter, and people killed in them."""

    cases: int
    killed: int
    all_cases: int
    all_killed: int


def headline(columns: Columns) -> Headline:
    """Count the public cases, under the headline filter and in all."""
    return Headline(*_count(columns, columns.headline), *_count(columns, columns.all()))


def _count(columns: Columns, mask: Mask) -> tuple[int, int]:
    return int(mask.sum()), int(columns.counts["n_killed"][mask].sum())


@dataclass(frozen=True, slots=True)
class RememberedName:
    """A name of the list of names: who, which year, which case."""

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


def countries(columns: Columns) -> Sequence[str]:
    """List the countries of the public cases, by code."""
    return [code for code in columns.coded["country"].count(columns.all()) if code]


def years(columns: Columns) -> tuple[int, int] | None:
    """Return the first and the last year of the public cases; None if there are none."""
    dated = columns.year[columns.year > 0]
    return (int(dated.min()), int(dated.max())) if len(dated) else None
