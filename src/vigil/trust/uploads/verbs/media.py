"""Add sound and video, cut parts out of them, and open their copies.

They are too large to be held in memory: what comes in lies in a file, and so does every copy.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files import (
    MEDIA,
    Kind,
    RebuiltMedia,
    RefusedError,
    draw_poster,
    make_rendition,
    rebuild_media,
)
from vigil.files.limits import MEGABYTE
from vigil.files.sandbox.process import digest_of
from vigil.reading.intake.lines import sync_folder
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.folders import delete_files, folder_of, made_folder
from vigil.trust.uploads.full_disk import DiskFull, refuse_if_disk_full

Parts = Sequence[tuple[float, float]]
_INCOMING_FILE = "coming"


def take_in_media(
    file: IO[bytes] | bytes,
    subject: Subject,
    *,
    by: User,
    limit: int,
    what: str = "",
) -> Upload:
    """Rebuild sound or video of at most `limit` bytes, and keep the copy. No original is kept.

    Not to be called inside a transaction: it takes up to five minutes. Raises NotAllowed,
    RefusedError.
    """
    require(by, "trust.upload", subject)
    with _on_disk(file, limit) as given:

        def rebuilt(copy: IO[bytes]) -> RebuiltMedia:
            return rebuild_media(given, copy, most=limit)

        upload, made = _received(subject, rebuilt, by=by, what=what)
        digest = _digest_of_whole(given)
    with transaction.atomic():
        _describe(upload, made, digest)
        after = {"upload": upload.uid, "kind": upload.kind, "original": False}
        record("take_in_upload", *subject, by=by, after=after)
    return upload


def cut_media(upload: Upload, parts: Parts, *, by: User) -> tuple[Upload, Parts]:
    """Make another upload of sound or video, without these parts (seconds from its beginning).

    Return it with the parts that are really gone, which are wider: see
    `vigil.files.media.cutting`. The upload it was made of stays; shred it. Not to be
    called inside a transaction. Raises NotAllowed, NotPossible, RefusedError.
    """
    subject = Subject(upload.subject_kind, upload.subject_key)
    require(by, "trust.upload", subject)
    with open_media(upload) as given:

        def rebuilt(copy: IO[bytes]) -> RebuiltMedia:
            return rebuild_media(given, copy, most=max(upload.size, 1), parts=parts)

        made, told = _received(subject, rebuilt, by=by, what=upload.what)
    with transaction.atomic():
        _describe(made, told, "")
        after = {"upload": made.uid, "of": upload.uid, "parts": [list(p) for p in told.removed]}
        record("cut_upload", *subject, by=by, after=after)
    return made, told.removed


def smaller_film(
    upload: Upload, height: int, *, by: User, progress: Callable[[float], object]
) -> Upload:
    """Make another upload of a film, whose picture has `height` pixels on its shorter side.

    It is smaller than the film in bytes too. `progress` is told how much is done (0 to 1); what it
    raises ends the work. It takes about as long as the film: until it is done it has no row and no
    name on the disk, so that nothing is left of one that was broken off. Not to be called inside a
    transaction. Raises NotAllowed, NotPossible, RefusedError.
    """
    subject = Subject(upload.subject_kind, upload.subject_key)
    require(by, "trust.upload", subject)
    with (
        refuse_if_disk_full(),
        open_media(upload) as given,
        tempfile.TemporaryFile(dir=settings.DATA) as scratch,
    ):
        told = make_rendition(
            given,
            scratch,
            height,
            most=upload.size,
            seconds=upload.seconds,
            progress=progress,
        )

        def copied(copy: IO[bytes]) -> RebuiltMedia:
            scratch.seek(0)
            shutil.copyfileobj(scratch, copy, MEGABYTE)
            copy.flush()
            return told

        made, told = _received(subject, copied, by=by, what=upload.what)
    with transaction.atomic():
        _describe(made, told, "")
        after = {"upload": made.uid, "of": upload.uid, "height": height}
        record("make_smaller_film", *subject, by=by, after=after)
    return made


def picture_of(upload: Upload) -> bytes:
    """Return one picture of a video, as JPEG. Raises NotPossible, RefusedError.

    Whether somebody may have it is for the caller to ask. It takes seconds.
    """
    with open_media(upload) as given:
        return draw_poster(given).content


def open_media(upload: Upload) -> IO[bytes]:
    """Open the copy of sound or video for reading; the caller closes it. Raises as `media_path`."""
    return media_path(upload).open("rb")


def media_path(upload: Upload) -> Path:
    """Return the path of the copy of sound or video. Raises NotPossible (gone, or changed).

    Whether somebody may have it is for the caller to ask. Only its size is compared with what was
    taken in: to read it whole for each part that a player asks for would take seconds.
    """
    if upload.state != Upload.State.KEPT or Kind(upload.kind) not in MEDIA:
        raise NotPossible(_("This file was removed."))
    path = folder_of(upload) / upload.sha256
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise NotPossible(_("This file is not on this machine.")) from error
    if size != upload.size:
        raise NotPossible(_("This file is not the one that was taken in: it was changed since."))
    return path


def rebuilt_bytes(subject_kind: str, subject_key: str) -> int:
    """Return how many bytes of a copy that is being made for a subject are there already."""
    coming = Upload.objects.filter(
        subject_kind=subject_kind, subject_key=subject_key, state=Upload.State.RECEIVING
    ).first()
    if coming is None:
        return 0
    try:
        return (folder_of(coming) / _INCOMING_FILE).stat().st_size
    except OSError:  # not begun, or just done
        return 0


@contextmanager
def _on_disk(file: IO[bytes] | bytes, limit: int) -> Iterator[IO[bytes]]:
    """Yield a file on disk with the content: this one, if it is on disk already."""
    try:
        number = file.fileno()  # type: ignore[union-attr]
    except (AttributeError, OSError):
        number = None
    if number is not None:
        with os.fdopen(os.dup(number), "rb") as given:
            yield given
        return
    with tempfile.TemporaryFile() as given:
        if isinstance(file, bytes):
            given.write(file[: limit + 1])
        else:
            left = limit + 1  # one byte too many is refused for its size
            while left > 0 and (chunk := file.read(min(left, MEGABYTE))):
                given.write(chunk)
                left -= len(chunk)
        given.flush()
        yield given


def _received(
    subject: Subject, rebuild: Callable[[IO[bytes]], RebuiltMedia], *, by: User, what: str
) -> tuple[Upload, RebuiltMedia]:
    """Rebuild the file into the folder of a new upload. Where it is refused, nothing stays."""
    # The row comes first: whatever breaks off from here on, it tells that files may be there.
    upload = Upload.objects.create(
        subject_kind=subject.kind,
        subject_key=subject.key,
        what=what.strip().replace("\0", "")[:300],
        kind=Kind.MP4,
        by=by,
    )
    coming = folder_of(upload) / _INCOMING_FILE
    try:
        with refuse_if_disk_full():
            made_folder(upload)
            with coming.open("x+b") as copy:
                made = rebuild(copy)
                os.fsync(copy.fileno())
    except (RefusedError, DiskFull):
        delete_files(upload)
        upload.delete()
        raise
    coming.rename(coming.with_name(made.sha256))
    sync_folder(coming.parent)
    return upload, made


def _digest_of_whole(given: IO[bytes]) -> str:
    """Return the SHA-256 of a file on disk.

    The process that rebuilt it read from the same place in the file, of which the buffer of
    `given` knows nothing: so it is read without that buffer.
    """
    os.lseek(given.fileno(), 0, os.SEEK_SET)
    with os.fdopen(os.dup(given.fileno()), "rb", buffering=0) as file:
        return digest_of(file)


def _describe(upload: Upload, made: RebuiltMedia, digest_of_original: str) -> None:
    upload.kind, upload.sha256, upload.sha256_original = made.kind, made.sha256, digest_of_original
    upload.size, upload.seconds = made.size, made.seconds
    upload.width, upload.height = made.width, made.height
    upload.left_out = list(made.left_out)
    upload.state = Upload.State.KEPT
    upload.save()


LOG: Final = LogWords(
    verbs={
        "cut_upload": pgettext_lazy("decision", "make a file without a part"),
        "make_smaller_film": pgettext_lazy("decision", "make a smaller copy of a film"),
    },
)
