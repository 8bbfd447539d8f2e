"""Draw a QR code (ISO/IEC 18004) as one path of SVG."""

from dataclasses import dataclass
from typing import Final

import qrcode

QUIET_ZONE: Final = 4
"""Empty modules around a code, without which readers do not find it."""


@dataclass(frozen=True)
class QrCode:
    """A code to draw: `path` within a square of `size` units, its quiet zone included."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of a text. It can be read while up to 15% of it is hidden or dirty."""
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return QrCode(len(rows), "".join(_runs(row, y) for y, row in enumerate(rows)))


def _runs(row: list[bool], y: int) -> str:
    """Return the dark modules of a row: those side by side as one rectangle."""
    found, begins = [], None
    for x, dark in enumerate([*row, False]):
        if dark and begins is None:
            begins = x
        elif not dark and begins is not None:
            found.append(f"M{begins} {y}h{x - begins}v1H{begins}z")
            begins = None
    return "".join(found)
