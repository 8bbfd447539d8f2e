"""The sound of a recording in another language: its file, who is heard, listening, showing it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.files.limits import RECORDING_BYTES
from vigil.programme.contributors.visibility import CONTRIBUTION
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language
from vigil.programme.models import AudioTrack, Listening, Recording
from vigil.programme.recordings.tracks import missing_agreements, track_hindrances
from vigil.programme.recordings.verbs.common import (
    KIND,
    MANAGE,
    State,
    locked,
    record_decision,
    require_not_removed,
    shred_upload,
)
from vigil.programme.recordings.verbs.receiving import largest_recording
from vigil.programme.recordings.visibility import needs_disguise
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.files import UploadGone
from vigil.trust.resumable_uploads.processing import processed
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.queries import upload_of
from vigil.trust.resumable_uploads.verbs import discard_upload, discard_uploads_for, hand_over
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.work.kinds import LeftOut, TaskKind

Presence = Recording.Presence


@verb
def add_track(recording: Recording, language: str, *, by: User) -> AudioTrack:
    """Begin the sound of a recording in another language. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    recording, language = locked(recording), checked_language(language)
    if language == recording.language:
        raise NotPossible(_("This is the language of the recording itself."))
    track, is_new = AudioTrack.objects.get_or_create(recording=recording, language=language)
    if is_new:
        record_decision("add_track", recording, by, after={"language": language})
    return track


def set_track_file(
    track: AudioTrack,
    file: IO[bytes] | bytes,
    *,
    by: User,
    limit: int = RECORDING_BYTES,
    arrived: ResumableUpload | None = None,
) -> AudioTrack:
    """Set the sound. The old file is removed for good, and the new one is not shown yet.

    Not to be called inside a transaction. Raises as `files.set_file`, and FileRefused for a film.
    """
    require(by, MANAGE)
    require_not_removed(track.recording)
    upload = uploads.take_in(file, KIND, track.uid, by=by, limit=limit)
    try:
        if upload.width:
            raise uploads.FileRefused(_("This is a film. Save its sound alone (M4A, MP3, Ogg)."))
        return _attach(track, upload.uid, arrived, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="what it belongs to was removed meanwhile")
        raise


@verb
def _attach(
    track: AudioTrack, media: str, arrived: ResumableUpload | None, *, by: User
) -> AudioTrack:
    recording, track = _locked(track)
    if arrived is not None:
        hand_over(arrived)
    shred_upload(track.media, by=by, why="another file takes its place")
    track.media, track.presence, track.state = media, {}, State.HELD
    track.save()
    _record("attach_to_track", recording, track, by, media=media)
    return track


@verb
def say_who_is_heard(track: AudioTrack, presence: Mapping[str, str], *, by: User) -> None:
    """Set for contributors (by uid) whether they are heard in it.

    Raises NotAllowed, NotPossible (nobody of this session; no such thing).
    """
    require(by, MANAGE)
    recording, track = _locked(track)
    known = set(recording.session.contributions.values_list("uid", flat=True))
    if not (set(presence) <= known and set(presence.values()) <= {Presence.HEARD, Presence.ABSENT}):
        raise NotPossible(_("Say of each contributor whether they are heard."))
    track.presence = {**track.presence, **presence}
    track.save(update_fields=["presence"])
    _record("say_who_is_heard", recording, track, by, **presence)
    _hold_if_hindered(track, by)


def track_digest(track: AudioTrack) -> str:
    """Return a digest that changes with the file."""
    return hashlib.sha256(f"{track.uid}\n{track.media}".encode()).hexdigest()


def has_listened_to(track: AudioTrack, who: User) -> bool:
    """Return whether somebody confirmed it since the file was last changed."""
    return track.recording.listenings.filter(of=track_digest(track), by=who).exists()


@verb
def confirm_listening_to(
    track: AudioTrack, of: str, *, nobody_known: bool = False, by: User
) -> Listening:
    """Record that `by` listened to the sound to the end.

    `of` is the digest of the file that they had before them; `nobody_known`: nobody is recognised
    who must not be. Raises NotAllowed, NotPossible (no file, another one by now, not said).
    """
    require(by, MANAGE)
    recording, track = _locked(track)
    if not track.media:
        raise NotPossible(_("There is no file yet."))
    if of != track_digest(track):
        raise NotPossible(
            _("The files were changed meanwhile. Listen and watch again before you confirm.")
        )
    if needs_disguise(recording) and not nobody_known:
        raise NotPossible(_("Say that nobody can be recognised who must stay unknown."))
    made, is_new = Listening.objects.get_or_create(recording=recording, of=of, by=by)
    if is_new:
        _record("confirm_listening", recording, track, by, media=track.media)
    return made


