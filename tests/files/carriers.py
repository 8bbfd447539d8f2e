"""Files that carry a marker where a picture or document says more than it shows.

Each carrier is a format and a place in it. `CARRIERS` names them; a builder takes the marker (13
characters, so that it fits where a text of a profile stood) and returns the file.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import ImageFileDirectory_v2

Builder = Callable[[str], bytes]
CARRIERS: dict[str, Builder] = {}


def carrier(name: str) -> Callable[[Builder], Builder]:
    def keep(build: Builder) -> Builder:
        assert name not in CARRIERS
        CARRIERS[name] = build
        return build

    return keep


def marker(number: int) -> str:
    return f"Zxq{number:03d}Witness"


def picture(mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((48, 32)).convert(mode)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def profile(text: str) -> bytes:
    """An sRGB profile whose description is the marker."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    was = "sRGB built-in".encode("utf-16-be")
    assert was in data
    return data.replace(was, text.encode("utf-16-be"))


def exif(text: str) -> dict[str, Image.Exif]:
    """Exif blocks by the place of the marker."""
    blocks = {name: Image.Exif() for name in ("artist", "gps", "maker", "comment", "xp")}
    blocks["artist"][0x013B] = text
    blocks["gps"].get_ifd(0x8825)[27] = b"ASCII\0\0\0" + text.encode()
    blocks["maker"].get_ifd(0x8769)[0x927C] = b"Maker\0" + text.encode()
    blocks["comment"].get_ifd(0x8769)[0x9286] = b"UNICODE\0" + text.encode("utf-16-le")
    blocks["xp"][0x9C9D] = text.encode("utf-16-le")
    return blocks


XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{}</dc:creator></rdf:Description>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def photoshop(text: str) -> bytes:
    """A Photoshop resource that holds an IPTC by-line."""
    line = b"\x1c\x02\x50" + struct.pack(">H", len(text)) + text.encode()
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(line)) + line + b"\0" * (len(line) % 2)


# JPEG


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    base = saved(picture(), "JPEG")
    return base[:2] + b"".join(segments) + base[2:] + after


def segment(code: int, body: bytes) -> bytes:
    return bytes([0xFF, code]) + struct.pack(">H", len(body) + 2) + body


for _name in ("artist", "gps", "maker", "comment", "xp"):
    CARRIERS[f"jpeg exif {_name}"] = lambda m, name=_name: saved(
        picture(), "JPEG", exif=exif(m)[name]
    )


@carrier("jpeg exif thumbnail")
def _(m: str) -> bytes:
    thumb = jpeg(segment(0xFE, m.encode()))
    head = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">HI", 0, 14)
    ifd = struct.pack(">H", 2) + struct.pack(">HHII", 0x201, 4, 1, 44)
    ifd += struct.pack(">HHII", 0x202, 4, 1, len(thumb)) + bytes(4)
    block = head + ifd
    return jpeg(segment(0xE1, b"Exif\0\0" + block + thumb))


CARRIERS |= {
    "jpeg xmp": lambda m: jpeg(
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP.format(m).encode())
    ),
    "jpeg extended xmp": lambda m: jpeg(
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + m.encode())
    ),
    "jpeg iptc": lambda m: jpeg(segment(0xED, b"Photoshop 3.0\0" + photoshop(m))),
    "jpeg profile": lambda m: saved(picture(), "JPEG", icc_profile=profile(m)),
    "jpeg comment": lambda m: jpeg(segment(0xFE, m.encode())),
    "jpeg comment in utf-16": lambda m: jpeg(segment(0xFE, m.encode("utf-16-le"))),
    "jpeg jfif thumbnail": lambda m: jpeg(
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\5\1" + m.encode().ljust(15))
    ),
    "jpeg jfxx": lambda m: jpeg(segment(0xE0, b"JFXX\0\x10" + m.encode())),
    "jpeg content credentials": lambda m: jpeg(segment(0xEB, b"JP\0\1\0\0\0\1jumb" + m.encode())),
    "jpeg private segment": lambda m: jpeg(segment(0xE4, m.encode())),
    "jpeg appended bytes": lambda m: jpeg(after=m.encode()),
    "jpeg appended picture": lambda m: jpeg(after=jpeg(segment(0xFE, m.encode()))),
    "jpeg appended archive": lambda m: jpeg(after=b"PK\3\4" + zlib.compress(m.encode() * 3)),
}

# PNG


