"""A small drawing of who is connected with whom, with its table. Parties are drawn by code."""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, pi, sin
from typing import Final

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from vigil.charts.axes import Legend
from vigil.charts.figure import Figure
from vigil.charts.marks import WIDTH, Anchor, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.table import TableCell, TableRow
from vigil.fund.connections.queries import parties_in
from vigil.fund.models import Connection, Party

MOST_DRAWN: Final = 24
"""More parties than this cannot be told apart in a small drawing."""
LINES: Final[Mapping[str, str]] = {
    Connection.Kind.MENTORING: "seen",
    Connection.Kind.VISIT: "break",
    Connection.Kind.COALITION: "even",
}
"""How each kind of connection is drawn: whole, dotted, dashed."""
MIDDLE, RADIUS, TOP = WIDTH / 2, 112.0, 130.0


def connection_chart(rows: Sequence[Connection], incidents_of: Sequence[int]) -> Figure:
    """Draw connections as lines between codes on a circle.

    `incidents_of` are the parties (primary keys) with a safety incident: they have a second ring.
    Without a drawing, if there are too many, the table says the same.
    """
    parties = parties_in(rows)
    drawn = parties if len(parties) <= MOST_DRAWN else []
    return Figure(
        "connections",
        _("Who is connected with whom"),
        _drawing(drawn, rows if drawn else (), set(incidents_of)),
        tuple(_sentence(row) for row in rows),
        (_("Party"), _("With"), _("How"), _("Since")),
        tuple(_row(row) for row in rows),
        (_("A second ring marks a party with a safety incident."),)
        if drawn and set(incidents_of) & {party.pk for party in drawn}
        else (),
    )


def _drawing(parties: Sequence[Party], rows: Sequence[Connection], incidents: set[int]) -> Drawing:
    at = {party.pk: _place(n, len(parties)) for n, party in enumerate(parties)}
    legend = Legend(TOP + RADIUS + 46)
    marks: list[Mark] = [
        *(Path(LINES[row.kind], (at[row.one_id], at[row.other_id])) for row in rows),
        *(Dot("hollow", *at[pk], 9) for pk in incidents if pk in at),
        *(Dot("dot", *place, 5) for place in at.values()),
        *(mark for party in parties for mark in _label(party, at[party.pk])),
        *_legend(legend, {row.kind for row in rows}),
    ]
    return Drawing(legend.y if parties else 1, tuple(marks), get_language_bidi())


def _place(n: int, of: int) -> tuple[float, float]:
    angle = 2 * pi * n / of - pi / 2
    return MIDDLE + RADIUS * cos(angle), TOP + RADIUS * sin(angle)


def _label(party: Party, place: tuple[float, float]) -> Iterator[Mark]:
    x, y = place
    side: Anchor = "middle" if abs(x - MIDDLE) < 20 else "start" if x > MIDDLE else "end"
    aside = {"middle": 0, "start": 13, "end": -13}[side]
    above = -14 if y < TOP and side == "middle" else 24 if side == "middle" else 4
    yield TextMark("tick", x + aside, y + above, party.code, side)


def _legend(legend: Legend, kinds: set[str]) -> Iterator[Mark]:
    for kind, line in LINES.items():
        if kind in kinds:
            yield from legend.line(line, str(Connection.Kind(kind).label))


def _sentence(row: Connection) -> str:
    return _("%(one)s and %(other)s: %(kind)s.") % {
        "one": row.one.code,
        "other": row.other.code,
        "kind": row.get_kind_display(),
    }


def _row(row: Connection) -> TableRow:
    cells = (str(row.other), str(row.get_kind_display()), f"{row.since:%Y-%m-%d}")
    return TableRow(str(row.one), tuple(TableCell(text) for text in cells))
