"""Draw a picture of each film in the background: readers see it before they play the film."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.files import RefusedError
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.common import KIND, locked, record_decision
from vigil.programme.recordings.visibility import media_of
from vigil.trust.models import Task, Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs.media import picture_of
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.queries import last_task
from vigil.trust.work.verbs.tasks import enqueue


def ask_for_poster(recording: Recording, media: Upload, *, by: User) -> None:
    """Let a worker draw a picture of a film, in the transaction that gives the recording its file.

    Sound has none.
    """
    if media.width:
        enqueue(DRAWING, _key(recording), [recording.pk], by=by)


def poster_state(recording: Recording) -> str:
    """Return a sentence on the picture of a film while there is none; "" where nothing is asked."""
    task = last_task(DRAWING, _key(recording)) if not recording.poster else None
    if task is None or not recording.media:
        return ""
    if task.state == Task.State.WAITING:
        return _("A still picture of the film is being made.")
    return _("No still picture could be made of this film. It is shown without one.")


def _key(recording: Recording) -> str:
    return f"poster {recording.uid}"


def _draw(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Draw the pictures of recordings, as a part of a task."""
    rows = Recording.objects.filter(pk__in=keys, poster="")
    return [(row.pk, told) for row in rows if (told := _drawn(row, by))]


def _drawn(recording: Recording, by: User) -> str:
    """Give a recording the picture of its film; return why it has none, or ""."""
    media = media_of(recording) if recording.media else None
    if media is None or not media.width or recording.poster:
        return ""
    try:
        content = picture_of(media)
    except RefusedError as error:
        return uploads.sentence(error.reason)
    made = uploads.take_in(content, KIND, recording.uid, by=by)
    try:
        is_used = _attach(recording, media, made, by=by)
    except Exception:
        uploads.shred(made, by=None, why="what it belongs to was removed meanwhile")
        raise
    if is_used:
        return ""
    uploads.shred(made, by=None, why="what it belongs to was removed meanwhile")
    return _drawn(Recording.objects.get(pk=recording.pk), by)  # of the film that is there by now


@verb
def _attach(recording: Recording, media: Upload, made: Upload, *, by: User) -> bool:
    """Set the picture, unless the film is another one by now; return whether it is set."""
    recording = locked(recording)
    if recording.media != media.uid or recording.poster:
        return False
    recording.poster = made.uid
    recording.save(update_fields=["poster"])
    record_decision("draw_poster", recording, by, after={"poster": made.uid})
    return True


DRAWING: Final = TaskKind(
    code="draw_poster",
    label=gettext_lazy("Draw still picture of a film"),
    do=_draw,
    at_once=1,
    repeatable=True,
    slow=True,
)
LOG: Final = LogWords(
    verbs={
        "draw_poster": pgettext_lazy("decision", "draw a picture of a film"),
    },
)
