"""Read rows and totals of the public record."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.casefile.cases.compiled_texts import convictions_of
from vigil.casefile.models import Case, Origin
from vigil.publication.models import PublicCase
from vigil.publication.record.columns import Columns, Mask


def rows_of(pks: Sequence[int], *, records: bool = False) -> list[PublicCase]:
    """Return the rows of public cases in the order of their keys, without those that are gone.

    With `records`, each is fetched with its whole record.
    """
    found = PublicCase.objects.select_related("record") if records else PublicCase.objects.all()
    rows = found.in_bulk(pks)
    return [rows[pk] for pk in pks if pk in rows]


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline count: cases under the headline filter, and people killed in them.

    `verified` and `all_verified` are the cases that were verified here: by a person other than the
    one who adjudicated or imported them, or, where they were compiled, by two people. The others
    were compiled from published sources, and are not yet verified here.
    """

    cases: int
    killed: int
    all_cases: int
    all_killed: int
    verified: int
    all_verified: int

    @property
    def compiled(self) -> int:
        """Cases of the headline count that are not yet verified here."""
        return self.cases - self.verified

    @property
    def all_compiled(self) -> int:
        """Cases that are not yet verified here."""
        return self.all_cases - self.all_verified


def headline(columns: Columns) -> Headline:
    """Count the public cases: those of the headline count, and all."""
    return Headline(
        *_count(columns, columns.headline),
        *_count(columns, columns.all()),
        verified=count_verified(columns, columns.headline),
        all_verified=count_verified(columns, columns.all()),
    )


def count_verified(columns: Columns, mask: Mask) -> int:
    """Count the chosen cases that were verified here: all but those that were only compiled."""
    return int((mask & ~columns.coded["basis"].equal("compiled")).sum())


def convicted_while_open(columns: Columns) -> Mask:
    """Return the cases with open proceedings in which somebody has already been convicted.

    The columns do not have it: only compiled cases do, and few of them.
    """
    found = Case.objects.filter(
        origin=Origin.COMPILED,
        public__impunity="proceedings_open",
        compiled__judicial__convictions__isnull=False,
    )
    known = ((case.pk, convictions_of(case)) for case in found.prefetch_related("accepted"))
    return columns.of_cases(pk for pk, told in known if told.get("text") and told.get("says"))


def _count(columns: Columns, mask: Mask) -> tuple[int, int]:
    return int(mask.sum()), int(columns.counts["n_killed"][mask].sum())


def countries(columns: Columns) -> Sequence[str]:
    """List the countries of the public cases, by code."""
    return [code for code in columns.coded["country"].count(columns.all()) if code]


def years(columns: Columns) -> tuple[int, int] | None:
    """Return the first and the last year of the public cases; None if there are none."""
    dated = columns.year[columns.year > 0]
    return (int(dated.min()), int(dated.max())) if len(dated) else None
