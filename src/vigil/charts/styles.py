"""How each kind of mark looks: one table, for the style sheets of pages and for drawings alone.

`outlook_figures.css` has the same styles with the colours of the page. A test compares the two. No
two kinds differ by colour alone: they also differ by length, hatching, line or a number.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

STEPS: Final = 5
"""Steps of a heat map."""

TOKENS: Final[Mapping[str, str]] = {
    "paper": "#ffffff",
    "ink": "#000000",
    "quiet": "#444444",
    "line": "#6e6e6e",
    "rule": "#cccccc",
    "accent": "#000000",
    "band": "#ededed",
    "core": "#c8c8c8",
    "heat-1": "#ffffff",
    "heat-2": "#e2e2e2",
    "heat-3": "#bababa",
    "heat-4": "#666666",
    "heat-5": "#1e1e1e",
    "on-low": "#000000",
    "on-high": "#ffffff",
}
"""Colours of print, in black and white. A plot may be given others under the same names."""

SHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    "axis": {"stroke": "ink"},
    "grid": {"stroke": "rule"},
    "cut": {"stroke": "ink", "stroke-width": "1.5"},
    "break": {"stroke": "ink", "stroke-width": "1", "stroke-dasharray": "3 3"},
    "even": {"stroke": "line", "stroke-width": "1.5", "stroke-dasharray": "6 3"},
    "band": {"fill": "band", "stroke": "line", "stroke-width": "1"},
    "core": {"fill": "core", "stroke": "line", "stroke-width": "1"},
    "middle": {"stroke": "ink", "stroke-width": "2", "stroke-dasharray": "7 3"},
    "seen": {"stroke": "accent", "stroke-width": "2"},
    "spread": {"stroke": "line", "stroke-width": "3"},
    "dot": {"fill": "accent", "stroke": "paper", "stroke-width": "1"},
    "hollow": {"fill": "paper", "stroke": "accent", "stroke-width": "1.5"},
    "other": {"fill": "none", "stroke": "line", "stroke-width": "1"},
    "bar": {"fill": "accent"},
    "ground": {"fill": "none", "stroke": "line", "stroke-width": "1"},
    **{f"step{n}": {"fill": f"heat-{n}", "stroke": "line"} for n in range(1, STEPS + 1)},
    **{f"gauge{n}": {"fill": "on-low" if n < 4 else "on-high"} for n in range(1, STEPS + 1)},
}
"""What is filled and stroked; a value that names a token is that colour."""

RECORD_SHAPES: Final[Mapping[str, Mapping[str, str]]] = {
    **SHAPES,
    "bar few": {"fill": "paper", "stroke": "accent"},
    "outline": {"fill": "none", "stroke": "line"},
    "halo": {"stroke": "paper", "stroke-width": "3"},
    "joined": {"stroke": "ink", "stroke-width": "1", "stroke-dasharray": "4 2"},
}
"""The same for a drawing on its own, with the marks that only charts of the record have."""

TEXTS: Final[Mapping[str, tuple[str, int]]] = {
    "label": ("ink", 12),
    "number": ("ink", 12),
    "tick": ("quiet", 11),
    **{f"on{n}": ("on-low" if n < 4 else "on-high", 12) for n in range(1, STEPS + 1)},
}
"""Colour and size of each kind of text."""

RECORD_TEXTS: Final[Mapping[str, tuple[str, int]]] = {**TEXTS, "tick second": TEXTS["tick"]}
"""The same, with the texts that only charts of the record have."""


class Hatching(NamedTuple):
    """Slanted lines, `step` units apart. Those `over` a shape have the colour of the paper."""

    step: int
    over: bool = False


HATCHES: Final[Mapping[str, Hatching]] = {
    "wide": Hatching(9),
    "dense": Hatching(4),
    "part": Hatching(10),
    "not": Hatching(5),
    "over-part": Hatching(10, over=True),
    "over-not": Hatching(5, over=True),
}
"""Hatchings. Those of coverage are wide where a time was monitored in part, dense where not."""
