"""Cut a part out of a recording, because somebody who speaks in it wants it removed.

The file is made again without the part, and the old file is removed for good. Captions, chapters
and transcript lose the part too in every language, and later times move forward.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.files.media.cutting import time_after_cuts
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Contribution, Recording, RemovedPart
from vigil.programme.recordings import transcripts, webvtt
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.recordings.verbs.common import (
    KIND,
    MANAGE,
    locked,
    shred_poster,
    shred_renditions,
    shred_upload,
)
from vigil.programme.recordings.verbs.posters import ask_for_poster
from vigil.programme.recordings.verbs.renditions import ask_for_renditions
from vigil.programme.recordings.visibility import media_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads

WIDER: Final = 15
"""Seconds that may go beyond what was asked for without asking again."""
Parts = Sequence[tuple[float, float]]


def remove_part(
    recording: Recording,
    starts: int,
    ends: int,
    *,
    of: str,
    by: User,
    contribution: Contribution | None = None,
    all_of_theirs: bool = False,
    wider: bool = False,
) -> RemovedPart:
    """Cut a part (seconds of the file as it is shown now) out of a recording, for good.

    `of` is the uid of the file that was looked at: a form sent twice cuts once. A video can go on
    only from a full picture, so more may go than was asked for; more than `WIDER` seconds only if
    `wider`. `all_of_theirs`: the contributor is not in it any more. A transcript without times is
    removed, because nobody can say which words are meant.

    Not to be called inside a transaction: it takes up to five minutes. Raises NotAllowed,
    NotPossible, FileRefused.
    """
    require(by, MANAGE)
    upload = _file(recording, of)
    if not 0 <= starts < ends:
        raise NotPossible(_("The part ends before it begins."))
    made, gone = uploads.without(upload, [(starts, ends)], by=by)
    new = [made]
    try:
        _require_near(gone, starts, min(ends, upload.seconds), wider)
        sounds = _cut_sounds(recording, gone, new, by)
        change = _Cut(upload, made, gone, sounds)
        part = _write(recording, change, contribution, all_of_theirs=all_of_theirs, by=by)
    except Exception:
        for one in new:
            uploads.shred(one, by=None, why="the part was not removed")
        raise
    return part


@dataclass(frozen=True)
class _Cut:
    """What a file becomes, and by their keys what its sounds in other languages become."""

    former: Upload
    made: Upload
    gone: Parts
    sounds: Mapping[int, tuple[str, str]]
    """Key -> (uid of the file as it was, uid of the new one; "": nothing is left)."""


def _cut_sounds(
    recording: Recording, gone: Parts, new: list[Upload], by: User
) -> dict[int, tuple[str, str]]:
    """Make the sounds in other languages without the same part; add what is made to `new`."""
    found: dict[int, tuple[str, str]] = {}
    for track in recording.tracks.exclude(media=""):
        upload = Upload.objects.filter(uid=track.media, state=Upload.State.KEPT).first()
        parts = [(begin, end) for begin, end in gone if upload and begin < upload.seconds]
        if upload is None or not parts:
            continue
        try:
            made, _also = uploads.without(upload, parts, by=by)
        except uploads.FileRefused:  # nothing would be left
            found[track.pk] = (track.media, "")
        else:
            new.append(made)
            found[track.pk] = (track.media, made.uid)
    return found


def _file(recording: Recording, of: str) -> Upload:
    upload = media_of(recording)
    if upload is None:
        raise NotPossible(_("Only a file that lies here can be cut. Ask whoever keeps this one."))
    if upload.uid != of:
        raise NotPossible(
            _("The file is another one by now: a part was removed. Look at it before you go on.")
        )
    return upload


def _require_near(gone: Parts, starts: int, ends: int, wider: bool) -> None:
    begin, end = gone[0][0], gone[-1][1]
    if not wider and (starts - begin > WIDER or end - ends > WIDER):
        raise NotPossible(
            _(
                "A video can go on only from a full picture, and the next one stands at %(end)s: "
                "everything from %(begin)s to there would go. Tick that this is meant, or choose "
                "another part."
            )
            % {"begin": format_timecode(begin), "end": format_timecode(end)}
        )


@verb
def _write(
    recording: Recording,
    cut: _Cut,
    contribution: Contribution | None,
    *,
    all_of_theirs: bool,
    by: User,
) -> RemovedPart:
    recording, gone, made = locked(recording), cut.gone, cut.made
    _file(recording, cut.former.uid)
    _write_sounds(recording, cut, by)
    recording.media = made.uid
    shred_poster(recording, by=by, why="a part of it was removed")
    shred_renditions(recording, by=by, why="a part of it was removed")
    _move_texts(recording, gone)
    if contribution is not None and all_of_theirs:
        recording.presence = {**recording.presence, contribution.uid: Recording.Presence.ABSENT}
    recording.save()
    part = RemovedPart.objects.create(
        recording=recording,
        contribution=contribution,
        starts=math.floor(gone[0][0]),
        ends=math.ceil(gone[-1][1]),
        by=by,
    )
    after = {"from": part.starts, "to": part.ends, "media": made.uid}
    record("remove_part", KIND, recording.uid, by=by, after=after)
    uploads.shred(cut.former, by=by, why="a part of it was removed")
    ask_for_poster(recording, made, by=by)
    ask_for_renditions(recording, made, by=by)
    return part


def _write_sounds(recording: Recording, cut: _Cut, by: User) -> None:
    for track in recording.tracks.exclude(media=""):
        former, made = cut.sounds.get(track.pk, (track.media, track.media))
        if track.media != former:
            raise NotPossible(_("A sound in another language was changed meanwhile. Try again."))
        if made != former:
            shred_upload(former, by=by, why="a part of it was removed")
            track.media = made
            track.state = track.state if made else Recording.State.HELD
            track.save(update_fields=["media", "state"])


def _move_texts(recording: Recording, gone: Parts) -> None:
    when = partial(time_after_cuts, gone)
    for caption in recording.captions.all():
        cues = webvtt.shift_cues(webvtt.read_captions(caption.text), when)
        if cues:
            caption.text = webvtt.write_captions(cues)
            caption.save(update_fields=["text"])
        else:
            caption.delete()
    for row in recording.in_languages():
        row.chapters = _chapters(row.chapters, gone)
        text = row.transcript
        row.transcript = (
            transcripts.shift_transcript(text, when) if transcripts.is_timed(text) else ""
        )
        if row is not recording:
            row.save(update_fields=["chapters", "transcript"])


def _chapters(chapters: list[dict[str, Any]], gone: Parts) -> list[dict[str, Any]]:
    """Return the chapters as they begin now; one that began in what is gone is gone too."""
    found = []
    for chapter in chapters:
        at = float(chapter["seconds"])
        if (span := time_after_cuts(gone, at, at + 0.001)) is not None:
            found.append({**chapter, "seconds": round(span[0])})
    return found


LOG: Final = LogWords(
    verbs={
        "remove_part": pgettext_lazy("decision", "remove a part of a recording"),
    },
    reasons={
        "a part of it was removed": pgettext_lazy("decision", "a part of it was removed"),
        "the part was not removed": pgettext_lazy("decision", "the part was not removed"),
    },
)
