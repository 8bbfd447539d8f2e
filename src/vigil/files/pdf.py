"""Rebuild a PDF as a picture of each page, and nothing else of the document.

PDFium draws the pages; what it drew is packed into a document that is written here, of which no
object comes from the one that was sent. There is no layer of text: what a document says of its
letters need not be what they look like, so text that nobody sees could hide in one
(docs/decisions/2026-11-29-pictures-of-pages.md).
"""

import math
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from vigil.files.limits import COPY_BYTES, PAGE_PIXELS, PAGE_SIDE, PAGES, Reason, RefusedError

DPI = 150
QUALITY = 80
FLAT = 0.8
"""Share of a page that has one colour, from which it may be smaller without loss than as JPEG."""
_CLEAR = [min(max((shade - 16) * 255 // 222, 0), 255) for shade in range(256)]
"""Stretches the shades between: what the eye can hardly tell from black or white becomes that."""
_LARGEST = 14_400
"""Units of one side of a page, as the format has it."""
_OWN = frozenset(bytes(range(32, 256)).decode("cp1252", "ignore") + "Łłıﬁﬂ")
"""Letters of the fonts that PDFium has itself. It draws others as nothing."""
_SIGNS = range(0x2000, 0x2C00)
"""Code points of what stands among all scripts: marks, arrows, figures."""
_INVISIBLE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
"""How scanners write what they read, behind the picture of the page."""
_NOTES = {
    pdfium.FPDF_ANNOT_LINK: "links",
    pdfium.FPDF_ANNOT_WIDGET: "form",
    pdfium.FPDF_ANNOT_POPUP: "",
}


def rebuild_pdf(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return the rebuilt document, and its number of pages and what was left out.

    Raises RefusedError: damaged, protected by a password, too many pages, a copy that is too
    large, or letters whose font it does not bring along. To be called in the process of `worker`
    only.
    """
    try:
        with pypdfium2.PdfDocument(content) as source:
            return _rebuilt(source)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise RefusedError(Reason.ENCRYPTED if locked else Reason.DAMAGED, str(error)) from error
    except (RefusedError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a stranger's bytes: whatever trips the reader, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _rebuilt(source: pypdfium2.PdfDocument) -> tuple[bytes, dict[str, Any]]:
    count = len(source)
    if not count:
        raise RefusedError(Reason.DAMAGED, "no page")
    if count > PAGES:
        raise RefusedError(Reason.PAGES, f"{count} pages")
    left_out = _left_out(source)
    source.init_forms()  # without it fields are not drawn
    target = _Document()
    for page in source:
        left_out |= _left_out_of(page)
        target.add(_drawn(page), *page.get_size())
        page.close()
    return target.written(), {"pages": count, "left_out": sorted(left_out)}


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """Return a picture of the page, in grey where it has no colour."""
    bitmap = page.render(scale=_scale(*page.get_size()), rev_byteorder=True, prefer_bgrx=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    red, green, blue = picture.split()
    if ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox():
        return picture
    return red


def _scale(width: float, height: float) -> float:
    """Return how many pixels one unit of the page gets.

    As many as `DPI` asks for. A small page gets more (it may be a photograph of a large one), a
    huge one fewer.
    """
    if not (1 <= width <= _LARGEST and 1 <= height <= _LARGEST):
        raise RefusedError(Reason.PIXELS, f"a page of {width} x {height}")
    least, most = PAGE_PIXELS
    pixels = width * height * (DPI / 72) ** 2
    scale = math.sqrt(min(max(pixels, least), most) / (width * height))
    return min(scale, PAGE_SIDE / max(width, height))


class _Document:
    """The document that is written: each page is one picture that fills it."""

    def __init__(self) -> None:
        self._out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self._places: list[int] = []
        # The first two objects name the pages, so they are written last.
        self._next = 3

    def add(self, picture: Image.Image, width: float, height: float) -> None:
        """Add a page. Raises RefusedError when the document becomes larger than a copy may be."""
        size = b"%.2f %.2f" % (width, height)
        page = self._next
        self._write(
            page,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b]/Contents %d 0 R"
            b"/Resources<</XObject<</P %d 0 R>>>>>>" % (size, page + 1, page + 2),
        )
        self._stream(page + 1, b"", b"%.2f 0 0 %.2f 0 0 cm /P Do" % (width, height))
        coding, data = _packed(picture)
        colours = b"DeviceGray" if picture.mode == "L" else b"DeviceRGB"
        self._stream(
            page + 2,
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%b"
            b"/Filter/%b" % (*picture.size, colours, coding),
            data,
        )
        self._next += 3
        if len(self._out) > COPY_BYTES:
            raise RefusedError(Reason.BYTES, f"the copy of {page // 3} pages")

    def written(self) -> bytes:
        """Return the document, with its pages and the table of its objects."""
        pages = range(3, self._next, 3)
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self._write(1, b"<</Type/Catalog/Pages 2 0 R>>")
        self._write(2, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids))
        start, places = len(self._out), (*self._places[-2:], *self._places[:-2])
        self._out += b"xref\n0 %d\n0000000000 65535 f \n" % self._next
        self._out += b"".join(b"%010d 00000 n \n" % place for place in places)
        self._out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            self._next,
            start,
        )
        return bytes(self._out)

    def _write(self, number: int, body: bytes) -> None:
        self._places.append(len(self._out))
        self._out += b"%d 0 obj\n%b\nendobj\n" % (number, body)

    def _stream(self, number: int, keys: bytes, data: bytes) -> None:
        self._write(number, b"<<%b/Length %d>>\nstream\n%b\nendstream" % (keys, len(data), data))


def _packed(picture: Image.Image) -> tuple[bytes, bytes]:
    """Compress a page by its content: text and lines without loss, photographs as JPEG."""
    # Asked before the shades are stretched: packing a scan without loss takes long, for nothing.
    flat = max(picture.getchannel(0).histogram()) >= FLAT * picture.width * picture.height
    picture = picture.point(_CLEAR * len(picture.getbands()))
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    if flat:
        exact = zlib.compress(picture.tobytes(), 4)
        if len(exact) <= out.tell():
            return b"FlateDecode", exact
    return b"DCTDecode", out.getvalue()


def _left_out(source: pypdfium2.PdfDocument) -> set[str]:
    """List what the document has beside its pages, for whoever sent it."""
    has = {
        "metadata": bool(source.get_metadata_dict(skip_empty=True)),
        "outline": bool(pdfium.FPDFBookmark_GetFirstChild(source, None)),
        "attachments": source.count_attachments() > 0,
        "form": source.get_formtype() != pdfium.FORMTYPE_NONE,
        "actions": pdfium.FPDFDoc_GetJavaScriptActionCount(source) > 0,
        "tags": source.is_tagged(),
    }
    return {word for word, there in has.items() if there}


def _left_out_of(page: pypdfium2.PdfPage) -> set[str]:
    """List what a page has beside its picture. Raises RefusedError where it cannot be drawn."""
    left_out = {_NOTES.get(kind, "notes") for kind in _annotations(page)} - {""}
    with closing(page.get_textpage()) as letters:
        for place in range(letters.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(letters, place))
            if not letter.isspace():
                left_out.add("text")
            if _needs_font(letter) and _lacks_font(letters, place):
                raise RefusedError(Reason.UNSUPPORTED, "letters without their font")
    return left_out


def _annotations(page: pypdfium2.PdfPage) -> Iterator[int]:
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        if one := pdfium.FPDFPage_GetAnnot(page, number):
            yield pdfium.FPDFAnnot_GetSubtype(one)
            pdfium.FPDFPage_CloseAnnot(one)


def _needs_font(letter: str) -> bool:
    return letter == "\0" or (letter.isalnum() and letter not in _OWN and ord(letter) not in _SIGNS)


def _lacks_font(letters: pypdfium2.PdfTextPage, place: int) -> bool:
    """Return whether a letter is visible whose font the document lacks."""
    drawn = pdfium.FPDFText_GetTextObject(letters, place)
    if not drawn or pdfium.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE:
        return False
    font = pdfium.FPDFTextObj_GetFont(drawn)
    return bool(font) and not pdfium.FPDFFont_GetIsEmbedded(font)
