"""Recordings: preparing, posting, holding, cutting a part out, and removing for good."""

from collections.abc import Mapping
from datetime import date
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.policy import decoded
from vigil.files import Kind
from vigil.files.limits import RECORDING_BYTES
from vigil.programme.contributors.visibility import CONTRIBUTION, require_public_names
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language
from vigil.programme.models import Caption, Recording, Session
from vigil.programme.recordings import timecodes, webvtt
from vigil.programme.recordings.visibility import (
    has_no_contributors,
    hindrance_sentences,
    hindrances,
    missing_consents,
)
from vigil.programme.streams.verbs import origin_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads

MANAGE: Final = "programme.manage"
KIND: Final = "recording"
"""What consents, uploads and decisions call the subject."""
State = Recording.State


@verb
def prepare_recording(session: Session, language: str, *, by: User) -> Recording:
    """Create a recording of a session in one language (BCP 47). It is not shown yet.

    Raises NotAllowed, NotPossible (no language).
    """
    require(by, MANAGE)
    recording = Recording.objects.create(session=session, language=checked_language(language))
    _record("prepare_recording", recording, by, after={"language": recording.language})
    return recording


def set_file(recording: Recording, file: IO[bytes] | bytes, *, by: User) -> Recording:
    """Set the file of a recording. The old file is removed for good; a posted recording is held.

    Not to be called inside a transaction. Raises NotAllowed, NotPossible, FileRefused.
    """
    require(by, MANAGE)
    _require_there(recording)
    upload = uploads.take_in(file, KIND, recording.uid, by=by, limit=RECORDING_BYTES)
    return _attached(recording, "media", upload, by)


def set_slides(recording: Recording, file: IO[bytes] | bytes, *, by: User) -> Recording:
    """Set the slides of a session, a PDF. Raises as `set_file`."""
    require(by, MANAGE)
    _require_there(recording)
    upload = uploads.take_in(file, KIND, recording.uid, by=by)
    if upload.kind != Kind.PDF:
        uploads.shred(upload, by=None, why="slides are a PDF")
        raise uploads.FileRefused(_("Save the slides as a PDF."))
    return _attached(recording, "slides", upload, by)


def _attached(recording: Recording, field: str, upload: Upload, by: User) -> Recording:
    try:
        return _attach(recording, field, upload, by=by)
    except Exception:
        uploads.shred(upload, by=None, why="what it belongs to was removed meanwhile")
        raise


@verb
def _attach(recording: Recording, field: str, upload: Upload, *, by: User) -> Recording:
    recording = locked(recording)
    former = getattr(recording, field)
    setattr(recording, field, upload.uid)
    if field == "media":
        # Another file: what was looked at, and who is in it, is to be said anew.
        recording.elsewhere, recording.chapters = "", []
        _unsay(recording)
    recording.save()
    _shred(former, by=by, why="another file takes its place")
    _record("attach_to_recording", recording, by, after={field: upload.uid})
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
    _shred(recording.media, by=by, why="a page elsewhere takes its place")
    recording.media, recording.elsewhere = "", address
    _unsay(recording)
    recording.save()
    _record("attach_to_recording", recording, by, after={"elsewhere": origin_of(address)})
    return recording


@verb
def describe_recording(
    recording: Recording,
    *,
    access: str,
    retained_until: date | None,
    chapters: str,
    transcript: str,
    by: User,
) -> Recording:
    """Set who may see a recording and until when, its chapters and its transcript.

    Raises NotAllowed, NotPossible (a line of the chapters that is none; a day that is over; a name
    that the record does not show).
    """
    require(by, MANAGE)
    if access not in Recording.Access.values:
        raise NotPossible(_("Say who may see it."))
    if retained_until is not None and retained_until < timezone.localdate():
        raise NotPossible(_("The last day on which it is shown is over already."))
    recording = locked(recording)
    require_public_names(recording.session, chapters, transcript)
    recording.access, recording.retained_until = access, retained_until
    recording.chapters = timecodes.parse_chapters(chapters)
    recording.transcript = transcript.replace("\r\n", "\n").strip()
    recording.save()
    after = {"access": access, "until": str(retained_until or "")}
    _record("describe_recording", recording, by, after=after)
    _hold_if_hindered(recording, by)
    return recording


