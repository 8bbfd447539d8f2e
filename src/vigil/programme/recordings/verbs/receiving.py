"""Receive the file of a recording in pieces, and process it in the background."""

import errno
import os
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.common import KIND, MANAGE, require_not_removed
from vigil.programme.recordings.verbs.files import set_file
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.files import UploadGone, path_of
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.queries import upload_of
from vigil.trust.resumable_uploads.verbs import discard_upload, refuse_upload
from vigil.trust.uploads.full_disk import DiskFull
from vigil.trust.work.kinds import LeftOut, TaskKind

GIGABYTE: Final = 1024**3
State = ResumableUpload.State


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
    rows = ResumableUpload.objects.filter(pk__in=keys, state=State.RECEIVED)
    return [(row.pk, told) for row in rows if (told := _processed(row, by))]


def _processed(upload: ResumableUpload, by: User) -> str:
    """Give the recording its file; return why it is refused, or "".

    Raises OSError where the disk is full, or the file is on another machine: it is tried again.
    """
    try:
        _require(upload.subject_key, by)
        recording = Recording.objects.get(uid=upload.subject_key)
        with path_of(upload).open("rb") as file:
            set_file(recording, file, by=by, limit=largest_recording(), arrived=upload)
    except DiskFull as error:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    except (NotPossible, NotAllowed) as error:
        refuse_upload(upload, str(error))
        return str(error)
    return ""


RECEIVING: Final = TaskKind(
    code="receive_recording",
    label=gettext_lazy("Process recording"),
    do=_receive,
    at_once=1,
    repeatable=True,
    slow=True,
)
PURPOSE: Final = Purpose(kind=KIND, limit=largest_recording, require=_require, task=RECEIVING)
