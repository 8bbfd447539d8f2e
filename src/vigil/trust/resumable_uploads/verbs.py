"""Receive a file in pieces, hand it on when it is here whole, and remove what is left of it."""

import os
from datetime import timedelta
from typing import BinaryIO, Final, Protocol

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.files.limits import MEGABYTE
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import ResumableUpload, User
from vigil.trust.public_forms.tickets import free_bytes, reserve
from vigil.trust.resumable_uploads.files import (
    UploadGone,
    create_file,
    delete_file,
    locked_file,
)
from vigil.trust.resumable_uploads.models import LONGEST_TROUBLE
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.uploads.full_disk import DiskFull, refuse_if_disk_full
from vigil.trust.work.verbs.tasks import enqueue

UNPROCESSED: Final = timedelta(days=30)
"""How long a file that is here whole waits for a worker that can process it."""
AT_ONCE: Final = 256 * 1024
"""Bytes of a piece that are held in memory."""
State = ResumableUpload.State


class TooLarge(NotPossible):
    """The file, or a piece of it, is larger than it may be."""


class WrongOffset(NotPossible):
    """The piece begins elsewhere than where the file ends by now."""


class Body(Protocol):
    """What a piece is read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


def begin_upload(purpose: Purpose, key: str, length: int, *, by: User) -> ResumableUpload:
    """Begin to receive a file of so many bytes for the subject with this key.

    An unfinished one of the same person for it is discarded. Raises NotAllowed, NotPossible,
    TooLarge, DiskFull.
    """
    purpose.require(key, by)
    require(by, "trust.upload", Subject(purpose.kind, key))
    if length <= 0:
        raise NotPossible(_("The file is empty."))
    if length > purpose.limit():
        raise TooLarge(
            _("The file is larger than %(megabytes)d megabytes.")
            % {"megabytes": purpose.limit() // MEGABYTE}
        )
    purpose.admit(key, length, by)
    former = ResumableUpload.objects.filter(
        subject_kind=purpose.kind, subject_key=key, by=by, state=State.ARRIVING
    )
    for one in former:
        discard_upload(one)
    _require_room(length)
    upload = ResumableUpload(
        subject_kind=purpose.kind,
        subject_key=key,
        length=length,
        by=by,
        expires_at=timezone.now() + purpose.unfinished,
    )
    with refuse_if_disk_full():
        # The row comes first: whatever breaks off from here on, it tells that a file may be there.
        upload.save()
        create_file(upload)
    return upload


def receive_piece(
    upload: ResumableUpload, offset: int, size: int, body: Body, purpose: Purpose
) -> ResumableUpload:
    """Write a piece of `size` bytes behind the first `offset` bytes of the file.

    What arrived of a piece that breaks off is kept. With the last byte the file is handed on to
    the background. Raises NotAllowed, NotPossible, UploadGone, UploadLocked, WrongOffset, TooLarge,
    DiskFull.
    """
    purpose.require(upload.subject_key, upload.by)
    with locked_file(upload) as file:
        upload = ResumableUpload.objects.select_related("by").get(pk=upload.pk)
        if upload.state != State.ARRIVING or upload.expires_at < timezone.now():
            raise UploadGone(upload.trouble or _("This upload has ended. Choose the file again."))
        if offset != upload.offset:
            raise WrongOffset(_("The file goes on at another place by now."))
        if size > upload.length - offset:
            raise TooLarge(_("The piece goes beyond the end of the file."))
        with refuse_if_disk_full():
            upload.offset = offset + _written(file, offset, size, body)
        _note_piece(upload, purpose)
    return upload


@transaction.atomic
def _note_piece(upload: ResumableUpload, purpose: Purpose) -> None:
    """Note how much of a file is here, and hand it on if it is whole."""
    upload.expires_at = timezone.now() + purpose.unfinished
    if upload.offset == upload.length:
        upload.state, upload.expires_at = State.RECEIVED, timezone.now() + UNPROCESSED
        enqueue(purpose.task, task_key(upload), [upload.pk], by=upload.by)
    noted = ResumableUpload.objects.filter(pk=upload.pk, state=State.ARRIVING).update(
        offset=upload.offset, state=upload.state, expires_at=upload.expires_at
    )
    if not noted:  # it was discarded while the piece was written
        raise UploadGone(_("This upload has ended."))


def task_key(upload: ResumableUpload) -> str:
    """Return the key of the task that processes an upload."""
    return f"upload {upload.uid}"


def discard_upload(upload: ResumableUpload) -> None:
    """End an upload. A worker deletes what came of it. Raises UploadGone (it has ended already).

    Whether the person may is for the caller to ask.
    """
    waiting = ResumableUpload.objects.filter(
        pk=upload.pk, state__in=(State.ARRIVING, State.RECEIVED)
    )
    if not waiting.update(state=State.DISCARDED):
        raise UploadGone(_("This upload has ended."))


def discard_uploads_for(subject_kind: str, subject_key: str) -> None:
    """End all uploads for a subject that is removed."""
    ResumableUpload.objects.filter(
        subject_kind=subject_kind,
        subject_key=subject_key,
        state__in=(State.ARRIVING, State.RECEIVED),
    ).update(state=State.DISCARDED)


def hand_over(upload: ResumableUpload) -> None:
    """Note that the file was processed, in the transaction of whoever did.

    Raises UploadGone (it was discarded meanwhile).
    """
    if not ResumableUpload.objects.filter(pk=upload.pk, state=State.RECEIVED).update(
        state=State.DONE
    ):
        raise UploadGone(_("This upload has ended."))


def refuse_upload(upload: ResumableUpload, trouble: str) -> None:
    """Note why the file is refused, in a sentence for whoever sent it."""
    ResumableUpload.objects.filter(pk=upload.pk, state=State.RECEIVED).update(
        state=State.REFUSED, trouble=trouble[:LONGEST_TROUBLE]
    )


def clear_away() -> int:
    """Delete files that are not needed any more, and rows whose time is over; return how many.

    What is written to at this moment is deleted the next time.
    """
    done = 0
    for upload in ResumableUpload.objects.filter(expires_at__lt=timezone.now()):
        if delete_file(upload):
            upload.delete()
            done += 1
    ended = ResumableUpload.objects.exclude(state__in=(State.ARRIVING, State.RECEIVED))
    for upload in ended.filter(file_gone=False):
        if delete_file(upload):
            ResumableUpload.objects.filter(pk=upload.pk).update(file_gone=True)
            done += 1
    return done


def _written(file: BinaryIO, offset: int, size: int, body: Body) -> int:
    """Write what can be read of a piece, make it durable, and return how much it was."""
    file.truncate(offset)
    file.seek(offset)
    left = size
    try:
        while left and (some := body.read(min(left, AT_ONCE))):
            file.write(some)
            left -= len(some)
    finally:
        file.flush()
        os.fsync(file.fileno())
    return size - left


def _require_room(length: int) -> None:
    """Raise DiskFull unless the file, its copy, and what others still send have room."""
    arriving = ResumableUpload.objects.filter(state=State.ARRIVING)
    promised = arriving.aggregate(left=Sum(F("length") - F("offset")))["left"] or 0
    if free_bytes() - promised < 2 * length + reserve():
        raise DiskFull(
            _("The disk of this site has no room for a file of this size. Tell who runs the site.")
        )
