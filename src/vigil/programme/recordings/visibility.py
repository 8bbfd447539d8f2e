"""Whether a recording may be shown, and to whom. Checked each time it is posted or served."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vigil.programme.contributors.verbs.consenting import (
    PICTURE,
    RECORDING,
    TRANSCRIPT,
    VOICE,
    consents_in_force,
    consents_of_session,
    withdrawn_on,
)
from vigil.programme.events.queries import public as queries
from vigil.programme.models import Contribution, Recording, Registration, RunItem, Session
from vigil.trust.models import Upload
from vigil.trust.rooms.house import consent_uses

Presence = Recording.Presence


class RecordingAccess(StrEnum):
    """Whether a reader may see a recording."""

    OPEN = "open"
    REGISTERED = "registered"
    """It is for the registered, and they showed no registration for it."""
    CLOSED = "closed"
    """It is not shown to anybody: not posted, held, its time over, a consent ended."""


def access_of(recording: Recording, registration: Registration | None = None) -> RecordingAccess:
    """Return whether a reader with this registration (None: without one) may see a recording."""
    if recording.state != Recording.State.POSTED or hindrances(recording):
        return RecordingAccess.CLOSED
    if recording.access == Recording.Access.ALL or is_registered_for(
        recording.session_id, registration
    ):
        return RecordingAccess.OPEN
    return RecordingAccess.REGISTERED


def is_registered_for(session: int, registration: Registration | None) -> bool:
    """Return whether a registration is confirmed for the session with this key."""
    return (
        registration is not None
        and registration.session_id == session
        and registration.state == Registration.State.CONFIRMED
        and registration.event_registration.closed_at is None
    )


@dataclass(frozen=True)
class Hindrance:
    """Why a recording is not shown. `contribution` is the uid of whom it is about, if anybody."""

    why: str
    contribution: str = ""
    use: str = ""


def hindrances(recording: Recording, on: date | None = None) -> list[Hindrance]:
    """Return every reason not to show a recording today; each missing consent is one."""
    on = on or timezone.localdate()
    session = recording.session
    found = []
    if session.state not in queries.PUBLIC or session.event.state not in queries.PUBLIC:
        found.append(Hindrance(_("Publish the session first.")))
    if not queries.is_over(session):
        found.append(Hindrance(_("The session is not over yet.")))
    if recording.retained_until is not None and recording.retained_until < on:
        found.append(Hindrance(_("The day until which it may be shown is over.")))
    if not has_content(recording):
        found.append(Hindrance(_("There is neither a file nor an address yet.")))
    return [*found, *missing_consents(recording), *_disguises(recording)]


def has_no_contributors(session: Session) -> bool:
    """Return whether a session has no contributor at all, so that nobody's consent is asked for."""
    return not session.contributions.exists()


def has_content(recording: Recording) -> bool:
    """Return whether there is something to show: a file of ours that is there, or an address."""
    if recording.elsewhere:
        return True
    return bool(recording.media) and media_of(recording) is not None


def media_of(recording: Recording) -> Upload | None:
    """Return the file of a recording, if there is one of ours."""
    return Upload.objects.filter(uid=recording.media, state=Upload.State.KEPT).first()


def required_consents(
    recording: Recording, part: Contribution, seen: bool, written: bool
) -> list[str]:
    """Return the consents that a contributor must have given for this recording.

    `seen`: it has pictures; `written`: it has a transcript or captions.
    """
    presence = recording.presence.get(part.uid, Presence.BOTH)
    if presence == Presence.ABSENT:
        return []
    heard = presence in (Presence.BOTH, Presence.HEARD)
    uses = [RECORDING]
    if heard:
        uses.append(VOICE)
    if seen and presence in (Presence.BOTH, Presence.SEEN):
        uses.append(PICTURE)
    if heard and written:
        uses.append(TRANSCRIPT)
    return uses


def missing_consents(recording: Recording) -> list[Hindrance]:
    """Return the missing consents: whose, and to what."""
    parts = list(recording.session.contributions.all())
    agreed = consents_in_force(parts)
    media = media_of(recording) if recording.media else None
    seen = media is None or media.width > 0
    written = has_written_words(recording)
    return [
        Hindrance(str(consent_uses()[use]), part.uid, use)
        for part in parts
        for use in required_consents(recording, part, seen, written)
        if use not in agreed[part.uid]
    ]


def has_written_words(recording: Recording) -> bool:
    """Return whether what is said in a recording is written down, in whichever language."""
    if recording.transcript or recording.captions.exists():
        return True
    return recording.words.exclude(transcript="").exists()


def needs_disguise(recording: Recording) -> bool:
    """Return whether somebody in it must not be known by voice or face."""
    return bool(_disguised_items(recording))


def has_open_disguises(recording: Recording) -> bool:
    """Return whether somebody in it must not be known, and nobody has checked that they cannot."""
    return bool(_disguises(recording))


def _disguised_items(recording: Recording) -> list[RunItem]:
    absent = [uid for uid, how in recording.presence.items() if how == Presence.ABSENT]
    items = recording.session.run.exclude(contribution__uid__in=absent)
    return [i for i in items if {i.voice, i.face} - {str(RunItem.Disguise.NONE)}]


def _disguises(recording: Recording) -> list[Hindrance]:
    """Return what is to be checked where a voice or a face must not be known."""
    needs = _disguised_items(recording)
    found = [
        Hindrance(
            _("“%(title)s” of the run of show: voice or face must not be known; check it there.")
            % {"title": item.title}
        )
        for item in needs
        if RunItem.Disguise.NEEDED in (item.voice, item.face)
    ]
    if needs and recording.disguise_checked_at is None:
        found.append(
            Hindrance(_("Check in this recording that nobody is known who must not be known."))
        )
    return found


def hindrance_sentences(recording: Recording) -> list[str]:
    """Return the reasons not to show a recording, as sentences.

    They name who must still agree, and who withdrew an agreement, on which day.
    """
    found = hindrances(recording)
    told = [one.why for one in found if not one.contribution]
    lacking = [one for one in found if one.contribution]
    if not lacking:
        return told
    called = {row.part.uid: row.called for row in consents_of_session(recording.session)}
    withdrawn = withdrawn_on(recording.session.contributions.all())
    whose: dict[tuple[str, date | None], list[str]] = {}
    for one in lacking:
        day = withdrawn.get(one.contribution, {}).get(one.use)
        whose.setdefault((one.contribution, day), []).append(one.why)
    for (uid, day), uses in whose.items():
        who = called.get(uid, _("a contributor"))
        told.append(_sentence_on_consents(who, _(", ").join(uses), day))
    return told


def _sentence_on_consents(who: str, uses: str, day: date | None) -> str:
    """Return who does not agree to what; `day`: on which they withdrew it."""
    if day is None:
        return _("%(who)s has not agreed: %(uses)s.") % {"who": who, "uses": uses}
    words = {"who": who, "uses": uses, "day": date_format(day, "DATE_FORMAT")}
    return _("%(who)s withdrew their agreement on %(day)s: %(uses)s.") % words