@verb
def set_captions(recording: Recording, language: str, text: str, *, by: User) -> None:
    """Set the captions in one language, as WebVTT. An empty text removes them.

    Raises NotAllowed, NotPossible (naming the line; a name that the record does not show).
    """
    require(by, MANAGE)
    recording, language = locked(recording), checked_language(language)
    if text.strip():
        try:
            cues = webvtt.read_captions(text)
        except webvtt.CaptionsError as error:
            raise NotPossible(str(error)) from error
        written = webvtt.write_captions(cues)
        require_public_names(recording.session, written)
        recording.captions.update_or_create(language=language, defaults={"text": written})
    else:
        recording.captions.filter(language=language).delete()
    after = {"captions": language, "there": bool(text.strip())}
    _record("set_captions", recording, by, after=after)
    _hold_if_hindered(recording, by)


@verb
def say_who_is_in_it(recording: Recording, presence: Mapping[str, str], *, by: User) -> None:
    """Set for contributors (by uid) whether they are heard, seen, both or neither.

    Raises NotAllowed, NotPossible (nobody of this session; no such thing).
    """
    require(by, MANAGE)
    recording = locked(recording)
    known = set(recording.session.contributions.values_list("uid", flat=True))
    if not (set(presence) <= known and set(presence.values()) <= set(Recording.Presence.values)):
        raise NotPossible(_("Say of each contributor whether they are heard and seen."))
    recording.presence = {**recording.presence, **presence}
    recording.save(update_fields=["presence"])
    _record("say_who_is_in_recording", recording, by, after=dict(presence))
    _hold_if_hindered(recording, by)


@verb
def check_disguise(recording: Recording, *, by: User) -> None:
    """Record that somebody checked the file: nobody is recognisable who must not be.

    It is said of this file; of another one it is to be said anew. Raises NotAllowed, NotPossible
    (no file).
    """
    require(by, MANAGE)
    recording = locked(recording)
    if not (recording.media or recording.elsewhere):
        raise NotPossible(_("There is neither a file nor an address yet."))
    recording.disguise_checked_at, recording.disguise_checked_by = timezone.now(), by
    recording.save(update_fields=["disguise_checked_at", "disguise_checked_by"])
    _record("check_disguise", recording, by, after={"media": recording.media})


@verb
def post_recording(recording: Recording, *, nobody_in_it: bool = False, by: User) -> Recording:
    """Post a recording on the page of its session. A posted one stays posted.

    Where no contributor is entered nobody's consent is asked for: then somebody has to say that
    there is `nobody_in_it`. Raises NotAllowed, NotPossible: everything that stands against it,
    whose consent is lacking.
    """
    require(by, MANAGE)
    recording = locked(recording)
    if trouble := hindrance_sentences(recording):
        raise NotPossible(" ".join(trouble))
    if recording.state == State.POSTED:
        return recording
    if has_no_contributors(recording.session) and not nobody_in_it:
        raise NotPossible(
            _(
                "No contributor is entered, so nobody was asked. Enter whoever can be heard or "
                "seen in it, or say that nobody can."
            )
        )
    recording.state = State.POSTED
    recording.posted_at, recording.posted_by = timezone.now(), by
    recording.save(update_fields=["state", "posted_at", "posted_by"])
    _record(
        "post_recording",
        recording,
        by,
        after={"access": recording.access, "nobody_in_it": nobody_in_it},
    )
    return recording


@verb
def hold_recording(recording: Recording, *, by: User, why: str) -> Recording:
    """Hide a recording until it is posted again. Raises NotAllowed, NotPossible."""
    require(by, MANAGE)
    if not why.strip():
        raise NotPossible(_("Say why."))
    recording = locked(recording)
    if recording.state == State.HELD:
        return recording
    _hold(recording, by, why=why)
    return recording


@verb
def remove_recording(recording: Recording, *, by: User, why: str) -> None:
    """Remove a recording for good: file, slides, captions, chapters, transcript.

    That there was one stays. Raises NotAllowed, NotPossible (no reason).
    """
    require(by, MANAGE)
    if not why.strip():
        raise NotPossible(_("Say why this is removed."))
    _remove(locked(recording), by, why=why)


def remove_expired() -> int:
    """Remove recordings whose last day is over, for good; return how many. To be run daily.

    Nothing of it is served from the day after its last one, whether or not this ran.
    """
    today = timezone.localdate()
    rows = Recording.objects.exclude(state=State.REMOVED).filter(retained_until__lt=today)
    return sum(_remove_one(row) for row in rows)


