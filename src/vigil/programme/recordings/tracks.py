"""Whether the sound of a recording in another language may be heard, and who is heard in it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from vigil.programme.contributors.verbs.consenting import (
    RECORDING,
    VOICE,
    consents_in_force,
    consents_of_session,
)
from vigil.programme.models import AudioTrack, Contribution, Recording
from vigil.trust.models import Upload
from vigil.trust.rooms.house import consent_uses

USES = (RECORDING, VOICE)
"""What whoever is heard in it must have agreed to."""


def missing_agreements(track: AudioTrack) -> dict[Contribution, list[str]]:
    """Return who is heard in a sound without having agreed to it, and to what."""
    parts = [
        part
        for part in track.recording.session.contributions.all()
        if track.presence.get(part.uid) != Recording.Presence.ABSENT
    ]
    agreed = consents_in_force(parts, USES)
    lacking = {part: [use for use in USES if use not in agreed[part.uid]] for part in parts}
    return {part: uses for part, uses in lacking.items() if uses}


def track_hindrances(track: AudioTrack) -> list[str]:
    """Return every reason not to show a sound, as sentences that name who must still agree.

    What stands against the recording itself is not repeated: without it there is no sound either.
    """
    found = [] if track_media(track) else [_("There is no file yet.")]
    missing = missing_agreements(track)
    if missing:
        called = {row.part.uid: row.called for row in consents_of_session(track.recording.session)}
        for part, uses in missing.items():
            found.append(
                _("%(who)s has not agreed: %(uses)s.")
                % {
                    "who": called.get(part.uid, _("a contributor")),
                    "uses": _(", ").join(str(consent_uses()[use]) for use in uses),
                }
            )
    return found


def track_media(track: AudioTrack) -> Upload | None:
    """Return the file of a sound, if it is there."""
    kept = Upload.objects.filter(uid=track.media, state=Upload.State.KEPT)
    return kept.first() if track.media else None


def open_tracks(recording: Recording) -> Sequence[AudioTrack]:
    """Return the sounds that may be heard by whoever may see the recording."""
    return [
        track
        for track in recording.tracks.all()
        if track.state == Recording.State.POSTED and track.media and not missing_agreements(track)
    ]
