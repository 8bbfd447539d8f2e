"""Write a draft as a .docx file, for an editor to work on.

Headings have the styles of Word, and each heading and paragraph has a hidden bookmark by which it
is found again. The file has no author, company, dates, thumbnail or revision ids.
"""

import io
from typing import Any, Final

from vigil.outlook.reports.word_files.bracketed_tokens import split_at_tokens
from vigil.outlook.reports.word_files.draft import DraftPart

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_of(title: str, language: str, rtl: bool, parts: list[DraftPart]) -> bytes:
    """Return a draft as a .docx file. Hidden parts are left out."""
    from docx import Document

    document = Document()
    _without_metadata(document)
    _set_language(document, language)
    _filled(document.add_paragraph(style="Title"), title, rtl)
    for n, part in enumerate((one for one in parts if not one.hidden), start=1):
        style = f"Heading {min(part.depth, 2)}" if part.depth else _STYLES.get(part.kind, "Normal")
        paragraph = document.add_paragraph(style=style)
        _bookmark(paragraph, part.mark, n)
        _filled(paragraph, part.shown, rtl)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


_STYLES: Final = {"quote": "Quote"}


def _filled(paragraph: Any, text: str, rtl: bool) -> None:
    from docx.shared import RGBColor

    for words, is_token in split_at_tokens(text):
        run = paragraph.add_run(words)
        if is_token:
            run.font.color.rgb = RGBColor(0x5F, 0x5A, 0x50)
        if rtl:
            run.font.rtl = True
    if rtl:
        paragraph._p.get_or_add_pPr().append(_element("w:bidi"))


def _bookmark(paragraph: Any, name: str, n: int) -> None:
    from docx.oxml.ns import qn

    start, end = _element("w:bookmarkStart"), _element("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(n))
    start.set(qn("w:name"), name)
    paragraph._p.append(start)
    paragraph._p.append(end)


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _without_metadata(document: Any) -> None:
    """Drop what the library's own template says: properties, thumbnail, custom XML, revisions."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if not relation.reltype.endswith("/officeDocument"):
            del package.rels[key]
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith(("/customXml", "/header", "/footer")):
            del document.part.rels[key]
    settings = document.settings.element
    for one in list(settings):
        if one.tag.rpartition("}")[2] in ("rsids", "attachedTemplate"):
            settings.remove(one)


def _set_language(document: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for one in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:bidi"):
            one.set(qn(name), language)
