"""Confirm that somebody listened to a recording and watched it, before they post it."""

import hashlib
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Listening, Recording
from vigil.programme.recordings.verbs.common import MANAGE, locked, record_decision
from vigil.programme.recordings.visibility import has_content
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


def files_digest(recording: Recording) -> str:
    """Return a digest that changes with each of the files: the film or sound, and the slides."""
    files = "\n".join((recording.media, recording.elsewhere, recording.slides))
    return hashlib.sha256(files.encode()).hexdigest()


def has_listened(recording: Recording, who: User) -> bool:
    """Return whether somebody confirmed it since the files were last changed."""
    return recording.listenings.filter(of=files_digest(recording), by=who).exists()


@verb
def confirm_listening(recording: Recording, of: str, *, by: User) -> Listening:
    """Record that `by` listened to the recording and watched it to the end.

    `of` is the digest of the files that they had before them. Raises NotAllowed, NotPossible
    (there is no file; the files are others by now).
    """
    require(by, MANAGE)
    recording = locked(recording)
    if not has_content(recording):
        raise NotPossible(_("There is neither a file nor an address yet."))
    if of != files_digest(recording):
        raise NotPossible(
            _("The files were changed meanwhile. Listen and watch again before you confirm.")
        )
    made, is_new = Listening.objects.get_or_create(recording=recording, of=of, by=by)
    if is_new:
        after = {"media": recording.media, "slides": recording.slides}
        record_decision("confirm_listening", recording, by, after=after)
    return made


LOG: Final = LogWords(
    verbs={
        "confirm_listening": pgettext_lazy("decision", "confirm having watched a recording"),
    },
)
