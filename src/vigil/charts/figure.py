"""A figure: a drawing, the same in sentences and as a table, and how it was made.

It is plain data: written with `msgspec` and read again it is the same figure.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.charts.marks import Drawing
from vigil.charts.svg import svg_for_page, svg_standalone
from vigil.charts.table import TableRow, table_csv


class Provenance(Struct, frozen=True):
    """How a figure was made.

    `method` may be empty where `more` explains it. `respondents` is a sentence that says how many
    people answered; empty where nobody was asked.
    """

    method: str
    source: str
    as_of: date
    respondents: str = ""
    more: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes below the figure, in sentences."""
        return (
            *((_("Method: %(method)s.") % {"method": self.method},) if self.method else ()),
            *((self.respondents,) if self.respondents else ()),
            _("As of %(day)s.") % {"day": date_format(self.as_of)},
            _("Source: %(source)s.") % {"source": self.source},
            *self.more,
        )


class Figure(Struct, frozen=True):
    """A figure. `key` tells it from others on a page; `heads` names every column, the first too."""

    key: str
    title: str
    drawing: Drawing
    said: tuple[str, ...]
    """The text alternative: what the drawing shows, in sentences made from the numbers."""
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    paper: Drawing | None = None
    """Another drawing of the same for print, where that of the page would not fit one."""

    @property
    def alt(self) -> str:
        """The text alternative as one text."""
        return " ".join(self.said)

    @property
    def svg(self) -> SafeString:
        """The drawing for a page, with classes."""
        return svg_for_page(self.drawing, self.key)

    @property
    def svg_paper(self) -> SafeString:
        """The drawing for a printed page, with classes; empty where it is that of the screen."""
        return svg_for_page(self.paper, f"{self.key}-paper") if self.paper else SafeString()

    def svg_plain(self, colours: Mapping[str, str] | None = None) -> str:
        """Return the drawing for print on its own, black and white if no `colours` are given.

        Their names are those of `vigil.charts.styles.TOKENS`.
        """
        return svg_standalone(self.paper or self.drawing, self.key, self.title, self.alt, colours)

    def csv(self) -> str:
        """Write the table as CSV."""
        return table_csv(self.heads, self.rows)