def png(*chunks: bytes, image: Image.Image | None = None, after: bytes = b"") -> bytes:
    base = saved(image or picture(), "PNG")
    return base[:33] + b"".join(chunks) + base[33:] + after


def chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def _png_colours(m: str) -> bytes:
    """A palette of 256 colours of which the pixels use one; the marker stands in the others."""
    image = Image.new("P", (8, 8), 0)
    image.putpalette((bytes(600) + m.encode()).ljust(768, b"\0"))
    return saved(image, "PNG")


def _png_hidden(m: str) -> bytes:
    """Raw samples, so that the marker stands in them as it is written."""
    row = m.encode().ljust(32, b"\0")
    row = b"".join(row[at : at + 3] + b"\0" for at in range(0, 15, 3))  # fully transparent
    head = struct.pack(">IIBBBBB", 5, 1, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" + row))
        + chunk(b"IEND", b"")
    )


CARRIERS |= {
    "png text": lambda m: png(chunk(b"tEXt", b"Author\0" + m.encode())),
    "png text behind the pixels": lambda m: (
        png()[:-12] + chunk(b"tEXt", b"Comment\0" + m.encode()) + png()[-12:]
    ),
    "png packed text": lambda m: png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(m.encode()))),
    "png international text": lambda m: png(chunk(b"iTXt", b"Author\0\0\0\0\0" + m.encode())),
    "png packed international text": lambda m: png(
        chunk(b"iTXt", b"Author\0\1\0\0\0" + zlib.compress(m.encode()))
    ),
    "png xmp": lambda m: png(
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.format(m).encode())
    ),
    "png exif": lambda m: saved(picture(), "PNG", exif=exif(m)["artist"]),
    "png profile": lambda m: saved(picture(), "PNG", icc_profile=profile(m)),
    "png name of a profile": lambda m: png(
        chunk(b"iCCP", m.encode() + b"\0\0" + zlib.compress(profile(marker(999))))
    ),
    "png suggested palette": lambda m: png(chunk(b"sPLT", m.encode() + b"\0\x08" + bytes(6))),
    "png private chunk": lambda m: png(chunk(b"prVt", m.encode())),
    "png calibration": lambda m: png(chunk(b"pCAL", m.encode() + bytes(10) + b"m\0000\0001")),
    "png appended bytes": lambda m: png(after=m.encode("utf-16-be")),
    "png unused colours": _png_colours,
    "png colours under transparency": _png_hidden,
}

# GIF


def gif(*blocks: bytes, after: bytes = b"") -> bytes:
    base = saved(picture("P"), "GIF")
    end = 13 + 3 * (2 << (base[10] & 7))
    return base[:end] + b"".join(blocks) + base[end:] + after


