"""Add files, read their working copies, and remove them for good."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import IO, Final

import pyrage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from pyrage import x25519

from vigil.files import BYTES, Reason, Rebuilt, RefusedError, rebuild
from vigil.files.limits import FRAMES, MEDIA_SECONDS, MEGABYTE, PAGES, PIXELS, VOICE_SECONDS
from vigil.reading.intake.lines import replacing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.folders import delete_files as _delete_files
from vigil.trust.uploads.folders import folder_of, made_folder
from vigil.trust.uploads.full_disk import refuse_if_disk_full
from vigil.trust.uploads.verbs.media import Parts, cut_media, take_in_media
from vigil.trust.vault.keys import decrypted
from vigil.trust.vault.verbs.sealing import open_sealed, seal, sealed_for
from vigil.trust.vault.verbs.sealing import shred as shred_sealed

ORIGINAL = "original"
"""The field of the vault that holds the key of an original."""
ORIGINAL_FILE = "original.age"
STALE = timedelta(hours=1)
"""After which a file that never came in whole is cleared away."""

_SENTENCES: Mapping[Reason, str | Promise] = {
    Reason.EMPTY: gettext_lazy("The file is empty."),
    Reason.BYTES: gettext_lazy("The file is larger than %(megabytes)d megabytes."),
    Reason.KIND: gettext_lazy(
        "This is no picture (JPEG, PNG, TIFF, GIF, WebP) and no PDF, whatever its name says. "
        "Save it as one of these."
    ),
    Reason.DAMAGED: gettext_lazy("The file is damaged, or it is not what its beginning says."),
    Reason.PIXELS: gettext_lazy(
        "The picture is larger than %(megapixels)d million pixels. Make it smaller."
    ),
    Reason.FRAMES: gettext_lazy("The picture has more than %(frames)d frames, or too large ones."),
    Reason.PAGES: gettext_lazy("The document has more than %(pages)d pages. Send it in parts."),
    Reason.ENCRYPTED: gettext_lazy(
        "The document is protected by a password. Save it without one: a protected document "
        "cannot be freed of what it says about people."
    ),
    Reason.UNSUPPORTED: gettext_lazy(
        "The file holds something that cannot be rebuilt here. Print it to a new PDF, or make a "
        "picture of it."
    ),
    Reason.COSTLY: gettext_lazy(
        "Reading the file takes more memory or time than one file may take. Make it smaller, or "
        "send it in parts."
    ),
    Reason.NO_MEDIA: gettext_lazy(
        "This is no sound and no video that is taken (MP4, M4A, WebM, MP3, Ogg, WAV), whatever "
        "its name says. Save it as one of these."
    ),
    Reason.CODEC: gettext_lazy(
        "The sound or the picture is packed in a way that browsers do not play. Save it as MP4 "
        "(H.264 with AAC), WebM, MP3, Ogg or WAV."
    ),
    Reason.LONG: gettext_lazy("The recording lasts longer than %(hours)d hours."),
    Reason.NOTHING_LEFT: gettext_lazy(
        "The part begins after the end, or nothing would be left of the recording."
    ),
    Reason.VIDEO: gettext_lazy(
        "This is a video. Send pictures, PDF or sound only: record the sound alone."
    ),
    Reason.LONG_VOICE: gettext_lazy(
        "The recording lasts longer than %(minutes)d minutes. Send it in two parts."
    ),
}


class FileRefused(NotPossible):
    """The file is refused; the sentence says what to do about it."""


def take_in(
    file: IO[bytes] | bytes,
    subject_kind: str,
    subject_key: str,
    *,
    by: User,
    what: str = "",
    keep_original: bool = False,
    limit: int | None = None,
) -> Upload:
    """Rebuild a file and keep its working copy, about a subject (kind and key).

    With a `limit` it is sound or video of at most so many bytes, and nothing else; without one a
    picture or a PDF. The original of these is kept only if asked for, encrypted to a key of its
    own that lies in the vault; that of sound and video never. Not to be called inside a
    transaction: rebuilding takes up to ten seconds, or five minutes. Raises NotAllowed,
    FileRefused (with the reason for who sent it), DiskFull.
    """
    subject = Subject(subject_kind, subject_key)
    require(by, "trust.upload", subject)
    clear_away()
    if limit is not None:
        if keep_original:
            raise ValueError("no original of sound or video is kept")
        try:
            return take_in_media(file, subject, by=by, limit=limit, what=what)
        except RefusedError as error:
            raise FileRefused(sentence(error.reason, limit)) from error
    content = file if isinstance(file, bytes) else file.read(BYTES + 1)
    try:
        rebuilt = rebuild(content)
    except RefusedError as error:
        raise FileRefused(sentence(error.reason)) from error
    # The row comes first: whatever breaks off from here on, it tells that files may be there.
    upload = Upload.objects.create(
        subject_kind=subject_kind,
        subject_key=subject_key,
        what=what.strip().replace("\0", "")[:300],
        kind=rebuilt.kind,
        sha256=rebuilt.sha256,
        original_kept=keep_original,
        by=by,
    )
    with refuse_if_disk_full():
        _write(upload, rebuilt.content)
        with transaction.atomic():
            if keep_original:
                _keep_original(upload, content, by)
            _describe(upload, rebuilt, content)
            after = {"upload": upload.uid, "kind": upload.kind, "original": keep_original}
            record("take_in_upload", subject_kind, subject_key, by=by, after=after)
    return upload


def without(upload: Upload, parts: Parts, *, by: User) -> tuple[Upload, Parts]:
    """Make another upload of sound or video without some parts, as `cut_media` does.

    Raises NotAllowed, NotPossible, FileRefused (nothing would be left).
    """
    try:
        return cut_media(upload, parts, by=by)
    except RefusedError as error:
        raise FileRefused(sentence(error.reason)) from error


def sentence(reason: Reason, most: int = BYTES) -> str:
    """Return why a file is refused, for the person who sent it; `most` is the limit in bytes."""
    return str(_SENTENCES[reason]) % {
        "megabytes": most // MEGABYTE,
        "megapixels": PIXELS // 1_000_000,
        "frames": FRAMES,
        "pages": PAGES,
        "hours": MEDIA_SECONDS // 3600,
        "minutes": VOICE_SECONDS // 60,
    }


def read_copy(upload: Upload, *, by: User | None) -> bytes:
    """Return the working copy. Raises NotAllowed, NotPossible (it was removed or damaged).

    Whether the person may see what the upload is about is for the caller to ask. `by` is None
    where the installation itself sends it.
    """
    if by is not None:
        require(by, "trust.read_upload")
    if upload.state != Upload.State.KEPT:
        raise NotPossible(_("This file was removed."))
    try:
        content = _path(upload, upload.sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotPossible(_("This file is not on this machine.")) from error
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise NotPossible(_("This file is not the one that was taken in: it was changed since."))
    return content


def read_original(upload: Upload, *, by: User, why: str) -> bytes:
    """Return the original, with its metadata. A decision records that it was opened.

    Raises NotAllowed, NotPossible (none was kept; no reason; the key is not on this machine).
    """
    if upload.state != Upload.State.KEPT or not upload.original_kept:
        raise NotPossible(_("No original of this file is kept."))
    sealed = next((one for one in sealed_for("upload", upload.uid) if one.field == ORIGINAL), None)
    if sealed is None:
        raise NotPossible(_("No original of this file is kept."))
    identity = x25519.Identity.from_str(open_sealed(sealed, by=by, why=why))
    try:
        return decrypted(_path(upload, ORIGINAL_FILE).read_bytes(), [identity])
    except (FileNotFoundError, pyrage.DecryptError) as error:
        raise NotPossible(_("The original is not on this machine, or was damaged.")) from error


@transaction.atomic
def shred(upload: Upload, *, by: User | None, why: str) -> None:
    """Remove a file for good: its copy, its original, its key, its digests, its description.

    That there was one, and who removed it, stays. `by` is None where the installation itself
    removes it, because its time is over. Raises NotAllowed, NotPossible (no reason; removed
    already).
    """
    if by is not None:
        require(by, "trust.remove_upload", Subject(upload.subject_kind, upload.subject_key))
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == Upload.State.REMOVED:
        raise NotPossible(_("This file was removed already."))
    for sealed in sealed_for("upload", upload.uid):
        shred_sealed(sealed, by=None, why=why)
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.REMOVED,
        removed_at=timezone.now(),
        what="",
        sha256="",
        sha256_original="",
        left_out=[],
        original_kept=False,
    )
    before = {"upload": upload.uid, "kind": upload.kind}
    record("remove_upload", upload.subject_kind, upload.subject_key, by=by, before=before, why=why)
    # Not before the removal stands; what is broken off here, `clear_away` finishes.
    transaction.on_commit(clear_away)


def uploads_of(kind: str, keys: list[str]) -> list[Upload]:
    """Return the files that are kept about these subjects, newest first."""
    kept = Upload.objects.filter(subject_kind=kind, subject_key__in=keys, state=Upload.State.KEPT)
    return list(kept.select_related("by"))


def clear_away() -> int:
    """Delete the files of removed and of unfinished uploads; return how many.

    What cannot be deleted now, or is being by another process, is tried again the next time.
    """
    stale = Q(state=Upload.State.RECEIVING, at__lt=timezone.now() - STALE)
    rows = Upload.objects.filter(Q(state=Upload.State.REMOVED, files_gone=False) | stale)
    done = 0
    for upload in rows:
        try:
            _delete_files(upload)
        except OSError:
            continue
        done += 1
        if upload.state == Upload.State.RECEIVING:
            for sealed in sealed_for("upload", upload.uid):
                shred_sealed(sealed, by=None, why="the file never came in whole")
            upload.delete()
        else:
            Upload.objects.filter(pk=upload.pk).update(files_gone=True)
    return done


def _keep_original(upload: Upload, content: bytes, by: User) -> None:
    # A key of its own: the vault's keys may change, and without the key the file is nothing.
    identity = x25519.Identity.generate()
    with replacing(_path(upload, ORIGINAL_FILE)) as stream:
        stream.write(pyrage.encrypt(content, [identity.to_public()]))
    seal("upload", upload.uid, ORIGINAL, str(identity), by=by)


def _describe(upload: Upload, rebuilt: Rebuilt, original: bytes) -> None:
    upload.sha256_original = hashlib.sha256(original).hexdigest()
    upload.size = len(rebuilt.content)
    upload.width, upload.height, upload.pages = rebuilt.width, rebuilt.height, rebuilt.pages
    upload.left_out = list(rebuilt.left_out)
    upload.state = Upload.State.KEPT
    upload.save()


def _path(upload: Upload, name: str) -> Path:
    return folder_of(upload) / name


def _write(upload: Upload, content: bytes) -> None:
    made_folder(upload)
    with replacing(_path(upload, upload.sha256)) as stream:
        stream.write(content)


LOG: Final = LogWords(
    verbs={
        "remove_upload": pgettext_lazy("decision", "remove a document"),
        "take_in_upload": pgettext_lazy("decision", "attach a document"),
    },
    kinds={
        "upload": pgettext_lazy("decision", "document"),
    },
    parts={
        "original": pgettext_lazy("decision", "original kept"),
    },
    reasons={
        "the file never came in whole": pgettext_lazy("decision", "the file never came in whole"),
    },
)
