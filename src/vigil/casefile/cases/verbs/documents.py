"""Attach, read and remove documents of a case: court papers, photographs and other files."""

from typing import IO

from django.utils.translation import gettext as _

from vigil.casefile.models import Case, Stage
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Upload, User
from vigil.trust.uploads.verbs import files


def attach_document(
    case: Case, file: IO[bytes] | bytes, *, by: User, what: str = "", keep_original: bool = False
) -> Upload:
    """Attach a file to a case, rebuilt without metadata. Only the desk can read it.

    Raises NotAllowed, NotPossible (see `takes_documents`), FileRefused. Do not call it inside a
    transaction.
    """
    require(by, "casefile.attach_document", case)
    if case.superseded_by_id:
        raise NotPossible(_("This case leads to another one: attach it there."))
    if case.public_id is None or not takes_documents(case):
        raise NotPossible(_("Accept the case first: a proposal may change or go."))
    return files.take_in(
        file, "case", case.public_id, by=by, what=what, keep_original=keep_original
    )


def takes_documents(case: Case) -> bool:
    """Say whether documents can be attached: the case was accepted and not merged into another."""
    accepted = case.public_id is not None and case.stage != Stage.REJECTED
    return accepted and not case.superseded_by_id


def documents_of(case: Case) -> list[Upload]:
    """Return the documents of a case and of those that were merged into it, newest first."""
    return files.uploads_of("case", _keys(case))


def document_of(case: Case, uid: str) -> Upload | None:
    """Return one document of a case by its uid; None if the case has no such document."""
    return next((upload for upload in documents_of(case) if upload.uid == uid), None)


def read_document(case: Case, upload: Upload, *, by: User) -> bytes:
    """Return the working copy of a document. Raises NotAllowed, NotPossible."""
    require(by, "casefile.read_document", case)
    _require_of(case, upload)
    return files.read_copy(upload, by=by)


def read_original(case: Case, upload: Upload, *, by: User, why: str) -> bytes:
    """Return the original with its metadata, and record that it was opened.

    Raises NotAllowed, NotPossible.
    """
    require(by, "casefile.open_original", case)
    _require_of(case, upload)
    return files.read_original(upload, by=by, why=why)


def remove_document(case: Case, upload: Upload, *, by: User, why: str) -> None:
    """Remove a document for good. Raises NotAllowed, NotPossible (the case leads to another)."""
    require(by, "casefile.attach_document", case)
    if case.superseded_by_id:
        raise NotPossible(_("This case was merged into %(case)s.") % {"case": case.superseded_by})
    _require_of(case, upload)
    files.shred(upload, by=by, why=why)


def _require_of(case: Case, upload: Upload) -> None:
    """Raise NotPossible if a document is of another case, for which nobody checked permission."""
    if upload.subject_kind != "case" or upload.subject_key not in _keys(case):
        raise NotPossible(_("This document is of another case."))


def _keys(case: Case) -> list[str]:
    """Return the public ids of the case and of all cases that were merged into it."""
    keys, below = [], [case]
    while below:
        keys += [one.public_id for one in below if one.public_id]
        below = list(Case.objects.filter(superseded_by__in=below))
    return keys
