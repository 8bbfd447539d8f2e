"""Files that strangers send: sixty that say more than they show, and twenty that mean harm."""

import io
import zipfile
from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, Pdf, String

from files.carriers import CARRIERS, jpeg, pdf, png
from files.killers import KILLERS
from files.media_files import MEDIA_CARRIERS

REBUILT = [
    *("jpeg exif artist", "jpeg exif gps", "jpeg exif maker", "jpeg exif thumbnail", "jpeg xmp"),
    *("jpeg extended xmp", "jpeg iptc", "jpeg profile", "jpeg comment", "jpeg appended archive"),
]
"""Carriers that a copy is made of: these, and some of every other kind."""


def _of_kind(kind: str, n: int) -> list[str]:
    return [name for name in CARRIERS if name.split()[0] == kind][:n]


WITH_COPY = [
    *REBUILT,
    *_of_kind("png", 8),
    *_of_kind("gif", 6),
    *_of_kind("tiff", 6),
    *_of_kind("webp", 5),
    *_of_kind("pdf", 10),
]


def _archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def word(mark: str) -> bytes:
    """A text of Word that names its author."""
    core = f"<cp:coreProperties><dc:creator>{mark}</dc:creator></cp:coreProperties>"
    return _archive(**{"[Content_Types].xml": "<Types/>", "docProps/core.xml": core})


def heic(mark: str) -> bytes:
    """The beginning of a telephone's picture, with an Exif part."""
    head = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    return head + b"\0\0\0\x40mdatExif\0\0" + mark.encode() + bytes(32)


ORIGINAL_ONLY: dict[str, Callable[[str], bytes]] = {
    **dict(list(MEDIA_CARRIERS.items())[:11]),
    "docx": word,
    "heic": heic,
    "text": lambda mark: f"From: {mark}\n".encode(),
    "unknown": lambda mark: b"\x93\x01\x02" + mark.encode(),
}
"""Carriers of kinds that are not rebuilt here."""


def _harmful_pdf() -> bytes:
    document = Pdf.new()
    document.add_blank_page()
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('Harm')"))
    document.Root.OpenAction = document.make_indirect(script)
    document.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), document.make_indirect(script)]))
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


SCRIPT = b"<script>alert('Harm')</script>"
HOSTILE: dict[str, Callable[[], bytes]] = {
    **{
        name: KILLERS[name]
        for name in (
            *("png of 17.6 kB", "gif with a stretched frame", "jpeg that says it is huge"),
            *("pdf whose pages are their own parents", "gzip", "nested html", "archive", "svg"),
        )
    },
    "page of the web": lambda: b"<!doctype html>" + SCRIPT,
    "picture and page at once": lambda: jpeg(after=b"<html>" + SCRIPT),
    "gif and script at once": lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert('Harm')",
    "picture and archive at once": lambda: png(after=_archive(harm="<script>alert('Harm')")),
    "pdf and page at once": lambda: pdf() + SCRIPT,
    "pdf with scripts": _harmful_pdf,
    "half a jpeg": lambda: jpeg()[:200],
    "half a png": lambda: png()[:60],
    "half a pdf": lambda: pdf()[:300],
    "program": lambda: b"\x7fELF" + b"alert('Harm')" + bytes(200),
    "drawing that refers to itself": lambda: (
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'Harm'><!ENTITY b '&a;&a;&a;&a;'>]>"
        b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('Harm')\">&b;</svg>"
    ),
    "table with formulas": lambda: b"=cmd|' /C calc'!A0,alert('Harm')\n",
}
