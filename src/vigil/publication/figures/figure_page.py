"""One figure as an object: its numbers, what they stand on, its addresses and its citation."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import ceil
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.casefile.coverage.statement import CoverageStatement
from vigil.casefile.models import Release
from vigil.charts.small_multiples import SmallMultiples
from vigil.language.punctuation import beside, one_by_one
from vigil.publication.downloads.citation_files import CitedWork
from vigil.publication.downloads.provenance import Provenance, provenance_of
from vigil.publication.figures.inputs import FigureInputs
from vigil.publication.figures.kinds import KINDS
from vigil.publication.figures.page import coverage_sentences, read_inputs
from vigil.publication.figures.tables import Figure
from vigil.publication.record.columns import Columns
from vigil.publication.search.filters import NO_COUNTRY
from vigil.publication.search.links import with_query
from vigil.publication.search.phrases import file_name_part, phrase_of, short_phrase_of
from vigil.publication.search.selection import Selection
from vigil.trust.organisation.queries import organisation

STATE: Final = "state"
"""The parameter of an address that names the state in which a figure was cited."""
FORMS: Final = ("figure_csv", "figure_json", "figure_svg", "figure_card", "figure_square")
"""The files of a figure, by the names of their views."""
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")
LONGEST_FILE_NAME: Final = 120
EMBED_WIDTH: Final = 640
"""Pixels: the widest that an embedded figure is shown."""
EMBED_NARROW: Final = 360
"""Pixels: how wide it is on a telephone."""
EMBED_CHART: Final = 432
"""Pixels: how wide its chart is (`figures.css`)."""
EMBED_FOLDED: Final = 33
"""Pixels: how high the folded table below it is."""


@dataclass(frozen=True)
class FigurePage:
    """A figure of a selection with everything that its page, its files and its pictures state.

    `site` is the address of the installation without a path.
    """

    figure: Figure
    inputs: FigureInputs
    provenance: Provenance
    site: str
    release: Release | None

    @cached_property
    def title(self) -> str:
        """What the figure counts, with its filter: it is passed on without its page."""
        chosen = one_by_one(self._told(short_phrase_of))
        return beside(str(self.figure.title), chosen) if chosen else str(self.figure.title)

    @property
    def description(self) -> str:
        """What the figure shows, with its filter, for sites that show a link to it."""
        if self.inputs.selection.is_everything:
            return self.figure.sentence
        told = _("Filter: %(filter)s.") % {"filter": self.safe_filter}
        return f"{self.figure.sentence} {told}"

    @property
    def file_name(self) -> str:
        """What its files are called: by the figure and its filter, in ASCII."""
        parts = (file_name_part(name, value) for name, value in self._safe.asked.items())
        return "-".join(["vigil", self.figure.key, *filter(None, parts)])[:LONGEST_FILE_NAME]

    @cached_property
    def sentences(self) -> list[str]:
        """What was monitored, in sentences."""
        return coverage_sentences(self.inputs)

    @property
    def coverage(self) -> CoverageStatement:
        """What was monitored."""
        return self.inputs.coverage

    @cached_property
    def query(self) -> str:
        """The query string of the selection."""
        return self.inputs.selection.query()

    def path(self, view: str = "figure", *rest: str) -> str:
        """Return the address of the figure in another form, in the language of the page."""
        return with_query(reverse(view, args=[self.figure.key, *rest]), self.query)

    @property
    def address(self) -> str:
        """The one address of this view: in English, which has no prefix, in a fixed order."""
        with override("en"):
            return self.site + self.path()

    @property
    def safe_address(self) -> str:
        """The address for a picture: without its query where somebody typed words into that."""
        return self.address if self._safe == self.inputs.selection else self._path_alone

    @property
    def _path_alone(self) -> str:
        return self.address.partition("?")[0]

    @property
    def cited_address(self) -> str:
        """The address with the state cited. Its page says whether the numbers are the same."""
        return f"{self.address}{'&' if self.query else '?'}{STATE}={self.figure.digest}"

    @property
    def picture_address(self) -> str:
        """The picture that sites show beside a link to the figure."""
        return self.site + self.path("figure_card")

    @property
    def released(self) -> str:
        """The newest release in words, which a number that must not change is taken from."""
        if self.release is None:
            return ""
        return _("release %(n)d (%(kind)s) of %(day)s") % {
            "n": self.release.number,
            "kind": self.release.get_kind_display(),
            "day": date_format(self.release.frozen_at, "DATE_FORMAT"),
        }

    @property
    def short_citation(self) -> str:
        """The citation in one line."""
        return _("%(publisher)s, “%(title)s”, %(day)s, state %(digest)s, %(address)s") % {
            **self._cited(),
            "address": self.cited_address,
        }

    @property
    def full_citation(self) -> str:
        """The citation with what the figure states, its filter, its state and its terms."""
        return _(
            "%(publisher)s: “%(title)s”. %(sentence)s Filter: %(filter)s. %(denominator)s State "
            "%(state)s of the record, %(status)s, figure %(digest)s, seen %(day)s. Terms: "
            "%(licence)s. %(address)s"
        ) % {
            **self._cited(),
            "sentence": self.figure.sentence,
            "filter": self.figure.filter,
            "denominator": self.figure.denominator,
            "state": self.provenance.state,
            "status": _("provisional"),
            "licence": self.provenance.licence,
            "address": self.cited_address,
        }

    @property
    def work(self) -> CitedWork:
        """The citation for programs that manage references. Its title has the filter."""
        figure, about = self.figure, self.provenance
        return CitedWork(
            key=f"vigil-{figure.key}-{figure.digest[:8]}",
            number=figure.key,
            title=self.title,
            note=(
                f"Figure {figure.key}, numbers {figure.digest}, state {about.state} of the record, "
                f"{about.status}"
            ),
            digest=figure.digest,
            url=self.cited_address,
            changed=about.day,
            day=about.day,
        )

    def _cited(self) -> Mapping[str, Any]:
        return {
            "publisher": organisation().name,
            "title": self.title,
            "digest": self.figure.digest,
            "day": date_format(self.provenance.day, "DATE_FORMAT"),
        }

    @cached_property
    def embed_height(self) -> int:
        """About how many pixels high the embedded figure is, or a little more.

        A frame has one height: that of its full width, or that of a telephone where more is needed.
        """
        return round(max(self._height_at(EMBED_WIDTH), self._height_at(EMBED_NARROW)))

    def _height_at(self, width: int) -> float:
        """Return about how many pixels high the embedded figure is at a width."""
        figure, inside = self.figure, width - 16
        counted = f"{self.safe_filter} {figure.denominator} {' ' * 60}"
        notes = (figure.caveat, *(figure.notes if figure.is_drawn else ()))
        small = [counted, *notes, " ".join(self.sentences), " " * 160]
        words = (
            16 + 26 * _lines(self.title, inside / 10) + 26 * _lines(figure.sentence, inside / 8.8)
        )
        words += sum(22 * _lines(text, inside / 7.2) + 7 for text in small if text)
        return words + self._chart_height(inside) + EMBED_FOLDED * figure.is_drawn

    def _chart_height(self, inside: int) -> float:
        """Return how many pixels high the chart is in an embedded figure."""
        if not self.figure.is_drawn:
            return 0
        plot = self.figure.plot
        if isinstance(plot, SmallMultiples):  # its panels are not drawn only to be counted
            return -(-len(plot.charts) // max(1, (inside + 22) // 182)) * 128.0
        drawing = plot.drawing()
        return drawing.height * min(EMBED_CHART, inside) / drawing.width + 6

    @property
    def embed_code(self) -> str:
        """The words that another site puts into its page to show the figure."""
        return format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" '
            'referrerpolicy="no-referrer" style="border:0;max-width:{}px"></iframe>',
            self.site + self.path("figure_embed"),
            self.title,
            self.embed_height,
            EMBED_WIDTH,
        )

    @cached_property
    def safe_filter(self) -> str:
        """The filter in words, without words that somebody typed.

        A picture is passed on without its page, so it never shows what anybody may write into an
        address.
        """
        return one_by_one(self._told(phrase_of)) or self.inputs.filter

    @cached_property
    def _safe(self) -> Selection:
        """The selection without what somebody typed."""
        asked = dict(self.inputs.selection.asked)
        asked.pop("q", "")
        divisions = self.inputs.columns.coded["admin1"].values
        known = {NO_COUNTRY, *(one.partition("/")[2] for one in divisions)}
        if asked.get("admin1", NO_COUNTRY) not in known:
            asked.pop("admin1")
        return replace(self.inputs.selection, asked=asked)

    def _told(self, phrase: Callable[[str, Any], str]) -> list[str]:
        """Return the filter in phrases, and what takes the place of what somebody typed."""
        left_out = self.inputs.selection.asked.keys() - self._safe.asked.keys()
        return [
            *(phrase(name, value) for name, value in self._safe.asked.items() if name != "sort"),
            *([_("found by a search for words")] if "q" in left_out else []),
            *([_("a division that the record does not have")] if "admin1" in left_out else []),
        ]


def make_figure_page(
    key: str, selection: Selection, columns: Columns, site: str, today: date | None = None
) -> FigurePage:
    """Return a figure of a selection. Raises KeyError if there is no figure of this name."""
    kind = KINDS[key]
    inputs = read_inputs(selection, columns, today or date.today())
    return FigurePage(
        figure=kind.make(inputs),
        inputs=inputs,
        provenance=provenance_of(selection, columns, inputs.total),
        site=site,
        release=Release.objects.first(),
    )


def is_as_cited(figure: Figure, state: str) -> bool | None:
    """Say whether the numbers are those of a state that was cited; None if none is named."""
    return figure.digest == state if _DIGEST.fullmatch(state) else None


def _lines(text: str, letters: float) -> int:
    """Return about how many lines a text takes of so many letters each."""
    return ceil(len(text) / letters)
