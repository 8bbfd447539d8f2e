"""Create a recording, and set its file, its slides, or its address on another site."""

from typing import IO, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.policy import decoded
from vigil.files import Kind
from vigil.files.limits import RECORDING_BYTES
from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language
from vigil.programme.models import Recording, Session
from vigil.programme.recordings.verbs.common import (
    KIND,
    MANAGE,
    State,
    locked,
    record_decision,
    require_not_removed,
    shred_poster,
    shred_renditions,
    shred_upload,
)
from vigil.programme.recordings.verbs.posters import ask_for_poster
from vigil.programme.recordings.verbs.renditions import ask_for_renditions
from vigil.programme.streams.places import origin_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import ResumableUpload, Upload, User
from vigil.trust.resumable_uploads.verbs import hand_over
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads


@verb
def prepare_recording(session: Session, language: str, *, by: User) -> Recording:
    """Create a recording of a session in one language (BCP 47). It is not shown yet.

    Raises NotAllowed, NotPossible (no language).
    """
    require(by, MANAGE)
    recording = Recording.objects.create(session=session, language=checked_language(language))
    record_decision("prepare_recording", recording, by, after={"language": recording.language})
    return recording


def set_file(
    recording: Recording,
    file: IO[bytes] | bytes,
    *,
    by: User,
    limit: int = RECORDING_BYTES,
    arrived: ResumableUpload | None = None,
) -> Recording:
    """Set the file of a recording. The old file is removed for good; a posted recording is held.

    `arrived` is the upload whose file it is, if it came in pieces: it is noted as processed in the
    same transaction. Not to be called inside a transaction. Raises NotAllowed, NotPossible,
    FileRefused.
    """
    require(by, MANAGE)
    require_not_removed(recording)
    upload = uploads.take_in(file, KIND, recording.uid, by=by, limit=limit)
    return _attached(recording, "media", upload, by, arrived)


def set_slides(recording: Recording, file: IO[bytes] | bytes, *, by: User) -> Recording:
    """Set the slides of a session, a PDF. Raises as `set_file`."""
    require(by, MANAGE)
    require_not_removed(recording)
    upload = uploads.take_in(file, KIND, recording.uid, by=by)
    if upload.kind != Kind.PDF:
        uploads.shred(upload, by=None, why="slides are a PDF")
        raise uploads.FileRefused(_("Save the slides as a PDF."))
    return _attached(recording, "slides", upload, by)


def _attached(
    recording: Recording,
    field: str,
    upload: Upload,
    by: User,
    arrived: ResumableUpload | None = None,
) -> Recording:
    try:
        return _attach(recording, field, upload, arrived, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="what it belongs to was removed meanwhile")
        raise


@verb
def _attach(
    recording: Recording,
    field: str,
    upload: Upload,
    arrived: ResumableUpload | None,
    *,
    by: User,
) -> Recording:
    recording = locked(recording)
    if arrived is not None:
        hand_over(arrived)
    former = getattr(recording, field)
    setattr(recording, field, upload.uid)
    if field == "media":
        shred_poster(recording, by=by, why="another file takes its place")
        shred_renditions(recording, by=by, why="another file takes its place")
        # Another file: what was looked at, and who is in it, is to be said anew.
        recording.elsewhere, recording.chapters = "", []
        _unsay(recording)
        recording.tracks.update(state=State.HELD)  # whether they fit the new file is for a person
    recording.save()
    shred_upload(former, by=by, why="another file takes its place")
    record_decision("attach_to_recording", recording, by, after={field: upload.uid})
    if field == "media":
        ask_for_poster(recording, upload, by=by)
        ask_for_renditions(recording, upload, by=by)
    return recording


@verb
def set_elsewhere(recording: Recording, address: str, *, by: User) -> Recording:
    """Set the address of a recording on another site. A file of ours is removed for good.

    Raises NotAllowed, NotPossible (no https address; one that spells a name that the record does
    not show).
    """
    require(by, MANAGE)
    address = address.strip()
    origin_of(address)
    recording = locked(recording)
    if recording.elsewhere == address:
        return recording
    require_public_names(recording.session, decoded(address))
    shred_upload(recording.media, by=by, why="a page elsewhere takes its place")
    shred_poster(recording, by=by, why="a page elsewhere takes its place")
    shred_renditions(recording, by=by, why="a page elsewhere takes its place")
    recording.media, recording.elsewhere = "", address
    _unsay(recording)
    recording.save()
    record_decision("attach_to_recording", recording, by, after={"elsewhere": origin_of(address)})
    return recording


def _unsay(recording: Recording) -> None:
    """Forget what was said of the former file, which does not hold for another one."""
    recording.presence = {}
    recording.disguise_checked_at = recording.disguise_checked_by = None
    recording.state = State.HELD


LOG: Final = LogWords(
    verbs={
        "attach_to_recording": pgettext_lazy("decision", "give a recording its file"),
        "prepare_recording": pgettext_lazy("decision", "begin a recording"),
    },
    kinds={
        "recording": pgettext_lazy("decision", "recording"),
    },
    reasons={
        "a page elsewhere takes its place": pgettext_lazy(
            "decision", "a page elsewhere takes its place"
        ),
        "another file takes its place": pgettext_lazy("decision", "another file takes its place"),
        "slides are a PDF": pgettext_lazy("decision", "slides are a PDF"),
        "what it belongs to was removed meanwhile": pgettext_lazy(
            "decision", "what it belongs to was removed meanwhile"
        ),
    },
)
