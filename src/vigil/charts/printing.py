"""Charts of the public record (`figures.css`) for print: alone, in black and white. Pure."""

import re
from typing import Final

_STYLE: Final = (
    "text{font-family:'Noto Sans','Noto Naskh Arabic';font-size:12px;fill:#000}"
    ".tick{font-size:11px;fill:#444}"
    ".number{fill:#444}"
    ".bar{fill:#333}"
    ".few{fill:#fff;stroke:#333}"
    ".ground{fill:none}"
    ".outline{fill:none;stroke:#333}"
    ".axis{stroke:#000;fill:none}"
    ".grid{stroke:#ccc;fill:none}"
    ".hatch{stroke:#888;stroke-width:1;fill:none}"
    ".hatch.over{stroke:#fff;stroke-width:2.5}"
    ".halo{stroke:#fff;stroke-width:3;fill:none}"
    ".joined{stroke:#000;stroke-width:1;stroke-dasharray:4 2;fill:none}"
)
"""The styles of `figures.css`, for paper."""
_ANCHOR: Final = re.compile(r'text-anchor="(start|end)"')
_ISOLATED: Final = re.compile(r">[\u2066\u2067]([^<]*)\u2069</text>")
_OTHER: Final = {"start": 'text-anchor="end"', "end": 'text-anchor="start"'}


def svg_for_print(chart: str, *, rtl: bool = False) -> str:
    """Return a chart of a page with its styles in it, so that it needs no style sheet.

    In print each text states its side, and stands without isolates, which not every program that
    sets type knows. An empty text stays empty.
    """
    if not chart:
        return ""
    chart = _ISOLATED.sub(r">\1</text>", chart)
    if rtl:
        chart = _ANCHOR.sub(lambda found: _OTHER[found[1]], chart)
    start = chart.index(">") + 1
    opened = chart[:start].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{opened}<style>{_STYLE}</style>{chart[start:]}"