@verb
def post_track(track: AudioTrack, *, by: User) -> AudioTrack:
    """Show the sound wherever the recording is shown. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    recording, track = _locked(track)
    if trouble := track_hindrances(track):
        raise NotPossible(" ".join(trouble))
    if track.state == State.POSTED:
        return track
    if not has_listened_to(track, by):
        raise NotPossible(_("Listen to it to the end first, and confirm that you did."))
    track.state, track.posted_at, track.posted_by = State.POSTED, timezone.now(), by
    track.save(update_fields=["state", "posted_at", "posted_by"])
    _record("post_track", recording, track, by)
    return track


@verb
def hold_track(track: AudioTrack, *, why: str, by: User) -> AudioTrack:
    """Hide the sound until it is posted again. Raises NotAllowed, NotPossible (no reason)."""
    require(by, MANAGE)
    if not why.strip():
        raise NotPossible(_("Say why."))
    _recording, track = _locked(track)
    if track.state == State.POSTED:
        _hold(track, by, why=why)
    return track


@verb
def remove_track(track: AudioTrack, *, why: str, by: User) -> None:
    """Remove the sound for good. Raises NotAllowed, NotPossible (no reason)."""
    require(by, MANAGE)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    recording, track = _locked(track)
    shred_upload(track.media, by=by, why=why)
    discard_uploads_for(KIND, track.uid)
    after = {"language": track.language}
    track.delete()
    record_decision("remove_track", recording, by, after=after, why=why)


def hold_tracks_without_consent(subject: Subject) -> None:
    """Hold posted sounds in which somebody is heard whose consent has ended, at once.

    Called within the transaction in which a consent changed.
    """
    if subject.kind != CONTRIBUTION:
        return
    posted = AudioTrack.objects.filter(
        state=State.POSTED, recording__session__contributions__uid=subject.key
    ).select_related("recording__session")
    for track in posted.distinct():
        if any(part.uid == subject.key for part in missing_agreements(track)):
            _hold(track, None, why="not everybody in it agrees to it")


def _locked(track: AudioTrack) -> tuple[Recording, AudioTrack]:
    """Return recording and sound as they are now, locked. Raises NotPossible (removed)."""
    recording = locked(track.recording)
    now = AudioTrack.objects.select_for_update().filter(pk=track.pk, recording=recording).first()
    if now is None:
        raise NotPossible(_("This sound was removed."))
    now.recording = recording
    return recording, now


def _hold_if_hindered(track: AudioTrack, by: User) -> None:
    if track.state == State.POSTED and track_hindrances(track):
        _hold(track, by, why="not everybody in it agrees to it")


def _hold(track: AudioTrack, by: User | None, *, why: str) -> None:
    track.state = State.HELD
    track.save(update_fields=["state"])
    after = {"language": track.language}
    record_decision("hold_track", track.recording, by, after=after, why=why)


def _record(verb_of: str, recording: Recording, track: AudioTrack, by: User, **told: Any) -> None:
    record_decision(verb_of, recording, by, after={"language": track.language, **told})


# Receiving the file in pieces


def _require(key: str, by: User) -> None:
    """Check that somebody may send a file for a sound (its uid)."""
    require(by, MANAGE)
    if not AudioTrack.objects.filter(uid=key).exists():
        raise NotPossible(_("This sound was removed."))


def discard_track_upload(track: AudioTrack, uid: str, *, by: User) -> ResumableUpload:
    """End an upload of one's own. Raises NotAllowed, NotPossible (it has ended)."""
    require(by, MANAGE)
    upload = upload_of(PURPOSE, track.uid, uid, by)
    if upload is None:
        raise UploadGone(_("This upload has ended."))
    discard_upload(upload)
    return upload


def _receive(keys: Sequence[int], by: User, why: str) -> LeftOut:
    def set_it(upload: ResumableUpload, file: IO[bytes]) -> None:
        _require(upload.subject_key, by)
        track = AudioTrack.objects.select_related("recording").get(uid=upload.subject_key)
        set_track_file(track, file, by=by, limit=largest_recording(), arrived=upload)

    return processed(keys, set_it)


RECEIVING: Final = TaskKind(
    code="receive_track",
    label=gettext_lazy("Process sound in another language"),
    do=_receive,
    at_once=1,
    repeatable=True,
    slow=True,
)
PURPOSE: Final = Purpose(kind=KIND, limit=largest_recording, require=_require, task=RECEIVING)
LOG: Final = LogWords(
    verbs={
        "add_track": pgettext_lazy("decision", "begin the sound in another language"),
        "attach_to_track": pgettext_lazy("decision", "give a sound in another language its file"),
        "hold_track": pgettext_lazy("decision", "hold a sound in another language"),
        "post_track": pgettext_lazy("decision", "show a sound in another language"),
        "remove_track": pgettext_lazy("decision", "remove a sound in another language"),
        "say_who_is_heard": pgettext_lazy("decision", "say who is heard in another language"),
    },
)