def sub_blocks(body: bytes) -> bytes:
    parts = [body[at : at + 255] for at in range(0, len(body), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _gif_colours(m: str) -> bytes:
    base = saved(Image.new("P", (8, 8), 0), "GIF")
    end = 13 + 3 * (2 << (base[10] & 7))
    colours = (bytes(600) + m.encode()).ljust(768, b"\0")
    return base[:10] + bytes([base[10] | 7]) + base[11:13] + colours + base[end:]


CARRIERS |= {
    "gif comment": lambda m: gif(b"!\xfe" + sub_blocks(m.encode())),
    "gif xmp": lambda m: gif(b"!\xff\x0bXMP DataXMP" + sub_blocks(XMP.format(m).encode())),
    "gif private application": lambda m: gif(b"!\xff\x0bPRIVATE 1.0" + sub_blocks(m.encode())),
    "gif plain text": lambda m: gif(b"!\x01\x0c" + bytes(12) + sub_blocks(m.encode())),
    "gif appended bytes": lambda m: gif(after=m.encode()),
    "gif unused colours": _gif_colours,
    "gif comment of a later frame": lambda m: saved(
        picture("P"), "GIF", save_all=True, append_images=[picture("P").rotate(90)], comment=m
    ),
}

# TIFF


def tiff(**tags: Any) -> bytes:
    info = ImageFileDirectory_v2()
    for name, value in tags.items():
        info[int(name[1:])] = value
    return saved(picture(), "TIFF", tiffinfo=info)


def _tiff_preview(m: str) -> bytes:
    """A second directory, marked as a smaller copy of the first."""
    small = ImageFileDirectory_v2()
    small[254], small[270] = 1, m
    out = BytesIO()
    small_image = picture().resize((8, 8))
    small_image.encoderinfo = {"tiffinfo": small}
    picture().save(out, "TIFF", save_all=True, append_images=[small_image])
    return out.getvalue()


CARRIERS |= {
    "tiff description": lambda m: tiff(t270=m),
    "tiff artist": lambda m: tiff(t315=m),
    "tiff document name": lambda m: tiff(t269=m),
    "tiff xmp": lambda m: tiff(t700=XMP.format(m).encode()),
    "tiff iptc": lambda m: tiff(t33723=b"\x1c\x02\x50\0\x0d" + m.encode()),
    "tiff photoshop": lambda m: tiff(t34377=photoshop(m)),
    "tiff private tag": lambda m: tiff(t65000=m),
    "tiff profile": lambda m: saved(picture(), "TIFF", icc_profile=profile(m)),
    "tiff exif": lambda m: tiff(t34665={37500: m.encode()}),
    "tiff gps": lambda m: tiff(t34853={27: b"ASCII\0\0\0" + m.encode()}),
    "tiff preview": _tiff_preview,
    "tiff page name of a later page": lambda m: saved(
        picture(), "TIFF", save_all=True, append_images=[picture()], tiffinfo={285: m}
    ),
    "tiff appended bytes": lambda m: tiff() + m.encode(),
}

# WebP


def webp(*chunks: bytes, after: bytes = b"") -> bytes:
    base = saved(picture("RGBA"), "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0", lossless=True)
    body = base[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body + after


def riff(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


CARRIERS |= {
    "webp exif": lambda m: saved(picture(), "WEBP", exif=exif(m)["artist"]),
    "webp xmp": lambda m: saved(picture(), "WEBP", xmp=XMP.format(m).encode()),
    "webp profile": lambda m: saved(picture(), "WEBP", icc_profile=profile(m)),
    "webp unknown chunk": lambda m: webp(riff(b"NOTE", m.encode())),
    "webp appended bytes": lambda m: webp(after=m.encode()),
    "webp animation": lambda m: saved(
        picture(),
        "WEBP",
        save_all=True,
        append_images=[picture().rotate(180)],
        xmp=XMP.format(m).encode(),
    ),
}

# PDF


def pdf(
    change: Callable[[Pdf, Any], None] | None = None, content: bytes = b"", *, repack: bool = True
) -> bytes:
    """A page with a text and a picture; `change` gets the document and its page.

    What is packed twice is unpacked and packed once, unless told not to `repack`.
    """
    with Pdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200)).obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(
            Font=Dictionary(F1=font), XObject=Dictionary(Im1=pdf_picture(document, jpeg()))
        )
        page.Contents = Stream(
            document,
            b"BT /F1 12 Tf 20 150 Td (Seen on the page) Tj ET\n"
            b"q 90 0 0 60 20 20 cm /Im1 Do Q\n" + content,
        )
        if change:
            change(document, page)
        out = BytesIO()
        document.save(out, compress_streams=repack)
        return out.getvalue()


def pdf_picture(document: Pdf, data: bytes) -> Stream:
    return Stream(
        document,
        data,
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=48,
            Height=32,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        ),
    )


def in_pdf(name: str, content: bytes = b"") -> Callable[[Any], Any]:
    """Register a change of the plain document as a carrier."""

    def keep(change: Callable[[Pdf, Any, str], None]) -> Callable[[Pdf, Any, str], None]:
        CARRIERS[f"pdf {name}"] = lambda m: pdf(
            lambda document, page: change(document, page, m), content
        )
        return change

    return keep


@in_pdf("title")
def _(document: Pdf, page: Any, m: str) -> None:
    document.docinfo.Title = m


@in_pdf("private entry of the information, in utf-16")
def _(document: Pdf, page: Any, m: str) -> None:
    document.docinfo.Company = String(b"\xfe\xff" + m.encode("utf-16-be"))


@in_pdf("xmp")
def _(document: Pdf, page: Any, m: str) -> None:
    document.Root.Metadata = Stream(document, XMP.format(m).encode(), Type=Name.Metadata)


@in_pdf("attachment")
def _(document: Pdf, page: Any, m: str) -> None:
    document.attachments["letter.txt"] = m.encode()


@in_pdf("name of an attachment")
def _(document: Pdf, page: Any, m: str) -> None:
    document.attachments[f"{m}.txt"] = b"text"


@in_pdf("author of a comment")
def _(document: Pdf, page: Any, m: str) -> None:
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([9, 9, 20, 20]), T=m, Contents="look"
    )
    page.Annots = Array([document.make_indirect(note)])


