"""How each kind of mark looks: one table, for the style sheet of pages and for plots on their own.

`outlook_figures.css` says the same with the tokens of the page; a test holds the two together. No
two kinds that must be told apart differ by colour alone: by length, hatching, line or a number too.
"""

from collections.abc import Mapping
from typing import Final

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

TEXTS: Final[Mapping[str, tuple[str, int]]] = {
    "label": ("ink", 12),
    "number": ("ink", 12),
    "tick": ("quiet", 11),
    **{f"on{n}": ("on-low" if n < 4 else "on-high", 12) for n in range(1, STEPS + 1)},
}
"""Colour and size of each kind of text."""

HATCHES: Final[Mapping[str, int]] = {"wide": 9, "dense": 4}
"""Units from one line of a hatching to the next."""
