"""Choose the rebuilder for a content. Runs in the process of `worker`."""

from typing import Any

from vigil.files.kinds import MEDIA, Kind, sniff
from vigil.files.limits import BYTES, COPY_BYTES, Reason, RefusedError
from vigil.files.pdf import rebuild_pdf
from vigil.files.pictures import rebuild_picture


def load_everything() -> None:
    """Load what the libraries load on first use: later no file can be opened."""
    import encodings.idna
    import encodings.latin_1
    import encodings.utf_16_be
    import encodings.utf_16_le

    from PIL import Image, ImageCms

    Image.init()
    ImageCms.createProfile("sRGB")
    # PDFium is loaded with `pdf`. It looks for fonts later, finds none, and draws with its own.
    _ = encodings.idna, encodings.latin_1, encodings.utf_16_be, encodings.utf_16_le


def rebuild_content(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return the working copy, its kind, and its width, height, frames or pages.

    `left_out` of a PDF names what was there and is not in the copy. Raises RefusedError.
    """
    if not content:
        raise RefusedError(Reason.EMPTY)
    if len(content) > BYTES:
        raise RefusedError(Reason.BYTES, f"{len(content)} bytes")
    kind = sniff(content)
    if kind is None or kind in MEDIA:
        raise RefusedError(Reason.KIND, content[:16].hex())
    copy, about = rebuild_pdf(content) if kind is Kind.PDF else rebuild_picture(content, kind)
    if len(copy) > COPY_BYTES:
        raise RefusedError(Reason.BYTES, f"the copy is {len(copy)} bytes")
    return copy, {"kind": str(kind), **about}
