"""Make smaller copies of each film in the background: readers with a slow line choose them.

One task for each, so that what others wait for is done in between. A worker that is killed leaves
nothing behind, and the next one begins anew.
"""

import errno
import os
import time
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.files import RefusedError
from vigil.files.limits import Reason
from vigil.files.media.heights import heights_below
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Recording, Rendition
from vigil.programme.recordings.verbs.common import (
    MANAGE,
    locked,
    record_decision,
    shred_renditions,
)
from vigil.programme.recordings.visibility import media_of
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Task, Upload, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.uploads.full_disk import DiskFull
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs.media import smaller_film
from vigil.trust.work.kinds import LeftOut, TaskKind
from vigil.trust.work.queries import last_task
from vigil.trust.work.verbs.tasks import enqueue

_EVERY: Final = 5.0
"""Seconds between two notes on how far a copy is."""


class NotWanted(Exception):
    """The film is another one by now, or gone: its copy is not needed any more."""


def ask_for_renditions(recording: Recording, media: Upload, *, by: User) -> None:
    """Let a worker make smaller copies of a film, in the transaction that gives it its file.

    Sound has none, and a film only such as are smaller than itself. The former ones are gone.
    """
    for height in reversed(heights_below(media.width, media.height)):  # the smallest first
        rendition = Rendition.objects.create(recording=recording, height=height, of=media.uid)
        enqueue(MAKING, _key(rendition), [rendition.pk], by=by)


@verb
def make_renditions_anew(recording: Recording, *, by: User) -> None:
    """Let a worker make smaller copies of a film that has none, or whose copying failed.

    Raises NotAllowed, NotPossible (no film that lies here; they are there, or being made).
    """
    require(by, MANAGE)
    recording = locked(recording)
    media = media_of(recording) if recording.media else None
    if media is None or not lacks_renditions(recording, media):
        raise NotPossible(_("There is no smaller copy to make."))
    shred_renditions(recording, by=by, why="it is made again")
    ask_for_renditions(recording, media, by=by)


def lacks_renditions(recording: Recording, media: Upload) -> bool:
    """Return whether a film has smaller copies to make that are neither there nor on the way."""
    wanted = set(heights_below(media.width, media.height))
    rows = {one.height: one for one in recording.renditions.all()}
    return not wanted <= set(rows) or any(has_failed(one) for one in rows.values())


def has_failed(rendition: Rendition) -> bool:
    """Return whether making a copy was given up, though it may be possible."""
    if rendition.media or rendition.trouble:
        return False
    task = last_task(MAKING, _key(rendition))
    return task is None or task.state != Task.State.WAITING


def _key(rendition: Rendition) -> str:
    return f"rendition {rendition.pk}"


def _make(keys: Sequence[int], by: User, why: str) -> LeftOut:
    """Make the copies with these keys, as a part of a task."""
    rows = Rendition.objects.filter(pk__in=keys, media="").select_related("recording")
    return [(row.pk, told) for row in rows if (told := _made(row, by))]


def _made(rendition: Rendition, by: User) -> str:
    """Make a copy; return why there is none, or ""."""
    media = media_of(rendition.recording)
    if media is None or media.uid != rendition.of:
        return ""
    try:
        made = smaller_film(media, rendition.height, by=by, progress=_Note(rendition))
    except NotWanted:
        return ""
    except DiskFull as error:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error  # it is tried again
    except RefusedError as error:
        trouble = _sentence(error.reason)
        Rendition.objects.filter(pk=rendition.pk).update(trouble=trouble)
        return trouble
    try:
        is_used = _attach(rendition, made, by=by)
    except Exception:
        uploads.shred(made, by=None, why="what it belongs to was removed meanwhile")
        raise
    if not is_used:
        uploads.shred(made, by=None, why="what it belongs to was removed meanwhile")
    return ""


def _sentence(reason: Reason) -> str:
    if reason == Reason.BYTES:
        return _("It would not be smaller than the original.")
    return uploads.sentence(reason)[:300]


class _Note:
    """Notes in the row how far a copy is. Raises NotWanted once the row is gone."""

    def __init__(self, rendition: Rendition) -> None:
        self._rows, self._next = Rendition.objects.filter(pk=rendition.pk), 0.0

    def __call__(self, part: float) -> None:
        """Note it, but not each time."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            if not self._rows.update(percent=min(99, int(part * 100))):
                raise NotWanted


@verb
def _attach(rendition: Rendition, made: Upload, *, by: User) -> bool:
    """Set the copy, unless the film is another one by now; return whether it is set."""
    try:
        recording = locked(rendition.recording)
    except NotPossible:  # it was removed
        return False
    rows = Rendition.objects.filter(pk=rendition.pk, media="", of=recording.media)
    if not rows.update(media=made.uid, percent=100):
        return False
    after = {"height": rendition.height, "media": made.uid}
    record_decision("make_rendition", recording, by, after=after)
    return True


MAKING: Final = TaskKind(
    code="make_rendition",
    label=gettext_lazy("Make smaller copy of a film"),
    do=_make,
    at_once=1,
    repeatable=True,
    priority=-1,
    slow=True,
)
LOG: Final = LogWords(
    verbs={
        "make_rendition": pgettext_lazy("decision", "add a smaller copy of a film"),
    },
    reasons={
        "it is made again": pgettext_lazy("decision", "it is made again"),
    },
    parts={
        "height": pgettext_lazy("decision", "pixels of the shorter side"),
    },
)
