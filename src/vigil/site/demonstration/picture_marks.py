"""Write the mark of a demonstration along the lower edge of a picture, in any language. Pure."""

import io
from functools import lru_cache
from typing import Final

from PIL import Image

from vigil.charts.cards.drawing import spans
from vigil.charts.cards.typefaces import OWN_FONTS, SANS, fonts_for, text_width
from vigil.charts.text import isolated

BAND: Final = 52
"""Picture width over the height of the letters that mark it."""
SMALLEST: Final = 9
EDGE: Final = 4
"""Pixels left free around the letters."""


@lru_cache(maxsize=256)
def marked_picture(content: bytes, sentence: str) -> bytes:
    """Return a picture with the sentence along its lower edge. It keeps its kind and size."""
    with Image.open(io.BytesIO(content)) as given:
        kind = given.format or "PNG"
        seen_through = kind != "JPEG" and "A" in given.getbands()
        picture = given.convert("RGBA")
    with Image.open(io.BytesIO(_band(sentence, picture.width))) as band:
        at = (0, max(0, picture.height - band.height))
        picture.alpha_composite(band.convert("RGBA"), at)
    out = io.BytesIO()
    (picture if seen_through else picture.convert("RGB")).save(out, kind)
    return out.getvalue()


def _band(sentence: str, width: int) -> bytes:
    """Draw the sentence in white on a dark band as wide as the picture."""
    import resvg_py  # here: a web worker that marks no picture does not load it

    points, free = max(SMALLEST, width / BAND), width - 2 * EDGE
    wide = text_width(sentence, points, fonts_for(SANS, OWN_FONTS))
    points *= min(1, free / wide)
    height = round(points * 1.35) + EDGE
    return resvg_py.svg_to_bytes(
        svg_string=(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            f'<rect width="{width}" height="{height}" fill-opacity="0.6"/>'
            f'<text x="{width / 2}" y="{height / 2 + points * 0.35:.1f}" fill="#fff"'
            f' font-family="{SANS}" font-size="{points:.1f}" text-anchor="middle">'
            f"{spans(isolated(sentence))}</text></svg>"
        ),
        skip_system_fonts=True,
        font_files=[str(path) for path in OWN_FONTS],
        font_family=SANS,
    )
