"""Make .docx files part by part, for tests of what reads them."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES: Final = """
<w:style w:type="paragraph" w:styleId="Ttl"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Own">
<w:name w:val="Chapter"/><w:basedOn w:val="H1"/></w:style>
<w:style w:type="paragraph" w:styleId="LB"><w:name w:val="List Bullet"/></w:style>
"""


def part(name: str, inside: str, before: str = "") -> str:
    """Return a part of WordprocessingML with this content."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}{before}<w:{name} xmlns:w="{W}" xmlns:r="{R}">{inside}</w:{name}>'


def rels(rows: Mapping[str, tuple[str, str]], outside: bool = False) -> str:
    """Return relationships: id -> (kind, target)."""
    mode = ' TargetMode="External"' if outside else ""
    return "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{to}"{mode}/>'
        for key, (kind, to) in rows.items()
    )


def docx(body: str, more: Mapping[str, str | bytes] | None = None, links: str = "") -> bytes:
    """Return a .docx file with this body, further parts, and links (relationships)."""
    inside = rels(
        {
            "s": ("styles", "styles.xml"),
            "f": ("footnotes", "footnotes.xml"),
            "c": ("comments", "comments.xml"),
        }
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{_RELS}">'
        + rels({"d": ("officeDocument", "word/document.xml")})
        + "</Relationships>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{inside}{links}'
        "</Relationships>",
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/styles.xml": part("styles", _STYLES),
        **(more or {}),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def p(*runs: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph of runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