@in_pdf("address of a link")
def _(document: Pdf, page: Any, m: str) -> None:
    action = Dictionary(S=Name.URI, URI=f"https://{m}.example/")
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([9, 9, 20, 20]), A=action)
    page.Annots = Array([document.make_indirect(link)])


@in_pdf("script when opened")
def _(document: Pdf, page: Any, m: str) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{m}')")


@in_pdf("script of the document")
def _(document: Pdf, page: Any, m: str) -> None:
    script = document.make_indirect(Dictionary(S=Name.JavaScript, JS=m))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))


@in_pdf("action of a page")
def _(document: Pdf, page: Any, m: str) -> None:
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=m))


@in_pdf("name of a layer", b"/OC /L1 BDC 0 0 9 9 re f EMC\n")
def _(document: Pdf, page: Any, m: str) -> None:
    _layer(document, page, m, off=False)


def _layer(document: Pdf, page: Any, name: str, *, off: bool) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=name))
    default = Dictionary(OFF=Array([layer])) if off else Dictionary()
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
    page.Resources.Properties = Dictionary(L1=layer)


@carrier("pdf text of a hidden layer")
def _(m: str) -> bytes:
    content = b"/OC /L1 BDC BT /F1 9 Tf 9 9 Td (" + m.encode() + b") Tj ET EMC\n"
    return pdf(lambda document, page: _layer(document, page, "L", off=True), content)


@in_pdf("comment in a picture")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.XObject.Im1 = pdf_picture(document, jpeg(segment(0xFE, m.encode())))


@in_pdf("exif in a picture")
def _(document: Pdf, page: Any, m: str) -> None:
    data = saved(picture(), "JPEG", exif=exif(m)["gps"])
    page.Resources.XObject.Im1 = pdf_picture(document, data)


@in_pdf("bytes behind a picture")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.XObject.Im1 = pdf_picture(document, jpeg(after=m.encode()))


@in_pdf("bytes behind samples")
def _(document: Pdf, page: Any, m: str) -> None:
    image = Stream(
        document,
        zlib.compress(bytes(48) + m.encode()),
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=4,
            Height=4,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.FlateDecode,
        ),
    )
    page.Resources.XObject.Im1 = image


@in_pdf("metadata of a picture")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.XObject.Im1.Metadata = Stream(document, XMP.format(m).encode())


@in_pdf("comment in jpeg 2000")
def _(document: Pdf, page: Any, m: str) -> None:
    data = saved(picture(), "JPEG2000", comment=m.encode(), no_jp2=True)
    assert m.encode() in data
    image = pdf_picture(document, data)
    image.Filter = Name.JPXDecode
    page.Resources.XObject.Im1 = image


@in_pdf("box in jpeg 2000")
def _(document: Pdf, page: Any, m: str) -> None:
    body = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac" + m.encode()
    data = saved(picture(), "JPEG2000")
    image = pdf_picture(document, data + struct.pack(">I", len(body) + 8) + b"uuid" + body)
    image.Filter = Name.JPXDecode
    page.Resources.XObject.Im1 = image


def jbig2(kind: int, body: bytes, number: int = 0) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body


@in_pdf("comment in jbig2")
def _(document: Pdf, page: Any, m: str) -> None:
    sized = struct.pack(">IIIIBH", 48, 32, 0, 0, 0, 0)
    image = pdf_picture(document, jbig2(48, sized) + jbig2(62, m.encode(), 1) + jbig2(49, b"", 2))
    image.Filter, image.ColorSpace, image.BitsPerComponent = Name.JBIG2Decode, Name.DeviceGray, 1
    page.Resources.XObject.Im1 = image


@in_pdf("bytes behind a fax")
def _(document: Pdf, page: Any, m: str) -> None:
    image = pdf_picture(document, fax(picture("1")) + m.encode())
    image.Filter, image.ColorSpace, image.BitsPerComponent = (
        Name.CCITTFaxDecode,
        Name.DeviceGray,
        1,
    )
    image.DecodeParms = Dictionary(K=-1, Columns=48, Rows=32)
    page.Resources.XObject.Im1 = image


