"""Which recordings somebody can watch behind their private link, also before they are posted.

They see what they are in, to decide whether it may be shown. They do not see what is kept from
everybody: a recording that was posted and is held now, one that somebody in it took back or agreed
to until a day that is over, one in which somebody must not be known and nobody has checked it, one
whose time is over.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs.consenting import subject_of
from vigil.programme.contributors.verbs.groups import people_of_groups
from vigil.programme.models import Contribution, Recording
from vigil.programme.recordings.display import RecordingDisplay
from vigil.programme.recordings.visibility import (
    RecordingAccess,
    access_of,
    has_content,
    has_open_disguises,
    media_of,
    missing_consents,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Consent

State = Recording.State


@dataclass(frozen=True)
class OwnRecording(RecordingDisplay):
    """A recording as somebody in it sees it behind their private link."""

    token: str = ""
    part: Contribution | None = None
    """Who looks at it."""

    @property
    def is_from_them(self) -> bool:
        """Whether the hosts entered that it came from whoever looks at it."""
        return self.part is not None and self.recording.received_from_id == self.part.pk

    @property
    def is_posted(self) -> bool:
        """Whether readers can see it."""
        return self.recording.state == State.POSTED

    def _address(self, name: str, *more: str) -> str:
        names = [self.token, self.recording.uid, *more]
        return reverse(f"programme:own_{name}", args=names)


def own_recordings(whose: LinkedPart, token: str) -> list[OwnRecording]:
    """Return the recordings that somebody can watch behind a link."""
    return [
        OwnRecording(
            row,
            RecordingAccess.OPEN,
            media_of(row) if row.media else None,
            token=token,
            part=whose.part,
        )
        for row in _with_them(whose)
        if can_watch(row)
    ]


def are_kept_back(whose: LinkedPart) -> bool:
    """Return whether there is a recording with them that nobody can watch now."""
    return any(not can_watch(row) for row in _with_them(whose))


def own_recording(whose: LinkedPart, uid: str) -> Recording | None:
    """Return one recording that somebody can watch behind their link; None: there is none."""
    return next((row for row in _with_them(whose) if row.uid == uid and can_watch(row)), None)


def can_watch(recording: Recording) -> bool:
    """Return whether whoever is in a recording can watch it behind their link now."""
    if recording.state == State.POSTED:
        return access_of(recording) != RecordingAccess.CLOSED
    over = recording.retained_until is not None and recording.retained_until < timezone.localdate()
    return not (
        recording.posted_at is not None
        or over
        or has_open_disguises(recording)
        or _is_taken_back(recording)
    )


def _with_them(whose: LinkedPart) -> list[Recording]:
    rows = whose.part.session.recordings.exclude(state=State.REMOVED)
    rows = rows.select_related("session__event").prefetch_related(
        "captions", "words", "renditions", "tracks"
    )
    uid, absent = whose.part.uid, Recording.Presence.ABSENT
    return [row for row in rows if row.presence.get(uid) != absent and has_content(row)]


def _is_taken_back(recording: Recording) -> bool:
    """Return whether an agreement that the recording lacks now was ended, or ran out."""
    lacking: dict[str, set[str]] = {}
    for one in missing_consents(recording):
        lacking.setdefault(one.contribution, set()).add(one.use)
    parts = Contribution.objects.filter(uid__in=lacking)
    groups = people_of_groups(parts)
    for part in parts:
        people = groups.get(part.uid)
        subjects = [subject_of(part, one) for one in people] if people else [subject_of(part)]
        if _ended(subjects, lacking[part.uid]):
            return True
    return False


def _ended(subjects: list[Subject], uses: set[str]) -> bool:
    """Return whether a consent to one of these uses was withdrawn or is over, and none holds."""
    rows = Consent.objects.filter(
        subject_kind=subjects[0].kind, subject_key__in=[one.key for one in subjects], use__in=uses
    )
    ended = ~Q(withdrawn_at=None) | Q(until__lt=timezone.localdate())
    in_force = set(rows.exclude(ended).values_list("subject_key", "use"))
    return bool(set(rows.filter(ended).values_list("subject_key", "use")) - in_force)
