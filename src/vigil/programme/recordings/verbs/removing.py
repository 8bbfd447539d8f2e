"""Remove recordings for good: at somebody's request, or when their last day is over."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Caption, Recording
from vigil.programme.recordings.verbs.common import (
    KIND,
    MANAGE,
    State,
    locked,
    record_decision,
    shred_poster,
    shred_renditions,
    shred_upload,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.resumable_uploads.verbs import discard_uploads_for
from vigil.trust.rooms.log_words import LogWords


@verb
def remove_recording(recording: Recording, *, by: User, why: str) -> None:
    """Remove a recording for good: its files in all languages, slides and words.

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


def _remove(recording: Recording, by: User | None, *, why: str) -> None:
    for uid in (recording.media, recording.slides):
        shred_upload(uid, by=by, why=why)
    shred_poster(recording, by=by, why=why)
    shred_renditions(recording, by=by, why=why)
    discard_uploads_for(KIND, recording.uid)
    for track in recording.tracks.all():
        shred_upload(track.media, by=by, why=why)
        discard_uploads_for(KIND, track.uid)
    recording.tracks.all().delete()
    Caption.objects.filter(recording=recording).delete()
    recording.words.all().delete()
    recording.media = recording.slides = recording.elsewhere = recording.transcript = ""
    recording.chapters, recording.presence, recording.state = [], {}, State.REMOVED
    recording.received_from = recording.received_on = None
    recording.received_how = ""
    recording.save()
    record_decision("remove_recording", recording, by, why=why)


LOG: Final = LogWords(
    verbs={
        "remove_recording": pgettext_lazy("decision", "remove a recording"),
    },
)
