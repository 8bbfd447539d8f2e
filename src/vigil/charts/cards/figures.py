"""Draw a figure as a picture: its title, its finding, its chart, and what it stands on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from vigil.charts.cards.drawing import cut_text, lines_of, spans
from vigil.charts.cards.sizes import CARD_HEIGHT, CARD_WIDTH
from vigil.charts.cards.typefaces import OWN_FONTS, SANS, SERIF, drawable_text, fonts_for
from vigil.charts.fitting import Plot
from vigil.charts.svg import svg_marks
from vigil.charts.text import isolated, with_whole_isolates

LEADING: Final = 1.36
_ISOLATE: Final = re.compile("([\u200f\u2066-\u2069])")
COLOURS: Final[Mapping[str, str]] = {
    "paper": "#faf8f3",
    "ink": "#1b1917",
    "quiet": "#5f5a52",
    "line": "#85807a",
    "rule": "#ddd7cb",
    "accent": "#8a3324",
}
"""Colours of charts in pictures: those of pages in the light."""
NIGHT, NIGHT_INK, NIGHT_QUIET, FLAME = "#15130f", "#f4efe4", "#b9b0a0", "#f2b65a"
MOST_SMALL: Final = 5
"""Most lines of small print in a picture of a given height."""
LARGEST: Final = 2.5
"""Most pixels for a unit of a chart: a few bars do not fill a picture."""


class PictureSize(NamedTuple):
    """The size of a picture in pixels, with the sizes of its texts. Without a height: as needed."""

    width: int
    height: int
    edge: int
    title: int
    finding: int
    small: int


CARD: Final = PictureSize(CARD_WIDTH, CARD_HEIGHT, 56, 38, 25, 18)
"""What pages that link to us show."""
SQUARE: Final = PictureSize(1080, 1080, 60, 46, 31, 22)
SHEET: Final = PictureSize(900, 0, 40, 30, 20, 15)
"""A file with the whole chart, however high that is."""


@dataclass(frozen=True, slots=True)
class FigurePicture:
    """What a picture of a figure shows. `more` says how many rows it leaves out, with `%d`."""

    above: str
    title: str
    finding: str
    plot: Plot | None
    small: Sequence[str]
    below: str
    more: str = "%d"
    rtl: bool = False


def figure_png(svg: str, paths: Sequence[Path] = OWN_FONTS) -> bytes:
    """Return a picture that was written as SVG as PNG."""
    import resvg_py  # here: a web worker that draws no card does not load it

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=[str(path) for path in paths],
        font_family=SANS,
    )


def figure_svg(picture: FigurePicture, size: PictureSize, paths: Sequence[Path] = OWN_FONTS) -> str:
    """Return the picture as SVG, with its text as text. No part of it can be markup."""
    return _Writing(picture, size, paths).svg()


def _drawable(text: str, paths: Sequence[Path]) -> str:
    """Return a text as a picture can show it, with its isolated parts still isolated.

    Without the isolates an address in an Arabic line would end in its first letters.
    """
    return "".join(
        part if _ISOLATE.fullmatch(part) else _drawable_part(part, paths)
        for part in _ISOLATE.split(text)
    )


def _drawable_part(part: str, paths: Sequence[Path]) -> str:
    before, after = (" " if end.isspace() else "" for end in (part[:1], part[-1:]))
    kept = drawable_text(part, paths)
    return f"{before}{kept}{after}" if kept else before


class _Writing:
    """A picture that is being written, from top to bottom; `y` is where the next text begins."""

    def __init__(self, picture: FigurePicture, size: PictureSize, paths: Sequence[Path]) -> None:
        self.picture, self.size, self.paths = picture, size, paths
        self.column = size.width - 2 * size.edge
        self.parts: list[str] = []
        self.y = float(size.edge) * 0.8

    def svg(self) -> str:
        """Write everything: the small print first, because the chart has what it leaves."""
        size, picture = self.size, self.picture
        self._above()
        self._text(picture.title, size.title, SERIF, COLOURS["ink"], 2)
        self.y += size.small * 0.3
        self._text(picture.finding, size.finding, SERIF, COLOURS["accent"], 3)
        self.y += size.small * 1.2
        small, left_out = self._small_lines(), 0
        if picture.plot is not None:
            # The small print gets a line more where the chart leaves something out.
            room = self._floor(len(small) + 1) - self.y if size.height else 0
            left_out = self._chart(room)
        if left_out:
            small = [picture.more % left_out, *small]
        height = size.height or self._floor(len(small), self.y + size.small) + self._foot(
            len(small)
        )
        self._print(small, height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{height:.0f}" '
            f'viewBox="0 0 {size.width} {height:.0f}" role="img">'
            f"<title>{escape(picture.title)}</title><desc>{escape(picture.finding)}</desc>"
            f'<rect width="{size.width}" height="{height:.0f}" fill="{COLOURS["paper"]}"/>'
            f"{''.join(self.parts)}</svg>"
        )

    def _above(self) -> None:
        """Write the line on top, behind a light."""
        size, radius = self.size, self.size.small * 0.3
        self.y += size.small
        x = size.edge + radius
        place = size.width - x if self.picture.rtl else x
        for r, opacity in ((radius * 2.1, 0.3), (radius, 1)):
            self.parts.append(
                f'<circle cx="{place:.1f}" cy="{self.y - size.small * 0.32:.1f}" r="{r:.1f}" '
                f'fill="{FLAME}" fill-opacity="{opacity}"/>'
            )
        self._line(self.picture.above, size.small, SANS, COLOURS["quiet"], indent=size.small * 1.5)
        self.y += size.small * 0.5

    def _text(self, text: str, points: int, family: str, colour: str, most: int) -> None:
        """Write a text in as many lines as it takes; the last of `most` lines is cut."""
        for line in self._lines(text, points, family, most):
            self.y += points * LEADING
            self._line(line, points, family, colour)

    def _lines(self, text: str, points: int, family: str, most: int) -> list[str]:
        """Break a text into lines, the last of `most` cut, each with isolates of its own."""
        fonts = fonts_for(family, self.paths)
        lines = list(lines_of(_drawable(text, self.paths), points, fonts, self.column))
        if len(lines) > most:
            last = cut_text(f"{lines[most - 1]} …", points, fonts, self.column)
            lines = [*lines[: most - 1], last]
        return with_whole_isolates(lines)

    def _line(self, text: str, points: int, family: str, colour: str, indent: float = 0) -> None:
        if not text:
            return
        x, anchor = self.size.edge + indent, "start"
        if self.picture.rtl:
            x, anchor = self.size.width - x, "end"
        marked = spans(isolated(text, self.picture.rtl))
        self.parts.append(
            f'<text x="{x:.1f}" y="{self.y:.1f}" font-family="{family}" font-size="{points}" '
            f'fill="{colour}" text-anchor="{anchor}">{marked}</text>'
        )

    def _chart(self, room: float) -> int:
        """Draw the chart into the room, or as high as it is. Return how many rows are left out."""
        plot, rtl = self.picture.plot, self.picture.rtl
        assert plot is not None
        if room:
            drawing, left_out = plot.fitted(self.column, room, rtl=rtl)
            scale = min(self.column / drawing.width, room / drawing.height, LARGEST)
        else:
            drawing, left_out = plot.drawing(rtl=rtl), 0
            scale = min(self.column / drawing.width, 1.6)
        width, height = drawing.width * scale, drawing.height * scale
        x = self.size.width - self.size.edge - width if rtl else self.size.edge
        self.parts.append(
            f'<svg x="{x:.1f}" y="{self.y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" font-family="{SANS}" '
            f'overflow="visible">{svg_marks(drawing, "chart", COLOURS)}</svg>'
        )
        self.y += height
        return left_out

    def _small_lines(self) -> list[str]:
        """Break the small print into lines: what is counted, and what is not known."""
        most = MOST_SMALL if self.size.height else 100
        return self._lines(" ".join(self.picture.small), self.size.small, SANS, most)

    @cached_property
    def _below(self) -> list[str]:
        """The last lines: an address with its filter may take three."""
        return self._lines(self.picture.below, self.size.small, SANS, 3)

    def _foot(self, lines: int) -> float:
        """Return how high the band at the bottom is, with so many lines and the last ones."""
        return self.size.small * (LEADING * (lines + len(self._below)) + 1.5)

    def _floor(self, lines: int, after: float = 0) -> float:
        """Return where the band at the bottom begins."""
        if not self.size.height:
            return after
        return self.size.height - self._foot(lines) - self.size.small * 0.7

    def _print(self, small: Sequence[str], height: float) -> None:
        """Write the band at the bottom."""
        size, foot = self.size, self._foot(len(small))
        self.parts.append(
            f'<rect y="{height - foot:.1f}" width="{size.width}" height="{foot:.1f}" '
            f'fill="{NIGHT}"/>'
        )
        self.y = height - foot + size.small * 0.45
        for lines, colour in ((small, NIGHT_INK), (self._below, NIGHT_QUIET)):
            for line in lines:
                self.y += size.small * LEADING
                self._line(line, size.small, SANS, colour)
