"""Make the files of an edition from its snapshot alone, and verify them.

`report.html` is the body of the page, `report.pdf` the report in print, `report.epub` the same for
readers of books, `snapshot.json` all its data, `data.zip` the numbers of every figure. Pictures are
files of their own. `manifest.json` has the SHA-256 of the others.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.charts.table import csv_text
from vigil.files.formula_safety import safe_cell
from vigil.outlook.models import EditionFile, ReportEdition
from vigil.outlook.reports.epub import PICTURES, epub_of
from vigil.outlook.reports.imprint import author_names, imprint_of
from vigil.outlook.reports.pdf import NO_PICTURES, pdf_of
from vigil.outlook.reports.report_parts import (
    bibliography_of,
    caption_sentences,
    file_of,
    footnotes_of,
    front_of,
    items_of,
    parts_of,
    picture_names,
    provenance_text,
    removal_text,
    sections_by_part,
    shows,
)
from vigil.outlook.reports.report_tables import TablePart, table_parts
from vigil.outlook.reports.snapshot import figures_of, name_of_figure, paragraphs_of

HTML, PDF, EPUB, DATA, SNAPSHOT, MANIFEST = (
    *("report.html", "report.pdf", "report.epub", "data.zip", "snapshot.json", "manifest.json"),
)
FORMAT: Final = "vigil-outlook-edition/1"
MEDIA: Final[Mapping[str, str]] = {
    PDF: "application/pdf",
    EPUB: "application/epub+zip",
    DATA: "application/zip",
    SNAPSHOT: "application/json",
    MANIFEST: "application/json",
}
"""The files that readers may download, with their media types."""
_PAGE: Final = 165.0
"""The width of a table, as if printed, that fits a wide page of the site."""
_THEN: Final = (1980, 1, 1, 0, 0, 0)
"""The date of each entry of the archive, so that the same data gives the same bytes."""


def files_of(
    snapshot: Mapping[str, Any], pictures: Mapping[str, bytes] = NO_PICTURES
) -> dict[str, bytes]:
    """Return the files of an edition by name, with the pictures that it shows.

    Raises subprocess.SubprocessError (no PDF).
    """
    shown = _shown(snapshot, pictures)
    made = {**files_without_pdf(snapshot, shown), PDF: pdf_of(snapshot, shown)}
    return {**made, MANIFEST: manifest_of(snapshot, made)}


def files_without_pdf(
    snapshot: Mapping[str, Any], pictures: Mapping[str, bytes] = NO_PICTURES
) -> dict[str, bytes]:
    """Return all files except the PDF and the manifest, by name."""
    shown = _shown(snapshot, pictures)
    return {
        **shown,
        HTML: html_of(snapshot).encode(),
        EPUB: epub_of(snapshot, shown),
        DATA: data_of(snapshot),
        SNAPSHOT: json.dumps(snapshot, ensure_ascii=False, sort_keys=True, indent=1).encode(),
    }


def _shown(snapshot: Mapping[str, Any], pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures that a report shows. One of a removed passage is not among them."""
    names = picture_names(snapshot)
    return {name: one for name, one in pictures.items() if name in names and media_of(name)}


def media_of(name: str) -> str:
    """Return the media type of a file that readers may download; empty for another."""
    return MEDIA.get(name) or PICTURES.get(PurePath(name).suffix.lower(), "")


