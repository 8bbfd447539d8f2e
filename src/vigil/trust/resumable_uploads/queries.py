"""What is known of files that arrive in pieces, for the screens of those who wait for them."""

from dataclasses import dataclass

from django.utils import timezone

from vigil.trust.models import ResumableUpload, Task, User
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.verbs import task_key
from vigil.trust.uploads.verbs.media import rebuilt_bytes
from vigil.trust.work.clock import database_time
from vigil.trust.work.queries import last_task

State = ResumableUpload.State


@dataclass(frozen=True)
class UploadProgress:
    """How far an upload is, and what becomes of it."""

    upload: ResumableUpload
    task: Task | None = None
    percent: int = 0
    """How much of the file is here or, once it is, processed."""

    @property
    def is_held(self) -> bool:
        """Whether a worker processes it at this moment."""
        until = self.task.held_until if self.task else None
        return until is not None and until > database_time()

    @property
    def has_failed(self) -> bool:
        """Whether processing was given up."""
        return self.task is not None and self.task.state == Task.State.FAILED

    @property
    def is_tried_again(self) -> bool:
        """Whether processing failed, and will be tried again."""
        return not self.has_failed and not self.is_held and bool(self.task and self.task.trouble)


def progress_of(purpose: Purpose, key: str) -> list[UploadProgress]:
    """Return the uploads for a subject that are under way or were refused, newest first."""
    rows = ResumableUpload.objects.filter(
        subject_kind=purpose.kind,
        subject_key=key,
        expires_at__gt=timezone.now(),
        state__in=(State.ARRIVING, State.RECEIVED, State.REFUSED),
    ).select_related("by")
    return [_progress(row, purpose) for row in rows]


def upload_of(purpose: Purpose, key: str, uid: str, by: User) -> ResumableUpload | None:
    """Return somebody's own upload for a subject; None if there is none with this uid."""
    rows = ResumableUpload.objects.filter(subject_kind=purpose.kind, subject_key=key, by=by)
    return rows.filter(uid=uid).select_related("by").first()


def _progress(upload: ResumableUpload, purpose: Purpose) -> UploadProgress:
    if upload.state != State.RECEIVED:
        return UploadProgress(upload, percent=upload.percent)
    task = last_task(purpose.task, task_key(upload))
    copied = rebuilt_bytes(upload.subject_kind, upload.subject_key)
    return UploadProgress(upload, task, min(99, copied * 100 // upload.length))