def fax(image: Image.Image) -> bytes:
    """The group 4 data of a picture, out of a TIFF.

    Inverted first: Pillow's samples say 1 for white, and to a fax coder 1 is black.
    """
    inverted = image.point(lambda sample: 0 if sample else 255)
    whole = {278: image.height}  # in one strip
    with Image.open(
        BytesIO(saved(inverted, "TIFF", compression="group4", tiffinfo=whole))
    ) as stored:
        start, size = stored.tag_v2[273][0], stored.tag_v2[279][0]
        stored.fp.seek(start)
        return stored.fp.read(size)


@in_pdf("comment of a picture within a page")
def _(document: Pdf, page: Any, m: str) -> None:
    inner = jpeg(segment(0xFE, m.encode()))
    page.Contents = Stream(
        document,
        b"q 9 0 0 9 0 0 cm BI /W 48 /H 32 /BPC 8 /CS /RGB /F /DCT ID " + inner + b" EI Q\n",
    )


@in_pdf("profile")
def _(document: Pdf, page: Any, m: str) -> None:
    icc = Stream(document, profile(m), N=3)
    page.Resources.XObject.Im1.ColorSpace = Array([Name.ICCBased, icc])


@in_pdf("name of an ink", b"/Sp cs 1 scn 0 0 9 9 re f\n")
def _(document: Pdf, page: Any, m: str) -> None:
    tint = Dictionary(
        FunctionType=2,
        Domain=Array([0, 1]),
        C0=Array([0, 0, 0]),
        C1=Array([1, 0, 0]),
        N=1,
    )
    ink = Array([Name.Separation, Name(f"/{m}"), Name.DeviceRGB, tint])
    page.Resources.ColorSpace = Dictionary(Sp=ink)


@in_pdf("comment in a function", b"/Sp cs 1 scn 0 0 9 9 re f\n")
def _(document: Pdf, page: Any, m: str) -> None:
    tint = Stream(
        document,
        b"{ % " + m.encode() + b"\n dup dup }",
        FunctionType=4,
        Domain=Array([0, 1]),
        Range=Array([0, 1, 0, 1, 0, 1]),
    )
    ink = Array([Name.Separation, Name.Spot, Name.DeviceRGB, tint])
    page.Resources.ColorSpace = Dictionary(Sp=ink)


@in_pdf("family of a font")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.Font.F1.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.Helvetica, FontFamily=m, Flags=32
    )


@in_pdf("name of a font")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.Font.F1.BaseFont = Name(f"/ABCDEF+{m}")


@in_pdf("comment in a table of characters")
def _(document: Pdf, page: Any, m: str) -> None:
    table = b"begincmap % " + m.encode() + b"\n1 beginbfchar <53> <0053> endbfchar endcmap"
    page.Resources.Font.F1.ToUnicode = Stream(document, table)


@in_pdf("notice of a font")
def _(document: Pdf, page: Any, m: str) -> None:
    head = b"%!PS-AdobeFont-1.0: X\n/FontInfo 1 dict dup begin /Notice (" + m.encode() + b") def\n"
    data = head + b"currentfile eexec\n" + bytes(range(64))
    file = Stream(document, data, Length1=len(data) - 64, Length2=64, Length3=0)
    page.Resources.Font.F1.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.F, Flags=32, FontFile=file
    )


@in_pdf("notice of a compact font")
def _(document: Pdf, page: Any, m: str) -> None:
    def index(*entries: bytes) -> bytes:
        offsets, at = b"\1", 1
        for entry in entries:
            at += len(entry)
            offsets += bytes([at])
        return struct.pack(">HB", len(entries), 1) + offsets + b"".join(entries)

    top = b"\x1c" + struct.pack(">h", 391) + b"\1"  # Notice: the first text that is not standard
    data = b"\1\0\4\1" + index(b"Font") + index(top) + index(m.encode()) + b"\0\0"
    page.Resources.Font.F1.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.F,
        Flags=32,
        FontFile3=Stream(document, data, Subtype=Name.Type1C),
    )


@in_pdf("name table of a font")
def _(document: Pdf, page: Any, m: str) -> None:
    body = m.encode("utf-16-be")
    body += bytes(-len(body) % 4)
    head = bytes(54) + bytes(2)
    start = 12 + 32
    data = struct.pack(">4sHHHH", b"\0\1\0\0", 2, 32, 1, 0)
    data += struct.pack(">4sIII", b"head", 0, start, 54)
    data += struct.pack(">4sIII", b"name", 0, start + len(head), len(body)) + head + body
    page.Resources.Font.F1.Subtype = Name.TrueType
    page.Resources.Font.F1.FontDescriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.F, Flags=32, FontFile2=Stream(document, data)
    )


