"""Draw the card of shared pages that have none of their own: a field of lights on night ground.

Usage: `PYTHONPATH=src python checks/card.py`. It writes `src/vigil/site/static/vigil/lights.png`,
always the same.
The card has no words: the title beside it is in the language of the page, and the name of the
organisation is that of the installation.
"""

import io
import math
import random
from pathlib import Path
from typing import Final

import resvg_py
from PIL import Image

from vigil.charts.cards.sizes import CARD_HEIGHT, CARD_WIDTH

CARD: Final = Path(__file__).parents[1] / "src/vigil/site/static/vigil/lights.png"
WIDTH, HEIGHT = CARD_WIDTH, CARD_HEIGHT
NIGHT, FLAME, RULE = "#15130f", "#f2b65a", "#342f27"
LIGHTS: Final = 120
APART: Final = 34
"""Least pixels between two lights."""
EDGE: Final = 70
COLOURS: Final = 160


def main() -> None:
    """Write the card."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=drawing(), skip_system_fonts=True))
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(CARD, optimize=True)


def drawing() -> str:
    """Return the card as SVG: more lights towards the end of the line, one of them near."""
    chance = random.Random(23)  # noqa: S311 (a drawing, always the same)
    nearest = (372.0, 318.0)
    places = [nearest]
    while len(places) < LIGHTS:
        along = chance.random() ** 0.62
        x = EDGE + along * (WIDTH - 2 * EDGE)
        spread = 60 + 170 * along
        y = 318 + max(-230.0, min(210.0, chance.gauss(0, spread * 0.62)))
        if all(math.dist((x, y), other) >= APART for other in places) and (
            math.dist((x, y), nearest) > 120
        ):
            places.append((x, y))
    lights = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 5:.1f}" fill="url(#glow)"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" opacity="{0.72 + size / 18:.2f}"/>'
        for x, y in places[1:]
        for size in (2.4 + 2.2 * chance.random(),)
    )
    x, y = nearest
    near = (
        f'<circle cx="{x}" cy="{y}" r="120" fill="url(#glow)"/>'
        f'<circle cx="{x}" cy="{y}" r="56" fill="url(#glow)"/><circle cx="{x}" cy="{y}" r="13"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="{NIGHT}"/>'
        f'<radialGradient id="glow"><stop stop-color="{FLAME}" stop-opacity=".42"/>'
        f'<stop offset="1" stop-color="{FLAME}" stop-opacity="0"/></radialGradient>'
        f'<path d="M{EDGE} 566H{WIDTH - EDGE}" stroke="{RULE}" stroke-width="2"/>'
        f'<g fill="{FLAME}">{lights}{near}</g></svg>'
    )


if __name__ == "__main__":
    main()
