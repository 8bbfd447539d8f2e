"""Insert a number, a figure or another part of a source into a paragraph, without typing a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from vigil.outlook.models import Basis, Paragraph
from vigil.outlook.reports.bibliography.verbs import cite_work
from vigil.outlook.reports.picker.keys import suggested_key
from vigil.outlook.reports.preconditions import locked_paragraph
from vigil.outlook.reports.verbs.writing import add_basis, write_paragraph
from vigil.outlook.sources.kinds import kind_of, read_source
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

SOURCE: Final = "source"
"""Inserting this adds the source, and no token."""


@dataclass(frozen=True)
class Inserted:
    """The source, and the token that shows the chosen part of it; empty for the source alone."""

    basis: Basis
    token: str


@transaction.atomic
def insert_source(
    paragraph: Paragraph,
    kind: str,
    ref: str,
    what: str,
    *,
    by: User,
    about: Mapping[str, Any] | None = None,
    at_end: bool = False,
) -> Inserted:
    """Add a source to a paragraph, unless it has it, and return the token of a part of it.

    `what` is "number:NAME", "figure:NAME", "term", "note" or "source". With `at_end`, the token is
    also written at the end of the text. Raises NotAllowed, NotPossible (the public sees no such
    source; it has no such part).
    """
    paragraph = locked_paragraph(paragraph, by)
    ref, kept = kind_of(kind).check(ref.strip()[:1000], about or {})
    basis = next(
        (one for one in paragraph.bases.filter(kind=kind, ref=ref) if one.about == dict(kept)), None
    )
    if basis is None:
        taken = set(paragraph.bases.values_list("key", flat=True))
        key = suggested_key(kind, ref, kept, taken)
        basis = add_basis(paragraph, key, kind, ref, by=by, about=about)
    token = _token(basis, what)
    if token and at_end:
        paragraph.refresh_from_db()
        write_paragraph(paragraph, " ".join(filter(None, [paragraph.text, token])), by=by)
    return Inserted(basis, token)


@transaction.atomic
def insert_work(
    paragraph: Paragraph,
    uid: str,
    *,
    by: User,
    before: str = "",
    pages: str = "",
    at_end: bool = False,
) -> Inserted:
    """Cite a work of the bibliography in a paragraph, and return the token of its note.

    `before` and `pages` stand in the note; `at_end` is as for a source. Raises NotAllowed,
    NotPossible (there is no such work).
    """
    paragraph = locked_paragraph(paragraph, by)
    work = paragraph.section.report.library.filter(uid=uid).first()
    if work is None:
        raise NotPossible(_("This work is not there any more."))
    basis = cite_work(work, paragraph, by=by, before=before, pages=pages)
    token = f"{{note:{basis.key}}}"
    if at_end:
        paragraph.refresh_from_db()
        write_paragraph(paragraph, f"{paragraph.text}{token}", by=by)
    return Inserted(basis, token)


def _token(basis: Basis, what: str) -> str:
    named, _colon, name = what.partition(":")
    now = read_source(basis.kind, basis.ref, basis.about)
    assert now is not None  # it was read when it was added
    parts: Mapping[str, bool] = {
        SOURCE: True,
        "number": name in now.numbers,
        "figure": name in now.figures,
        "term": now.probability is not None,
        "note": basis.kind == "literature",
    }
    if not parts.get(named):
        raise NotPossible(_("This source has no such part. Choose another one."))
    if named == SOURCE:
        return ""
    return f"{{{named}:{basis.key}.{name}}}" if name else f"{{{named}:{basis.key}}}"