@in_pdf("name of a resource")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.Font[f"/{m}"] = page.Resources.Font.F1
    text = page.Contents.read_bytes().replace(b"/F1", f"/{m}".encode())
    page.Contents = Stream(document, text)


@in_pdf("resource that is not used")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Resources.XObject.Im2 = pdf_picture(document, jpeg(segment(0xFE, m.encode())))


@in_pdf("value of a hidden form field")
def _(document: Pdf, page: Any, m: str) -> None:
    field = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T="field",
            V=m,
            F=2,
            Rect=Array([9, 9, 90, 20]),
        )
    )
    page.Annots = Array([field])
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


@in_pdf("xfa")
def _(document: Pdf, page: Any, m: str) -> None:
    document.Root.AcroForm = Dictionary(
        Fields=Array(), XFA=Stream(document, f"<xdp>{m}</xdp>".encode())
    )


@in_pdf("outline")
def _(document: Pdf, page: Any, m: str) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(m, 0))


@in_pdf("page labels")
def _(document: Pdf, page: Any, m: str) -> None:
    document.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=m)]))


@in_pdf("named destination")
def _(document: Pdf, page: Any, m: str) -> None:
    document.Root.Names = Dictionary(Dests=Dictionary(Names=Array([m, Array([page, Name.Fit])])))


@in_pdf("private data of a program")
def _(document: Pdf, page: Any, m: str) -> None:
    page.PieceInfo = Dictionary(Program=Dictionary(Private=m))


@in_pdf("thumbnail")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Thumb = pdf_picture(document, jpeg(segment(0xFE, m.encode())))


@in_pdf("alternative text of a tag")
def _(document: Pdf, page: Any, m: str) -> None:
    figure = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=m))
    document.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=figure)


@in_pdf("transparency group of a page")
def _(document: Pdf, page: Any, m: str) -> None:
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, Private=m)


CARRIERS |= {
    "pdf replacement text": lambda m: pdf(
        content=b"/Span <</ActualText (" + m.encode() + b")>> BDC 0 0 1 1 re f EMC\n"
    ),
    "pdf comment in a page": lambda m: pdf(content=b"% " + m.encode() + b"\n"),
    "pdf instruction that nobody knows": lambda m: pdf(
        content=b"BX (" + m.encode() + b") unknown EX\n"
    ),
    "pdf bytes behind the end": lambda m: pdf() + b"\n% " + m.encode(),
    "pdf comment before the first object": lambda m: pdf().replace(
        b"\n", b"\n%" + m.encode() + b"\n", 1
    ),
}


# PDF: what is on a page, and what nobody sees


def drawn(m: str, before: str = "", after: str = "") -> bytes:
    """The marker as a text of the page, between other instructions."""
    return f"q {before} BT /F1 9 Tf 9 9 Td ({m}) Tj ET {after} Q\n".encode()


CARRIERS |= {
    "pdf text under a black box": lambda m: pdf(content=drawn(m, after="0 g 5 5 150 13 re f")),
    "pdf text under a picture": lambda m: pdf(content=drawn(m, after="150 0 0 13 5 5 cm /Im1 Do")),
    "pdf text in the colour of the paper": lambda m: pdf(content=drawn(m, "1 g")),
    "pdf text in almost the colour of the paper": lambda m: pdf(content=drawn(m, "0.95 g")),
    "pdf text that is drawn invisibly": lambda m: pdf(content=drawn(m, "3 Tr")),
    "pdf text beside the page": lambda m: pdf(content=drawn(m, "1 0 0 1 0 300 cm")),
    "pdf text outside of what is clipped": lambda m: pdf(content=drawn(m, "0 90 9 9 re W n")),
    "pdf text that says it is another": lambda m: pdf(
        content=b"/Span <</ActualText (" + m.encode() + b")>> BDC " + drawn("shown") + b"EMC\n"
    ),
}


@carrier("pdf text under a box that is a comment")
def _(m: str) -> bytes:
    def change(document: Pdf, page: Any) -> None:
        look = Stream(document, b"0 g 0 0 150 13 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 150, 13])
        box = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Square,
            Rect=Array([5, 5, 155, 18]),
            AP=Dictionary(N=look),
        )
        page.Annots = Array([document.make_indirect(box)])

    return pdf(change, drawn(m))