@verb
def _remove_one(row: Recording) -> int:
    recording = Recording.objects.select_for_update().get(pk=row.pk)
    if recording.state == State.REMOVED:
        return 0
    _remove(recording, None, why="its time is over")
    return 1


def hold_without_consent(subject: Subject) -> None:
    """Hold posted recordings of a contributor whose consent has ended, at once.

    Called within the transaction in which a consent changed.
    """
    if subject.kind != CONTRIBUTION:
        return
    posted = Recording.objects.filter(
        state=State.POSTED, session__contributions__uid=subject.key
    ).select_related("session__event")
    for recording in posted.distinct():
        if any(one.contribution == subject.key for one in missing_consents(recording)):
            _hold(recording, None, why="not everybody in it agrees to it")


def hold_for_withdrawal(recording: Recording, *, by: User, why: str) -> None:
    """Hold a recording because somebody in it is withdrawn. Called by the keeper."""
    if recording.state == State.POSTED:
        _hold(recording, by, why=why)


def locked(recording: Recording) -> Recording:
    """Return the current row of a recording, locked until the transaction ends.

    Raises NotPossible (it was removed).
    """
    rows = Recording.objects.select_for_update(of=("self",)).select_related("session__event")
    recording = rows.get(pk=recording.pk)
    _require_there(recording)
    return recording


def _require_there(recording: Recording) -> None:
    if recording.state == State.REMOVED:
        raise NotPossible(_("This recording was removed."))


def _unsay(recording: Recording) -> None:
    """Forget what was said of the former file, which does not hold for another one."""
    recording.presence = {}
    recording.disguise_checked_at = recording.disguise_checked_by = None
    recording.state = State.HELD


def _hold_if_hindered(recording: Recording, by: User) -> None:
    if recording.state == State.POSTED and hindrances(recording):
        _hold(recording, by, why="not everybody in it agrees to it")


def _hold(recording: Recording, by: User | None, *, why: str) -> None:
    recording.state = State.HELD
    recording.save(update_fields=["state"])
    _record("hold_recording", recording, by, why=why)


def _remove(recording: Recording, by: User | None, *, why: str) -> None:
    for uid in (recording.media, recording.slides):
        _shred(uid, by=by, why=why)
    Caption.objects.filter(recording=recording).delete()
    recording.media = recording.slides = recording.elsewhere = recording.transcript = ""
    recording.chapters, recording.presence, recording.state = [], {}, State.REMOVED
    recording.save()
    _record("remove_recording", recording, by, why=why)


def _shred(uid: str, *, by: User | None, why: str) -> None:
    upload = Upload.objects.filter(uid=uid, state=Upload.State.KEPT).first() if uid else None
    if upload is not None:
        uploads.shred(upload, by=by, why=why)


def _record(verb: str, recording: Recording, by: User | None, **told: Any) -> None:
    record(verb, KIND, recording.uid, by=by, **told)


LOG: Final = LogWords(
    verbs={
        "attach_to_recording": pgettext_lazy("decision", "give a recording its file"),
        "check_disguise": pgettext_lazy("decision", "check a disguise"),
        "describe_recording": pgettext_lazy("decision", "describe a recording"),
        "hold_recording": pgettext_lazy("decision", "hold a recording"),
        "post_recording": pgettext_lazy("decision", "show a recording"),
        "prepare_recording": pgettext_lazy("decision", "begin a recording"),
        "remove_recording": pgettext_lazy("decision", "remove a recording"),
        "say_who_is_in_recording": pgettext_lazy("decision", "say who is in a recording"),
        "set_captions": pgettext_lazy("decision", "write captions"),
    },
    kinds={
        "recording": pgettext_lazy("decision", "recording"),
    },
    reasons={
        "a page elsewhere takes its place": pgettext_lazy(
            "decision", "a page elsewhere takes its place"
        ),
        "another file takes its place": pgettext_lazy("decision", "another file takes its place"),
        "not everybody in it agrees to it": pgettext_lazy(
            "decision", "not everybody in it agrees to it"
        ),
        "slides are a PDF": pgettext_lazy("decision", "slides are a PDF"),
        "what it belongs to was removed meanwhile": pgettext_lazy(
            "decision", "what it belongs to was removed meanwhile"
        ),
    },
)
