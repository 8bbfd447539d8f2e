"""Count what statements are about by the places that they name, and meeting by meeting."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.charts.figure import Figure, Provenance
from vigil.charts.heat_map import heat_map
from vigil.outlook.consultations.code_lists import CODE_LISTS, LABELS, PLACES, code_name, in_order
from vigil.outlook.consultations.verbs.coding import codes_of
from vigil.outlook.models import Statement

_STEPS: Final = 5
"""Steps of a heat map: its scale ends at a multiple, so that each step is a whole number."""
MOST_PLACES: Final = 12
"""The most places that a table shows, those with most statements."""


@dataclass(frozen=True)
class ThemeTable:
    """How many statements have a code, for each code and column (a place, or a meeting)."""

    codes: tuple[str, ...]
    columns: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    left_out: int = 0
    """Places that have no column, because others have more statements."""

    def of(self, code: str, column: str) -> int:
        """Return the number of statements with this code in this column."""
        return self.counts.get((code, column), 0)


def themes_by_place(statements: Iterable[Statement], dimension: str) -> ThemeTable:
    """Count statements by code and by the places coded for the same statement.

    A statement about two places counts in both columns; one about no place counts in none.
    """
    pairs, often = Counter[tuple[str, str]](), Counter[str]()
    for one in statements:
        codes = codes_of(one)
        places = codes.get(PLACES, ()) if codes.get(dimension) else ()
        often.update(places)
        pairs.update((code, place) for code in codes.get(dimension, ()) for place in places)
    shown = {place for place, _n in often.most_common(MOST_PLACES)}
    return _table(dimension, pairs, in_order(PLACES, shown), len(often) - len(shown))


def themes_over_meetings(statements: Iterable[Statement], dimension: str) -> ThemeTable:
    """Count statements by code and by consultation, in the order of the statements."""
    pairs: Counter[tuple[str, str]] = Counter()
    meetings: dict[str, None] = {}
    for one in statements:
        meeting = one.consultation.code
        meetings[meeting] = None
        pairs.update((code, meeting) for code in codes_of(one).get(dimension, ()))
    return _table(dimension, pairs, list(meetings), 0)


def theme_figures(statements: Sequence[Statement], dimension: str) -> list[Figure]:
    """Return both tables of a list of codes as figures; none for a table without a number."""
    places = themes_by_place(statements, dimension)
    labels = [code_name(PLACES, code) for code in places.columns]
    meetings = themes_over_meetings(statements, dimension)
    title = _("%(list)s by place") % {"list": LABELS[dimension]}
    over = _("%(list)s, consultation by consultation") % {"list": LABELS[dimension]}
    made = (
        _figure("themes-by-place", title, dimension, places, labels),
        _figure("themes-over-meetings", over, dimension, meetings, meetings.columns),
    )
    return [figure for figure in made if figure is not None]


def checked_dimension(asked: str) -> str:
    """Return the list of codes that was asked for, or the first where there is no such list."""
    return asked if asked in CODE_LISTS else next(iter(CODE_LISTS))


def _table(
    dimension: str, pairs: Counter[tuple[str, str]], columns: Sequence[str], left_out: int
) -> ThemeTable:
    codes = in_order(dimension, {code for code, _column in pairs})
    return ThemeTable(tuple(codes), tuple(columns), dict(pairs), left_out)


def _figure(
    key: str, title: str, dimension: str, table: ThemeTable, labels: Sequence[str]
) -> Figure | None:
    if not table.codes or not table.columns:
        return None
    more = [
        _("A statement about two things counts for both. Numbers count statements, not people.")
    ]
    if table.left_out:
        more.append(_("%(n)d further places have fewer statements.") % {"n": table.left_out})
    about = Provenance(
        method="",
        source=_("Statements coded by two people independently"),
        as_of=timezone.localdate(),
        more=tuple(more),
    )
    return heat_map(
        key,
        title,
        about,
        columns=list(labels),
        rows=[code_name(dimension, code) for code in table.codes],
        values=[
            [float(table.of(code, column)) for column in table.columns] for code in table.codes
        ],
        low=0,
        high=_STEPS * ceil(max(table.counts.values()) / _STEPS),
        row_head=str(LABELS[dimension]),
        summary=_("%(rows)d themes by %(columns)d columns: from %(low)s to %(high)s statements."),
    )