@carrier("pdf text under a box that lets a little through")
def _(m: str) -> bytes:
    def change(document: Pdf, page: Any) -> None:
        page.Resources.ExtGState = Dictionary(G=Dictionary(ca=0.95))

    return pdf(change, drawn(m, after="/G gs 0 g 5 5 150 13 re f"))


@carrier("pdf text that is cropped away")
def _(m: str) -> bytes:
    def change(document: Pdf, page: Any) -> None:
        page.CropBox = Array([0, 100, 200, 200])

    return pdf(change, drawn(m))


@in_pdf("letters that say they are others")
def _(document: Pdf, page: Any, m: str) -> None:
    written = m.encode("utf-16-be").hex().encode()
    table = b"begincmap 1 beginbfchar <53> <" + written + b"> endbfchar endcmap"
    page.Resources.Font.F1.ToUnicode = Stream(document, table)


@carrier("pdf identifier")
def _(m: str) -> bytes:
    with Pdf.open(BytesIO(pdf())) as document:
        document.trailer.ID = Array([String(m.encode()), String(m.encode())])
        out = BytesIO()
        document.save(out)
        return out.getvalue()


@carrier("pdf earlier revision")
def _(m: str) -> bytes:
    """A first version that shows the marker, and an update that replaces its page's text."""
    old = pdf(content=b"BT /F1 9 Tf 9 9 Td (" + m.encode() + b") Tj ET\n")
    with Pdf.open(BytesIO(old)) as document:
        number = document.pages[0].obj.Contents.objgen[0]
        size = len(document.objects) + 1
        root = document.Root.objgen[0]
    start = old.rindex(b"startxref")
    before = int(old[start + 9 :].split()[0])
    body = b"BT /F1 12 Tf 20 150 Td (Seen on the page) Tj ET"
    at = len(old)
    new = b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, len(body), body)
    xref = at + len(new)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        number,
        at,
        size,
        root,
        before,
    )
    return old + new + table + b"startxref\n%d\n%%%%EOF\n" % xref


# Looking for a marker


def traces(content: bytes, m: str) -> list[str]:
    """Say where the marker stands in a file: as it is, in UTF-16, packed, in parts of a PDF."""
    return [where for where, data in _everything(content) if _holds(data, m)]


def _holds(data: bytes, m: str) -> bool:
    forms = (m.encode(), m.encode("utf-16-le"), m.encode("utf-16-be"))
    written = (*forms, *(form.hex().encode() for form in forms))
    return any(form in data or form.upper() in data for form in written)


def _everything(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "raw", content
    at = content.find(b"x")
    while at >= 0:
        with suppress(zlib.error):
            yield f"packed at {at}", zlib.decompressobj().decompress(content[at:], 1 << 20)
        at = content.find(b"x", at + 1)
    if content.startswith(b"%PDF-"):
        yield from _parts_of_pdf(content)
    elif content[:4] in (b"II*\0", b"MM\0*") or content[:3] in (b"GIF", b"\x89PN"):
        # What is packed otherwise: the samples and palettes of every frame.
        with Image.open(BytesIO(content)) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                yield f"samples {number}", image.tobytes()
                if image.mode == "RGBA":
                    colours = Image.merge("RGB", image.split()[:3])
                    yield f"colours {number}", colours.tobytes()
                yield f"palette {number}", bytes(image.getpalette() or [])


def _parts_of_pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    with Pdf.open(BytesIO(content)) as document:
        for number, part in enumerate(document.objects):
            yield f"object {number}", part.unparse(resolved=True)
            for text in _strings(part):
                yield f"text of object {number}", text
            if isinstance(part, Stream):
                try:
                    data = part.read_bytes()
                except pikepdf.PdfError:
                    data = part.read_raw_bytes()
                yield f"stream {number}", data
        yield "trailer", document.trailer.unparse()


def _strings(part: Any, depth: int = 0) -> Iterator[bytes]:
    if isinstance(part, String):
        yield bytes(part)
    elif depth < 6 and isinstance(part, Array):
        for inner in part:
            yield from _strings(inner, depth + 1)
    elif depth < 6 and isinstance(part, (Dictionary, Stream)):
        for key, inner in part.items():
            yield key.encode()
            if not getattr(inner, "is_indirect", False):
                yield from _strings(inner, depth + 1)
