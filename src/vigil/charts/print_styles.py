"""Charts of the public record on their own, in black and white, for print. Pure."""

import re
from typing import Final

_STYLE: Final = (
    "text{font-family:'Noto Sans','Noto Naskh Arabic';font-size:12px;fill:#000}"
    ".tick{font-size:11px;fill:#444}"
    ".number{fill:#444}"
    ".bar{fill:#333}"
    ".few{fill:#fff;stroke:#333}"
    ".axis{stroke:#000;fill:none}"
    ".grid{stroke:#ccc;fill:none}"
    ".hatch path{stroke:#888;stroke-width:1;fill:none}"
    ".over path{stroke:#fff;stroke-width:2.5}"
    ".halo{stroke:#fff;stroke-width:3;fill:none}"
    ".joined{stroke:#000;stroke-width:1;stroke-dasharray:4 2;fill:none}"
)
"""What `figures.css` says, for paper."""


_ANCHOR: Final = re.compile(r'text-anchor="(start|end)"')
_OTHER: Final = {"start": 'text-anchor="end"', "end": 'text-anchor="start"'}


def svg_for_print(chart: str, *, rtl: bool = False) -> str:
    """Return a chart of a page with its colours in it, so that it stands without a style sheet.

    On a page that is read from right to left texts begin on the right by themselves; on paper
    that must be said. An empty text stays one.
    """
    if not chart:
        return ""
    if rtl:
        chart = _ANCHOR.sub(lambda found: _OTHER[found[1]], chart)
    start = chart.index(">") + 1
    opened = chart[:start].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"{opened}<style>{_STYLE}</style>{chart[start:]}"
