"""Small files that ask for a great deal, built when they are needed."""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from files.carriers import chunk, gif, jpeg, pdf, pdf_picture, picture, png, saved


@cache
def packed_zeros(megabytes: int) -> bytes:
    """So many megabytes of nothing, in about a thousandth.

    One of them is packed, and stands there as often: after a full flush nothing looks back. The
    sum at the end (Adler-32) is that of zeros.
    """
    packer = zlib.compressobj(1)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush()[:-4] + struct.pack(">HH", (megabytes << 20) % 65_521, 1)
    return head + one * megabytes + end


def _png_declares(width: int, height: int, kind: int, samples: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", samples) + chunk(b"IEND", b"")
    )


@cache
def _small_png() -> bytes:
    """The 17.6 kB with which Pillow takes 720 MB: as many pixels as it does not refuse."""
    return saved(Image.new("1", (13_377, 13_377)), "PNG", optimize=True)


def _many_frames() -> bytes:
    frames = [Image.new("P", (1000, 1000), shade) for shade in range(60)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def _stretched_frame() -> bytes:
    """A GIF of one pixel whose second frame says that it is 65,535 by 65,535."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x08\x02L\x01\0"
    base = gif()
    return base[:-1] + frame + b";"


def _tiff_of_strips() -> bytes:
    """A TIFF that says it is 30,000 by 30,000, every strip being the same few bytes."""
    tags = ((256, 30_000), (257, 30_000), (258, 8), (259, 8), (262, 1), (273, 8), (277, 1),
            (278, 30_000), (279, 40))  # fmt: skip
    body = struct.pack("<H", len(tags))
    body += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", 48) + bytes(40) + body


def _tiff_in_circles() -> bytes:
    """A TIFF whose directory is its own successor."""
    base = bytearray(saved(picture(), "TIFF"))
    at = struct.unpack("<I", base[4:8])[0]
    end = at + 2 + 12 * struct.unpack("<H", base[at : at + 2])[0]
    base[end : end + 4] = struct.pack("<I", at)
    return bytes(base)


def _pdf_page_of_zeros() -> bytes:
    zeros = packed_zeros(1_500)

    def change(document: Pdf, page: Dictionary) -> None:
        page.Contents = Stream(document, zeros, Filter=Name.FlateDecode)

    return pdf(change)


def _pdf_packed_twice() -> bytes:
    twice = zlib.compress(packed_zeros(1_500), 1)

    def change(document: Pdf, page: Dictionary) -> None:
        page.Contents = Stream(document, twice, Filter=Array([Name.FlateDecode] * 2))

    return pdf(change, repack=False)


def _pdf_picture_of_zeros() -> bytes:
    zeros = packed_zeros(1_500)

    def change(document: Pdf, page: Dictionary) -> None:
        image = pdf_picture(document, zeros)
        image.Filter, image.Width, image.Height = Name.FlateDecode, 20_000, 25_000
        page.Resources.XObject.Im1 = image

    return pdf(change)


def _pdf_of_instructions() -> bytes:
    content = zlib.compress(b"0 0 1 1 re f\n" * 4_000_000)

    def change(document: Pdf, page: Dictionary) -> None:
        page.Contents = Stream(document, content, Filter=Name.FlateDecode)

    return pdf(change)


def _pdf_of_drawings() -> bytes:
    """Each drawing draws the one below ten times: ten to the twentieth, if one counted."""

    def change(document: Pdf, page: Dictionary) -> None:
        below = page.Resources.XObject.Im1
        for _ in range(20):
            inner = Dictionary(XObject=Dictionary(D=below))
            below = Stream(document, b"/D Do " * 10)
            below.Type, below.Subtype = Name.XObject, Name.Form
            below.BBox, below.Resources = Array([0, 0, 9, 9]), inner
        page.Resources.XObject.Im1 = below

    return pdf(change)


def _pdf_of_tiles() -> bytes:
    """A pattern whose tile is a hundredth of a unit, over the whole page."""

    def change(document: Pdf, page: Dictionary) -> None:
        tile = Stream(document, b"0 0 1 1 re f")
        tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
        tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 1, 1]), 0.01, 0.01
        tile.Resources = Dictionary()
        page.Resources.Pattern = Dictionary(P=tile)

    return pdf(change, b"/Pattern cs /P scn 0 0 200 200 re f\n")


def _pdf_of_masks() -> bytes:
    """Groups in groups, each under a mask of the size of the page."""

    def change(document: Pdf, page: Dictionary) -> None:
        page.MediaBox = Array([0, 0, 2_000, 2_000])
        below = page.Resources.XObject.Im1
        for _ in range(40):
            inner = Dictionary(XObject=Dictionary(D=below))
            below = Stream(document, b"/G gs /D Do /D Do")
            below.Type, below.Subtype, below.BBox = (
                Name.XObject,
                Name.Form,
                Array([0, 0, 2_000, 2_000]),
            )
            below.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
            mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=document.make_indirect(below))
            inner.ExtGState = Dictionary(G=Dictionary(SMask=mask, ca=0.5))
            below.Resources = inner
        page.Resources.XObject.Im1 = below

    return pdf(change)


def _pdf_of_enormous_pages() -> bytes:
    with Pdf.new() as document:
        for _ in range(20):
            document.add_blank_page(page_size=(14_400, 14_400))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _pdf_with_a_huge_jpeg_2000() -> bytes:
    data = saved(picture(), "JPEG2000", no_jp2=True)
    sized = struct.pack(">II", 48, 32)
    assert sized in data

    def change(document: Pdf, page: Dictionary) -> None:
        image = pdf_picture(document, data.replace(sized, struct.pack(">II", 60_000, 60_000)))
        image.Filter, image.Width, image.Height = Name.JPXDecode, 60_000, 60_000
        page.Resources.XObject.Im1 = image

    return pdf(change)


def _pdf_that_draws_itself() -> bytes:
    def change(document: Pdf, page: Dictionary) -> None:
        form = Stream(document, b"/D Do")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        form.Resources = Dictionary(XObject=Dictionary(D=form))
        page.Resources.XObject.Im1 = form

    return pdf(change)


def _pdf_of_brackets() -> bytes:
    return pdf(content=b"[" * 2_000_000)


def _pdf_of_pages() -> bytes:
    with Pdf.new() as document:
        for _ in range(1_200):
            document.add_blank_page(page_size=(10, 10))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _pdf_whose_pages_are_their_own_parents() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9/Parent 2 0 R>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 3 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


KILLERS: dict[str, Callable[[], bytes]] = {
    "png of 17.6 kB": _small_png,
    "png that unpacks to half a gigabyte": lambda: _png_declares(
        13_000, 13_000, 2, packed_zeros(480)
    ),
    "png with packed texts": lambda: png(
        *[chunk(b"zTXt", b"k\0\0" + packed_zeros(250))] * 20,
    ),
    "png with a packed profile": lambda: png(chunk(b"iCCP", b"k\0\0" + packed_zeros(1_500))),
    "gif of many frames": _many_frames,
    "gif with a stretched frame": _stretched_frame,
    "jpeg that says it is huge": lambda: jpeg().replace(
        b"\xff\xc0\x00\x11\x08\x00\x20\x00\x30", b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff"
    ),
    "tiff of equal strips": _tiff_of_strips,
    "pdf with a page of zeros": _pdf_page_of_zeros,
    "pdf packed twice": _pdf_packed_twice,
    "pdf of instructions": _pdf_of_instructions,
    "pdf of too many pages": _pdf_of_pages,
    "pdf whose pages are their own parents": _pdf_whose_pages_are_their_own_parents,
    "gzip": lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\3" + packed_zeros(1_500)[2:-4],
    "nested html": lambda: b"<div>" * 40_000,
    "feed": lambda: b"<rss><channel>" + b"<item><title>t</title></item>" * 200_000,
    "archive": lambda: b"PK\3\4" + bytes(40),
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
}
"""Each must be refused."""

BURDENS: dict[str, Callable[[], bytes]] = {
    "pdf of brackets": _pdf_of_brackets,
    "pdf with a picture of zeros": _pdf_picture_of_zeros,
    "pdf of tiles": _pdf_of_tiles,
    "pdf of masks": _pdf_of_masks,
    "pdf of enormous pages": _pdf_of_enormous_pages,
    "pdf with a huge jpeg 2000": _pdf_with_a_huge_jpeg_2000,
    "tiff in circles": _tiff_in_circles,
    "png whose pixels go on for ever": lambda: _png_declares(40, 40, 2, packed_zeros(1_500)),
    "pdf of drawings in drawings": _pdf_of_drawings,
    "pdf that draws itself": _pdf_that_draws_itself,
    "picture as large as may be": lambda: saved(
        Image.new("RGB", (6_000, 6_000), "grey"), "PNG", compress_level=1
    ),
    "photograph as large as may be": lambda: saved(
        picture().resize((6_000, 6_000)), "JPEG", quality=80
    ),
}
"""Each may be taken, within the same bounds."""
