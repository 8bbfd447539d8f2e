"""Describe a recording: access, chapters, transcript, captions, who is in it, disguises."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.visibility import require_public_names
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.messages.validation import checked_language
from vigil.programme.models import Recording, RecordingWords
from vigil.programme.recordings import subrip, timecodes, webvtt
from vigil.programme.recordings.verbs.common import (
    MANAGE,
    locked,
    record_decision,
)
from vigil.programme.recordings.verbs.posting import hold_if_hindered
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


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
    record_decision("describe_recording", recording, by, after=after)
    hold_if_hindered(recording, by)
    return recording


@verb
def set_captions(recording: Recording, language: str, text: str, *, by: User) -> None:
    """Set the captions in one language, from WebVTT or SRT. An empty text removes them.

    Raises NotAllowed, NotPossible (naming the line; a name that the record does not show).
    """
    require(by, MANAGE)
    recording, language = locked(recording), checked_language(language)
    if text.strip():
        try:
            cues = (
                subrip.read_subrip(text) if subrip.is_subrip(text) else webvtt.read_captions(text)
            )
        except webvtt.CaptionsError as error:
            raise NotPossible(str(error)) from error
        written = webvtt.write_captions(cues)
        require_public_names(recording.session, written)
        recording.captions.update_or_create(language=language, defaults={"text": written})
    else:
        recording.captions.filter(language=language).delete()
    after = {"captions": language, "there": bool(text.strip())}
    record_decision("set_captions", recording, by, after=after)
    hold_if_hindered(recording, by)


@verb
def set_words(recording: Recording, kind: str, language: str, text: str, *, by: User) -> None:
    """Set the transcript or the chapters (`kind`) in one language. An empty text removes them.

    Raises NotAllowed, NotPossible (a line of the chapters that is none; a name that the record does
    not show).
    """
    require(by, MANAGE)
    recording, language = locked(recording), checked_language(language)
    text = text.replace("\r\n", "\n").strip()
    require_public_names(recording.session, text)
    row: Recording | RecordingWords = recording
    if language != recording.language:
        row, _made = RecordingWords.objects.get_or_create(recording=recording, language=language)
    if kind == "chapters":
        row.chapters = timecodes.parse_chapters(text)
    else:
        row.transcript = text
    row.save()
    RecordingWords.objects.filter(recording=recording, transcript="", chapters=[]).delete()
    after = {kind: language, "there": bool(text)}
    record_decision("set_words_of_recording", recording, by, after=after)
    hold_if_hindered(recording, by)


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
    record_decision("say_who_is_in_recording", recording, by, after=dict(presence))
    hold_if_hindered(recording, by)


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
    record_decision("check_disguise", recording, by, after={"media": recording.media})


LOG: Final = LogWords(
    verbs={
        "check_disguise": pgettext_lazy("decision", "check a disguise"),
        "describe_recording": pgettext_lazy("decision", "describe a recording"),
        "say_who_is_in_recording": pgettext_lazy("decision", "say who is in a recording"),
        "set_captions": pgettext_lazy("decision", "write captions"),
        "set_words_of_recording": pgettext_lazy("decision", "write transcript or chapters"),
    },
)
