"""The document: what it is opened with, its pages, and what is said of the parts left out."""

import warnings
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from vigil.trust.uploads.limits import PAGES, Reason, RefusedError
from vigil.trust.uploads.pdf.copying import Copier, numbers
from vigil.trust.uploads.pdf.layers import hidden_layers

_INHERITED = 40
"""Levels of the page tree that are climbed."""
_LARGEST = 14_400
"""Units of one side of a page, as the format has it."""
_A4 = Array([0, 0, 595, 842])

_SAID: dict[str, str] = {
    "/Metadata": "metadata",
    "/Outlines": "outline",
    "/PageLabels": "labels",
    "/StructTreeRoot": "tags",
    "/OCProperties": "layers",
    "/OpenAction": "actions",
    "/AA": "actions",
    "/URI": "actions",
    "/PieceInfo": "private",
    "/Collection": "attachments",
    "/AF": "attachments",
    "/AcroForm": "form",
    "/Dests": "links",
}
_SAID_NAMES = {"/EmbeddedFiles": "attachments", "/JavaScript": "actions", "/Dests": "links"}
_SAID_PAGE = {"/Thumb": "thumbnails", "/Metadata": "metadata", "/PieceInfo": "private",
              "/AA": "actions"}  # fmt: skip


def rebuild_pdf(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return the document anew, and what it is: pages, left_out.

    Raises RefusedError: damaged, encrypted (with or without a password), too many pages, or
    pictures and fonts in a form that cannot be rebuilt here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _rebuilt(content)
    except (RefusedError, MemoryError, RecursionError):
        raise
    except pikepdf.PasswordError as error:
        raise RefusedError(Reason.ENCRYPTED) from error
    except Exception as error:  # a stranger's bytes: whatever trips the reader, they are damaged
        if "bad_alloc" in str(error) or "memory" in str(error).lower():
            raise MemoryError from error
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _rebuilt(content: bytes) -> tuple[bytes, dict[str, Any]]:
    pikepdf.settings.set_qpdf_limits(parser_max_nesting=100, max_stream_filters=8)
    with Pdf.open(BytesIO(content), suppress_warnings=True) as source, Pdf.new() as target:
        if source.is_encrypted:
            raise RefusedError(Reason.ENCRYPTED)
        count = len(source.pages)
        if not count:
            raise RefusedError(Reason.DAMAGED, "no page")
        if count > PAGES:
            raise RefusedError(Reason.PAGES, f"{count} pages")
        left_out = _said(source)
        _draw_form_fields(source, left_out)
        copier = Copier(source, target, hidden_layers(source.Root))
        for page in source.pages:
            target.pages.append(pikepdf.Page(_page(page.obj, copier, left_out)))
        left_out |= copier.left_out
        out = BytesIO()
        # The identifier is made from what is written, so that it says nothing of its own.
        target.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return out.getvalue(), {"pages": count, "left_out": sorted(left_out)}


def _page(page: Any, copier: Copier, left_out: set[str]) -> Dictionary:
    for key, word in _SAID_PAGE.items():
        if key in page:
            left_out.add(word)
    resources = _inherited(page, "/Resources")
    scope = copier.scope(resources)
    drawn = copier.content(page.get("/Contents"), scope)
    new = Dictionary(
        Type=Name.Page,
        MediaBox=_box(_inherited(page, "/MediaBox")) or _A4,
        Contents=copier.stream(drawn),
        Resources=scope.dictionary(),
    )
    if crop := _box(_inherited(page, "/CropBox")):
        new.CropBox = crop
    turn = _inherited(page, "/Rotate")
    if isinstance(turn, int) and turn % 90 == 0 and turn % 360:
        new.Rotate = turn % 360
    if group := copier.group(page.get("/Group")):
        new.Group = group
    unit = numbers([page.get("/UserUnit")])
    if unit is not None and 1 < float(unit[0]) <= 100:
        new.UserUnit = unit[0]
    return copier.target.make_indirect(new)


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_INHERITED):
        if key in page:
            return page[key]
        page = page.get("/Parent")
        if not isinstance(page, Dictionary):
            return None
    return None


def _box(box: Any) -> Array | None:
    box = numbers(box)
    if box is None or len(box) != 4 or any(abs(float(side)) > 4 * _LARGEST for side in box):
        return None
    return box if box[0] != box[2] and box[1] != box[3] else None


def _said(source: Pdf) -> set[str]:
    """Name the parts of the document that will not be in the copy, for who sent it."""
    root = source.Root
    said = {word for key, word in _SAID.items() if key in root}
    if len(source.trailer.get("/Info", {})):
        said.add("metadata")
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        said |= {_SAID_NAMES[key] for key in names.keys() if key in _SAID_NAMES}  # noqa: SIM118
    return said


def _draw_form_fields(source: Pdf, left_out: set[str]) -> None:
    """Draw what form fields show on their pages; all other annotations go with what they say."""
    fields = False
    for page in source.pages:
        annotations = page.obj.get("/Annots")
        if annotations is None:
            continue
        kept = []
        for one in annotations if isinstance(annotations, Array) else ():
            if isinstance(one, Dictionary) and one.get("/Subtype") == Name.Widget:
                kept.append(one)
            elif isinstance(one, Dictionary):
                left_out.add("links" if one.get("/Subtype") == Name.Link else "comments")
        fields = fields or bool(kept)
        page.obj.Annots = Array(kept)
    if fields:
        left_out.add("form")
        source.flatten_annotations("screen")
