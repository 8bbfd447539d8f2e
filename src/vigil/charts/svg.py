"""Writing a drawing as SVG: for pages, with classes, or on its own, with its colours in it."""

from collections.abc import Iterable, Mapping
from functools import cache, partial
from html import escape
from typing import Final, assert_never

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from vigil.charts.marks import Anchor, Box, Dot, Drawing, Mark, Path, TextMark
from vigil.charts.styles import HATCHES, RECORD_SHAPES, RECORD_TEXTS, TOKENS, Hatching
from vigil.charts.text import has_right_to_left, isolated

FONTS: Final = "Liberation Sans, Noto Sans, Noto Sans Arabic, sans-serif"
_OTHER_SIDE: Final[Mapping[Anchor, Anchor]] = {"start": "end", "middle": "middle", "end": "start"}


def svg_for_page(drawing: Drawing, key: str, css_class: str = "plot") -> SafeString:
    """Write a drawing for a page, whose style sheets know its class and those of its marks.

    "plot" is styled by `outlook_figures.css`, "chart" by `figures.css`. The drawing is hidden from
    screen readers: the text and the table beside it say the same. `key` tells its hatchings from
    those of other drawings on the page.
    """
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>',
        css_class,
        _number(drawing.width),
        _number(drawing.height),
        _patterns(drawing, key, None),
        _joined(map(partial(_mark, drawing, key, None), drawing.marks)),
    )


def svg_standalone(
    drawing: Drawing, key: str, title: str, alt: str, colours: Mapping[str, str] | None = None
) -> str:
    """Write a drawing that needs no style sheet, with its title and its words, for print and files.

    Without `colours` it is black and white; they are given by the names of `styles.TOKENS`, and
    what is not given stays.
    """
    tokens = {**TOKENS, **(colours or {})}
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" '
        'role="img"><title>{2}</title><desc>{3}</desc>{4}'
        '<rect width="{0}" height="{1}" fill="{5}"/><g font-family="{6}">{7}</g></svg>',
        _number(drawing.width),
        _number(drawing.height),
        title,
        alt,
        _patterns(drawing, key, tokens),
        tokens["paper"],
        FONTS,
        _joined(map(partial(_mark, drawing, key, tokens), drawing.marks)),
    )


def svg_marks(drawing: Drawing, key: str, colours: Mapping[str, str] | None = None) -> SafeString:
    """Write the marks of a drawing with their colours, for a picture that has more in it."""
    tokens = {**TOKENS, **(colours or {})}
    marks = _joined(map(partial(_mark, drawing, key, tokens), drawing.marks))
    return format_html("{}{}", _patterns(drawing, key, tokens), marks)


Tokens = Mapping[str, str] | None
"""Colours by their names; None: the page has them, and marks are written with classes."""


def _mark(drawing: Drawing, key: str, tokens: Tokens, mark: Mark) -> SafeString:
    match mark:
        case Box():
            x = drawing.width - mark.x - mark.width if drawing.rtl else mark.x
            look = _look(mark.kind, mark.hatch, key, tokens)
            place = f'x="{_number(x)}" y="{_number(mark.y)}"'
            size = f'width="{_number(mark.width)}" height="{_number(mark.height)}"'
            return SafeString(f"<rect {look} {place} {size}/>")
        case Dot():
            look = _look(mark.kind, "", key, tokens)
            circle = (_number(_x(drawing, mark.x)), _number(mark.y), _number(mark.r))
            return format_html('<circle {} cx="{}" cy="{}" r="{}"/>', look, *circle)
        case Path():
            look = _look(mark.kind, mark.hatch, key, tokens, filled=mark.closed)
            places = (f"{_number(_x(drawing, x))} {_number(y)}" for x, y in mark.places)
            drawn = "M" + "L".join(places) + ("Z" if mark.closed else "")
            return SafeString(f'<path {look} d="{drawn}"/>')
        case TextMark():
            return _words(drawing, tokens, mark)
    assert_never(mark)


def _words(drawing: Drawing, tokens: Tokens, mark: TextMark) -> SafeString:
    """Write a text. On a page lines begin at its side; alone, no reader is sure to know it."""
    text = mark.text
    if tokens is None:
        look, anchor = _class(mark.kind), mark.anchor
        text = isolated(text) if drawing.rtl or has_right_to_left(text) else text
    else:
        colour, size = RECORD_TEXTS[mark.kind]
        look = format_html('fill="{}" font-size="{}"', tokens[colour], size)
        anchor = _OTHER_SIDE[mark.anchor] if drawing.rtl else mark.anchor
    x, y = _number(_x(drawing, mark.x)), _number(mark.y)
    place = f'x="{x}" y="{y}"'
    if mark.turned:
        # It begins at its place in every language. On a page that is read from the right, "start"
        # would be its upper end.
        anchor = _OTHER_SIDE[mark.anchor] if tokens is None and drawing.rtl else mark.anchor
        place = f'{place} transform="rotate(-90 {x} {y})"'
    return SafeString(f'<text {look} {place} text-anchor="{anchor}">{escape(text)}</text>')


@cache
def _class(kind: str) -> SafeString:
    """Write the class of a kind of mark. There are few kinds, and hundreds of marks on a page."""
    return format_html('class="{}"', kind)


def _look(kind: str, hatch: str, key: str, tokens: Tokens, *, filled: bool = True) -> SafeString:
    if hatch:
        return format_html('fill="url(#{}-{})"', key, hatch)
    if tokens is None:
        return _class(kind)
    said = {"fill": "none", **RECORD_SHAPES[kind]}
    if not filled:
        said["fill"] = "none"
    pairs = ((name, tokens.get(value, value)) for name, value in said.items())
    return format_html_join(" ", '{}="{}"', pairs)


def _patterns(drawing: Drawing, key: str, tokens: Tokens) -> SafeString:
    used = {mark.hatch for mark in drawing.marks if isinstance(mark, Box | Path)} - {""}
    if not used:
        return mark_safe("")
    written = format_html_join(
        "",
        '<pattern id="{0}-{1}" width="{2}" height="{2}" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path {3} d="M0 0V{2}"/></pattern>',
        (
            (key, hatch, HATCHES[hatch].step, _hatch_look(HATCHES[hatch], tokens))
            for hatch in sorted(used)
        ),
    )
    return format_html("<defs>{}</defs>", written)


def _hatch_look(hatching: Hatching, tokens: Tokens) -> SafeString:
    if tokens is None:
        return format_html('class="{}"', "hatch over" if hatching.over else "hatch")
    colour, width = ("paper", 2.5) if hatching.over else ("line", 1)
    return format_html('stroke="{}" stroke-width="{}" fill="none"', tokens[colour], width)


def _x(drawing: Drawing, x: float) -> float:
    return drawing.width - x if drawing.rtl else x


def _number(value: float) -> str:
    """Write a coordinate, no longer than it must be."""
    return f"{value:.1f}".removesuffix(".0")


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))
