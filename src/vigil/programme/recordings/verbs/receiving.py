"""Receive the file of a recording in pieces, and process it in the background."""

from collections.abc import Sequence
from typing import IO, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.common import KIND, MANAGE, require_not_removed
from vigil.programme.recordings.verbs.files import set_file
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.files import UploadGone
from vigil.trust.resumable_uploads.processing import processed
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.queries import upload_of
from vigil.trust.resumable_uploads.verbs import discard_upload
from vigil.trust.work.kinds import LeftOut, TaskKind

GIGABYTE: Final = 1024**3


def largest_recording() -> int:
    """Return the bytes of the largest recording that may be sent in pieces."""
    return int(settings.VIGIL_RECORDING_GIGABYTES) * GIGABYTE


def _require(key: str, by: User) -> None:
    """Check that somebody may send a file for a recording (its uid)."""
    require(by, MANAGE)
    recording = Recording.objects.filter(uid=key).first()
    if recording is None:
        raise NotPossible(_("This recording was removed."))
    require_not_removed(recording)


def discard_own_upload(recording: Recording, uid: str, *, by: User) -> ResumableUpload:
    """End an upload of one's own for a recording. Raises NotAllowed, NotPossible (it has ended)."""
    require(by, MANAGE)
    upload = upload_of(PURPOSE, recording.uid, uid, by)
    if upload is None:
        raise UploadGone(_("This upload has ended."))
    discard_upload(upload)
    return upload


def _receive(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Process uploads that are here whole, as a part of a task."""

    def set_it(upload: ResumableUpload, file: IO[bytes]) -> None:
        _require(upload.subject_key, by)
        recording = Recording.objects.get(uid=upload.subject_key)
        set_file(recording, file, by=by, limit=largest_recording(), arrived=upload)

    return processed(keys, set_it)


RECEIVING: Final = TaskKind(
    code="receive_recording",
    label=gettext_lazy("Process recording"),
    do=_receive,
    at_once=1,
    repeatable=True,
    slow=True,
)
PURPOSE: Final = Purpose(kind=KIND, limit=largest_recording, require=_require, task=RECEIVING)
