"""Read rows and totals of the public record."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns, Mask


def rows_of(pks: Sequence[int]) -> list[PublicCase]:
    """Return the rows of public cases in the order of their keys, without those that are gone."""
    rows = PublicCase.objects.in_bulk(pks)
    return [rows[pk] for pk in pks if pk in rows]


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline count: cases under the headline filter, and people killed in them."""

    cases: int
    killed: int
    all_cases: int
    all_killed: int


def headline(columns: Columns) -> Headline:
    """Count the public cases: those of the headline count, and all."""
    return Headline(*_count(columns, columns.headline), *_count(columns, columns.all()))


def _count(columns: Columns, mask: Mask) -> tuple[int, int]:
    return int(mask.sum()), int(columns.counts["n_killed"][mask].sum())


def countries(columns: Columns) -> Sequence[str]:
    """List the countries of the public cases, by code."""
    return [code for code in columns.coded["country"].count(columns.all()) if code]


def years(columns: Columns) -> tuple[int, int] | None:
    """Return the first and the last year of the public cases; None if there are none."""
    dated = columns.year[columns.year > 0]
    return (int(dated.min()), int(dated.max())) if len(dated) else None
