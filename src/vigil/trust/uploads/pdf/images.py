"""Pictures of a PDF: their samples, and how those are to be read."""

import zlib
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pikepdf import Dictionary, Name, Stream
from PIL import TiffImagePlugin

from vigil.trust.uploads.jpegs import stripped_jpeg
from vigil.trust.uploads.limits import PIXELS, Reason, RefusedError
from vigil.trust.uploads.pdf import colours, jbig2, jpeg2000
from vigil.trust.uploads.pdf.values import (
    chain,
    data_of,
    is_number,
    numbers,
    raw_before_last,
    unpacked,
)

if TYPE_CHECKING:
    from vigil.trust.uploads.pdf.copying import Copier

MOST = 4 * PIXELS
"""Pixels of one picture in a PDF: most are not decoded, and many have one bit a pixel."""
_JPEG = ("/DCTDecode", "/DCT")
_FAX = ("/CCITTFaxDecode", "/CCF")


def image(found: Any, copier: "Copier") -> Stream | None:
    """Carry over a picture with its masks. Raises RefusedError if it cannot be rebuilt."""
    width, height = found.get("/Width"), found.get("/Height")
    if not (is_number(width) and is_number(height) and width > 0 and height > 0):
        return None
    if width * height > MOST:
        raise RefusedError(Reason.PIXELS, f"{width} x {height} in a PDF")
    keys = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=int(width), Height=int(height))
    if found.get("/ImageMask") is True:
        keys.ImageMask, keys.BitsPerComponent = True, 1
    elif (space := colours.space(found.get("/ColorSpace"), copier)) is not None:
        keys.ColorSpace = space
    if (decode := numbers(found.get("/Decode"))) is not None:
        keys.Decode = decode
    if found.get("/Interpolate") is True:
        keys.Interpolate = True
    _masks(found, keys, copier)
    data = _samples(found, keys, copier)
    return copier.stream(data, keys)


def _masks(found: Any, keys: Dictionary, copier: "Copier") -> None:
    for key in ("/SMask", "/Mask"):
        mask = found.get(key)
        if isinstance(mask, Stream):
            made = copier.once("/Image", mask, partial(image, mask, copier))
            if made is not None:
                keys[key] = made
                if (matte := numbers(mask.get("/Matte"))) is not None:
                    made.Matte = matte
        elif key == "/Mask" and (values := numbers(mask)) is not None:
            keys[key] = values


def _samples(found: Any, keys: Dictionary, copier: "Copier") -> bytes:
    """Return the samples packed, and note in the keys how."""
    names, options = chain(found)
    last = names[-1] if names else ""
    option = options[len(names) - 1] if names else None
    if last in _JPEG:
        keys.Filter, keys.BitsPerComponent = Name.DCTDecode, 8
        return stripped_jpeg(raw_before_last(found, copier.source))
    if last == "/JPXDecode":
        keys.Filter = Name.JPXDecode
        if is_number(found.get("/SMaskInData")):
            keys.SMaskInData = found.SMaskInData
        return jpeg2000.stripped(raw_before_last(found, copier.source))
    if last == "/JBIG2Decode":
        return _from_jbig2(found, option, keys, copier)
    keys.Filter = Name.FlateDecode
    if last in _FAX:
        keys.BitsPerComponent = 1
        return zlib.compress(_from_fax(raw_before_last(found, copier.source), option, keys))
    bits = 1 if "/ImageMask" in keys else found.get("/BitsPerComponent")
    if bits not in (1, 2, 4, 8, 16) or not ("/ImageMask" in keys or "/ColorSpace" in keys):
        raise RefusedError(Reason.UNSUPPORTED, "a picture whose samples are not described")
    keys.BitsPerComponent = bits
    count = colours.components(keys.get("/ColorSpace")) if "/ColorSpace" in keys else 1
    line = (int(keys.Width) * count * bits + 7) // 8
    if line * int(keys.Height) > 3 * PIXELS:
        raise RefusedError(Reason.PIXELS, "in a PDF")
    # To the last line and no further: what stands behind it is no part of the picture.
    return zlib.compress(unpacked(found)[: line * int(keys.Height)])


def _from_jbig2(found: Any, option: Any, keys: Dictionary, copier: "Copier") -> bytes:
    keys.Filter, keys.BitsPerComponent = Name.JBIG2Decode, 1
    shared = option.get("/JBIG2Globals") if isinstance(option, Dictionary) else None
    if isinstance(shared, Stream):
        made = copier.once(
            "/JBIG2Globals", shared, lambda: copier.stream(jbig2.stripped(data_of(shared)))
        )
        keys.DecodeParms = Dictionary(JBIG2Globals=made)
    return jbig2.stripped(raw_before_last(found, copier.source))


def _from_fax(data: bytes, option: Any, keys: Dictionary) -> bytes:
    """Undo a fax coding through the TIFF reader, which knows them."""
    option = option if isinstance(option, Dictionary) else Dictionary()
    if option.get("/EncodedByteAlign") is True:
        raise RefusedError(Reason.UNSUPPORTED, "fax lines that begin at bytes")
    k = option.get("/K", 0)
    width = int(option.get("/Columns", 1728))
    height = int(keys.Height)
    if width != int(keys.Width) or width * height > MOST:
        raise RefusedError(Reason.UNSUPPORTED, "a fax of another width than its picture")
    tags = (
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4 if k < 0 else 3), (262, 3, 1),
        (273, 4, 0), (277, 3, 1), (278, 4, height), (279, 4, len(data)),
        *(((292, 4, 1),) if k > 0 else ()),
    )  # fmt: skip
    start = 8 + 2 + 12 * len(tags) + 4
    entries = b"".join(
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little")
        + (start if tag == 273 else value).to_bytes(4, "little")
        for tag, kind, value in tags
    )  # fmt: skip
    head = b"II*\0\x08\0\0\0" + len(tags).to_bytes(2, "little") + entries + bytes(4)
    picture = TiffImagePlugin.TiffImageFile(BytesIO(head + data))
    picture.load()
    bits = picture.tobytes()
    if option.get("/BlackIs1") is True:
        return bits
    return bytes(byte ^ 0xFF for byte in bits)
