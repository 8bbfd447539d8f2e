"""Add documents to a session, show them, hide them and remove them."""

from typing import IO, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import Kind
from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language
from vigil.programme.models import Material, Recording, Session
from vigil.programme.recordings.verbs.common import KIND, MANAGE, State, shred_upload
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads

MATERIAL: Final = "material"
MOST: Final = 30
"""Documents of one session."""


def add_material(
    session: Session,
    file: IO[bytes] | bytes,
    *,
    title: str,
    language: str,
    access: str = Recording.Access.ALL,
    by: User,
) -> Material:
    """Add a PDF to a session. It is not shown yet.

    Not to be called inside a transaction. Raises NotAllowed, FileRefused (no PDF), NotPossible (no
    title; a name that the record does not show).
    """
    require(by, MANAGE)
    row = {
        "title": _checked_title(session, title),
        "language": checked_language(language),
        "access": _checked_access(access),
        "uid": new_uid(),
    }
    if session.materials.count() >= MOST:
        raise NotPossible(_("A session has at most %(n)d documents. Remove one.") % {"n": MOST})
    upload = uploads.take_in(file, KIND, row["uid"], by=by)
    try:
        if upload.kind != Kind.PDF:
            raise uploads.FileRefused(_("Save the document as a PDF."))
        return _add(session, {**row, "file": upload.uid}, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="what it belongs to was removed meanwhile")
        raise


def _checked_title(session: Session, title: str) -> str:
    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise NotPossible(_("Enter a title of at most 200 characters."))
    require_public_names(session, title)
    return title


def _checked_access(access: str) -> str:
    if access not in Recording.Access.values:
        raise NotPossible(_("Say who may see it."))
    return access


@verb
def _add(session: Session, row: dict[str, Any], *, by: User) -> Material:
    session = Session.objects.select_for_update().get(pk=session.pk)
    material = Material.objects.create(session=session, added_by=by, **row)
    after = {"session": session.uid, "language": material.language, "access": material.access}
    record("add_material", MATERIAL, str(material.pk), by=by, after=after)
    return material


@verb
def post_material(material: Material, *, was_read: bool, by: User) -> Material:
    """Show a document on the page of its session. A posted one stays posted.

    Nobody can search what is written in it: `was_read` says that `by` read it to the end. Raises
    NotAllowed, NotPossible (that is not said; the file is gone; a name in the title).
    """
    require(by, MANAGE)
    material = _locked(material)
    if not was_read:
        raise NotPossible(_("Read the document to the end first, and tick that you did."))
    _checked_title(material.session, material.title)
    if material.state != State.POSTED:
        _turn(material, State.POSTED)
        record("post_material", MATERIAL, str(material.pk), by=by)
    return material


@verb
def hold_material(material: Material, *, by: User) -> Material:
    """Hide a document until it is posted again. Raises NotAllowed, NotPossible (removed)."""
    require(by, MANAGE)
    material = _locked(material)
    if material.state == State.POSTED:
        _turn(material, State.HELD)
        record("hold_material", MATERIAL, str(material.pk), by=by)
    return material


def hold_material_for_withdrawal(material: Material, *, by: User, why: str) -> None:
    """Hide a document because somebody whom its title names is withdrawn."""
    _turn(material, State.HELD)
    record("hold_material", MATERIAL, str(material.pk), by=by, why=why)


@verb
def remove_material(material: Material, *, by: User, why: str) -> None:
    """Remove a document for good. Raises NotAllowed, NotPossible (no reason, or removed)."""
    require(by, MANAGE)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    material = _locked(material)
    shred_upload(material.file, by=by, why=why)
    record("remove_material", MATERIAL, str(material.pk), by=by, why=why)
    material.delete()


def _locked(material: Material) -> Material:
    rows = Material.objects.select_for_update(of=("self",)).select_related("session__event")
    found = rows.filter(pk=material.pk).first()
    if found is None:
        raise NotPossible(_("This document was removed."))
    return found


def _turn(material: Material, state: str) -> None:
    material.state = state
    material.save(update_fields=["state"])


LOG: Final = LogWords(
    verbs={
        "add_material": pgettext_lazy("decision", "add a document to a session"),
        "hold_material": pgettext_lazy("decision", "hide a document of a session"),
        "post_material": pgettext_lazy("decision", "show a document of a session"),
        "remove_material": pgettext_lazy("decision", "remove a document of a session"),
    },
    kinds={
        "material": pgettext_lazy("decision", "document of a session"),
    },
)
