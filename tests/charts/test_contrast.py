"""Colours of plots: what is written and drawn stands out in light, in the dark, and on paper."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from charts.factories import KINDS
from each import each
from vigil.charts.marks import TextMark
from vigil.charts.styles import SHAPES, STEPS, TEXTS, TOKENS

CSS = Path(__file__).parents[2] / "src/vigil/site/static/vigil"
MODES = ("light", "dark", "print", "alone")
every_mode = each("mode", MODES)


@cache
def sheet() -> str:
    """Return the style sheet of plots."""
    return (CSS / "outlook_figures.css").read_text("utf-8")


@cache
def tokens(mode: str) -> dict[str, str]:
    """Read the colours of a mode from the style sheets, as a browser would."""
    if mode == "alone":
        return dict(TOKENS)
    found: dict[str, str] = {}
    text = (CSS / "vigil.css").read_text("utf-8")
    light, _at, rest = text.partition("@media (prefers-color-scheme: dark)")
    found |= _colours(light)
    if mode == "dark":
        found |= _colours(rest[: rest.index("}\n}")])
    if mode == "print":
        found |= _colours(sheet().partition("@media print")[2])
    return found


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", text))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@every_mode
@each("kind", TEXTS)
def test_text_stands_out(mode: str, kind: str) -> None:
    colours = tokens(mode)
    ground = f"heat-{kind[-1]}" if kind.startswith("on") else "paper"
    assert contrast(colours[TEXTS[kind][0]], colours[ground]) >= 4.5


@every_mode
@each("kind", sorted(set(SHAPES) - {"grid"}))
def test_what_is_drawn_stands_out(mode: str, kind: str) -> None:
    """A shape is seen by its edge or by what fills it; a grid only helps the eye along."""
    colours, shape = tokens(mode), SHAPES[kind]
    ground = f"heat-{kind[-1]}" if kind.startswith("gauge") else "paper"
    said = [shape[part] for part in ("stroke", "fill") if shape.get(part) in colours]
    assert max(contrast(colours[name], colours[ground]) for name in said) >= 3


@every_mode
def test_lines_stand_out_on_the_bands_that_they_cross(mode: str) -> None:
    colours = tokens(mode)
    for ground in ("band", "core"):
        assert contrast(colours["ink"], colours[ground]) >= 3
        assert contrast(colours["accent"], colours[ground]) >= 3
    assert contrast(colours["line"], colours["band"]) >= 3


@every_mode
def test_steps_grow_without_colour(mode: str) -> None:
    """Each step is a lighter or darker grey than the one before, in one direction."""
    greys = [luminance(tokens(mode)[f"heat-{n}"]) for n in range(1, STEPS + 1)]
    ratios = [(a + 0.05) / (b + 0.05) for a, b in pairwise(greys)]
    assert all(r >= 1.2 for r in ratios) or all(r <= 1 / 1.2 for r in ratios)


@pytest.mark.parametrize("mode", ["print", "alone"])
def test_paper_is_black_and_white(mode: str) -> None:
    for name in TOKENS:
        red, green, blue = (tokens(mode)[name][n : n + 2] for n in (1, 3, 5))
        assert red == green == blue
    assert {n: tokens("print")[n] for n in TOKENS} == dict(TOKENS)


def test_the_style_sheet_says_what_the_table_says() -> None:
    """Every kind of mark looks on a page as it does on its own."""
    for kind, shape in SHAPES.items():
        told = dict(re.findall(r"([\w-]+): ([^;]+);", _rule(kind)))
        assert {
            name: value.removeprefix("var(--").removesuffix(")") for name, value in told.items()
        } == dict(shape)
    for kind, (colour, size) in TEXTS.items():
        fill = f"fill: var(--{colour})"
        assert (fill in _rule(kind)) if kind != "label" and kind != "number" else colour == "ink"
        assert size == 12 or f"font-size: {size}px" in _rule(kind)


def _rule(kind: str) -> str:
    found = re.search(rf"^\.plot \.{kind} \{{([^}}]*)\}}", sheet(), re.M)
    return found[1] if found else ""


def test_every_mark_that_is_drawn_has_its_looks() -> None:
    marks = [mark for make in KINDS.values() for mark in make().drawing.marks]
    assert {m.kind for m in marks if isinstance(m, TextMark)} <= set(TEXTS)
    assert {m.kind for m in marks if not isinstance(m, TextMark)} <= set(SHAPES)