def manifest_of(snapshot: Mapping[str, Any], made: Mapping[str, bytes]) -> bytes:
    """Return the manifest of these files: each with its SHA-256 and its size in bytes."""
    told = {
        "format": FORMAT,
        "report": snapshot["slug"],
        "edition": snapshot["number"],
        "frozen_on": snapshot["frozen_on"],
        "files": {
            name: {"sha256": sha256(content), "bytes": len(content)}
            for name, content in sorted(made.items())
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


# The page


def html_of(snapshot: Mapping[str, Any], draft: bool = False) -> str:
    """Return the body of the page, in the language of the report, with no address of a draft."""
    with override(snapshot["language"]):
        context = {"report": _for_page(snapshot), "draft": draft}
        return render_to_string("outlook/reports/body.html", context)


def paragraph_html(paragraph: Mapping[str, Any], language: str, slug: str) -> str:
    """Return one paragraph of the draft of a report as the page of an edition shows it."""
    with override(language):
        context = {"paragraph": _paragraph(paragraph), "draft": True, "report": {"slug": slug}}
        return render_to_string("outlook/reports/_paragraph.html", context)


def _for_page(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    sections = [
        {**section, "paragraphs": [_paragraph(one) for one in section["paragraphs"]]}
        for part in sections_by_part(snapshot).values()
        for section in part
    ]
    numbers = {one["uid"]: one["n"] for one in paragraphs_of(snapshot)}
    countries = [
        {**one, "places": [(uid, numbers[uid]) for uid in one["paragraphs"] if uid in numbers]}
        for one in snapshot.get("countries") or []
    ]
    return {
        **snapshot,
        "sections": sections,
        "footnotes": footnotes_of(snapshot),
        "front": front_of(snapshot),
        "author_names": author_names(snapshot),
        "imprint": imprint_of(snapshot),
        "bibliography": bibliography_of(snapshot),
        "countries": countries,
    }


def _paragraph(paragraph: Mapping[str, Any]) -> dict[str, Any]:
    bases = [{**one, "told": provenance_text(one)} for one in paragraph["bases"]]
    seen: set[int] = set()
    return {
        **paragraph,
        "said_removed": removal_text(paragraph),
        "parts": _first_of_notes(parts_of(paragraph), seen),
        "items": [_first_of_notes(item, seen) for item in items_of(paragraph)],
        "bases": bases,
        "recommendations": [one for one in bases if one["kind"] == "recommendation"],
        "figures": [_figure(paragraph, one) for one in paragraph["figures"]],
    }


def _figure(paragraph: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
    drawn, as_table = shows(paragraph)
    drawn = drawn and bool(figure["chart"])
    name = file_of(paragraph, figure)
    return {
        **figure,
        "id": name.removesuffix(".csv"),
        "file": name,
        "name": name_of_figure(paragraph, figure),
        "drawn": drawn,
        "said": caption_sentences(figure) if drawn else "",
        "parts": [_with_heads(part) for part in table_parts(figure, _PAGE)],
        "folded": drawn,
        "open": as_table,
    }


def _with_heads(part: TablePart) -> dict[str, Any]:
    """Return a part of a table in which each cell knows its head, for narrow pages."""
    rows = [(label, list(zip(part.heads[1:], cells, strict=True))) for label, cells in part.rows]
    return {"heads": part.heads, "rows": rows}


def _first_of_notes(parts: list[dict[str, Any]], seen: set[int]) -> list[dict[str, Any]]:
    """Mark the first reference to each footnote, because the link back leads there."""
    marked = []
    for part in parts:
        if part["t"] == "note":
            part = {**part, "first": part["n"] not in seen}
            seen.add(part["n"])
        marked.append(part)
    return marked


# The data


def data_of(snapshot: Mapping[str, Any]) -> bytes:
    """Return an archive with the numbers of every figure and table as CSV, and a manifest."""
    with override(snapshot["language"]):
        tables = dict(_tables(snapshot))
    tables["manifest.json"] = json.dumps(
        {name: sha256(content) for name, content in sorted(tables.items())}, indent=1
    ).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(tables.items()):
            archive.writestr(zipfile.ZipInfo(name, _THEN), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _tables(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    lines = []
    for paragraph, figure in figures_of(snapshot):
        name = file_of(paragraph, figure)
        yield name, _csv(figure).encode()
        printed = name_of_figure(paragraph, figure)
        lines.append(f"{name}\n  {printed}. {figure['title']}\n  {figure['url']}\n")
        lines += [f"  {note}\n" for note in figure["notes"]]
    title = f"{snapshot['title']}, {snapshot['number']}, {snapshot['frozen_on']}\n"
    where = f"{snapshot['site']}{snapshot['url']}\n\n"
    none = "" if lines else _("There is no figure in this edition.") + "\n"
    yield "README.txt", "".join([title, where, none, *lines]).encode()


def _csv(figure: Mapping[str, Any]) -> str:
    """Return the table of a figure as CSV (RFC 4180), with plain numbers and without formulas."""
    held = io.StringIO()
    writer = csv.writer(held)
    heads = list(figure["heads"])
    if figure["rows"] and len(heads) <= len(figure["rows"][0][1]):
        heads = ["", *heads]
    writer.writerow([safe_cell(head) for head in heads])
    for label, cells in figure["rows"]:
        values = (csv_text(cell["value"] or cell["shown"]) for cell in cells)
        writer.writerow([safe_cell(label), *values])
    return held.getvalue()


# Checking


def file_faults(edition: ReportEdition) -> list[str]:
    """Return a fault for each file of an edition that is missing, changed or extra.

    `snapshot.json` must also match the snapshot in the database, from which paragraphs are cited.
    An empty list means that the edition is intact. The manifest is the one that was announced;
    after a passage is removed it is made again, and the edition keeps the earlier digests.
    """
    files = {row.name: row for row in edition.files.all()}
    manifest = files.pop(MANIFEST, None)
    if manifest is None:
        return [f"{MANIFEST}: is not there"]
    found = [] if _is_itself(manifest) else [f"{MANIFEST}: its bytes changed"]
    listed = json.loads(bytes(manifest.content))["files"]
    found += [f"{name}: is not there" for name in sorted(set(listed) - set(files))]
    found += [f"{name}: is not in the manifest" for name in sorted(set(files) - set(listed))]
    said = ReportEdition.objects.values_list("snapshot", flat=True).get(pk=edition.pk)
    for name in sorted(set(listed) & set(files)):
        if sha256(bytes(files[name].content)) != listed[name]["sha256"]:
            found.append(f"{name}: its bytes changed")
        elif name == SNAPSHOT and json.loads(bytes(files[name].content)) != said:
            found.append(f"{name}: is not what the edition says")
    return [*found, *_of_archive(files.get(DATA))]


def digest_of_manifest(edition: ReportEdition) -> str:
    """Return the SHA-256 of the manifest of an edition, with which the edition is announced."""
    return edition.files.get(name=MANIFEST).sha256


def _is_itself(row: EditionFile) -> bool:
    return sha256(bytes(row.content)) == row.sha256


def _of_archive(row: EditionFile | None) -> Iterator[str]:
    if row is None:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(bytes(row.content))) as archive:
            listed = json.loads(archive.read("manifest.json"))
            for name, digest in listed.items():
                if sha256(archive.read(name)) != digest:
                    yield f"{DATA}/{name}: its bytes changed"
    except (zipfile.BadZipFile, KeyError, ValueError):
        yield f"{DATA}: cannot be read"
