"""What all verbs of recordings share: the locked row, its decisions, its uploads."""

from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.programme.models import Recording
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.models import Upload, User
from vigil.trust.uploads.verbs import files as uploads

MANAGE: Final = "programme.manage"
KIND: Final = "recording"
"""What consents, uploads and decisions call the subject."""
State = Recording.State


def locked(recording: Recording) -> Recording:
    """Return the current row of a recording, locked until the transaction ends.

    Raises NotPossible (it was removed).
    """
    rows = Recording.objects.select_for_update(of=("self",)).select_related("session__event")
    recording = rows.get(pk=recording.pk)
    require_not_removed(recording)
    return recording


def require_not_removed(recording: Recording) -> None:
    """Check that a recording was not removed. Raises NotPossible."""
    if recording.state == State.REMOVED:
        raise NotPossible(_("This recording was removed."))


def shred_upload(uid: str, *, by: User | None, why: str) -> None:
    """Remove an upload for good, if there is one with this uid."""
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is not None:
        uploads.shred(upload, by=by, why=why)


def shred_poster(recording: Recording, *, by: User | None, why: str) -> None:
    """Remove the picture of a film that goes. The row is saved by the caller."""
    shred_upload(recording.poster, by=by, why=why)
    recording.poster = ""


def shred_renditions(recording: Recording, *, by: User | None, why: str) -> None:
    """Remove the smaller copies of a film that goes, and end those that are being made."""
    for rendition in recording.renditions.all():
        shred_upload(rendition.media, by=by, why=why)
    recording.renditions.all().delete()


def record_decision(verb: str, recording: Recording, by: User | None, **told: Any) -> None:
    """Record a decision on a recording."""
    record(verb, KIND, recording.uid, by=by, **told)
