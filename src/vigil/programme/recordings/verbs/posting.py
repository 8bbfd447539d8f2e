"""Post a recording, and hold one that may not be shown any more."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.contributors.verbs.groups import contribution_uid_of
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.models import Recording
from vigil.programme.recordings.verbs.common import (
    MANAGE,
    State,
    locked,
    record_decision,
)
from vigil.programme.recordings.verbs.listening import has_listened
from vigil.programme.recordings.visibility import (
    has_no_contributors,
    hindrance_sentences,
    hindrances,
    missing_consents,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def post_recording(recording: Recording, *, nobody_in_it: bool = False, by: User) -> Recording:
    """Post a recording on the page of its session. A posted one stays posted.

    Whoever posts it has listened to these files and watched them. Where no contributor is entered
    nobody's consent is asked for: then somebody has to say that
    there is `nobody_in_it`. Raises NotAllowed, NotPossible: everything that stands against it,
    whose consent is lacking.
    """
    require(by, MANAGE)
    recording = locked(recording)
    if trouble := hindrance_sentences(recording):
        raise NotPossible(" ".join(trouble))
    if recording.state == State.POSTED:
        return recording
    if not has_listened(recording, by):
        raise NotPossible(
            _("Listen to the recording and watch it to the end, and confirm that you did.")
        )
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
    record_decision(
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


def hold_without_consent(subject: Subject) -> None:
    """Hold posted recordings of a contributor whose consent has ended, at once.

    Called within the transaction in which a consent changed.
    """
    uid = contribution_uid_of(subject)
    if not uid:
        return
    posted = Recording.objects.filter(
        state=State.POSTED, session__contributions__uid=uid
    ).select_related("session__event")
    for recording in posted.distinct():
        if any(one.contribution == uid for one in missing_consents(recording)):
            _hold(recording, None, why="not everybody in it agrees to it")


def hold_for_withdrawal(recording: Recording, *, by: User, why: str) -> None:
    """Hold a recording because somebody in it is withdrawn. Called by the keeper."""
    recording.tracks.update(state=State.HELD)
    if recording.state == State.POSTED:
        _hold(recording, by, why=why)


def hold_if_hindered(recording: Recording, by: User) -> None:
    """Hold a posted recording that may not be shown any more."""
    if recording.state == State.POSTED and hindrances(recording):
        _hold(recording, by, why="not everybody in it agrees to it")


def _hold(recording: Recording, by: User | None, *, why: str) -> None:
    recording.state = State.HELD
    recording.save(update_fields=["state"])
    record_decision("hold_recording", recording, by, why=why)


LOG: Final = LogWords(
    verbs={
        "hold_recording": pgettext_lazy("decision", "hold a recording"),
        "post_recording": pgettext_lazy("decision", "show a recording"),
    },
    reasons={
        "not everybody in it agrees to it": pgettext_lazy(
            "decision", "not everybody in it agrees to it"
        ),
    },
)
