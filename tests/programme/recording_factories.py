"""Sessions that are over, with contributors who agreed, and their recordings, for tests."""

import io
from datetime import date
from typing import Any

from factories import UserFactory
from files.media_files import media
from programme.factories import ContributionFactory, SessionFactory
from vigil.programme.contributors.verbs.consenting import ASKED, agree
from vigil.programme.models import Contribution, Recording, Session
from vigil.programme.recordings.verbs.describing import describe_recording, set_captions
from vigil.programme.recordings.verbs.files import prepare_recording, set_elsewhere, set_file
from vigil.programme.recordings.verbs.listening import confirm_listening, files_digest
from vigil.programme.recordings.verbs.posting import post_recording
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Consent, Role, User

CAPTIONS = """WEBVTT

00:00.000 --> 00:01.000
Opening words.

00:02.000 --> 00:03.000
Casilda speaks.

00:05.000 --> 00:06.000
Closing words.
"""
TRANSCRIPT = "[0:00] Opening words.\n\n[0:02] Casilda speaks.\n\n[0:05] Closing words."


def host() -> User:
    """Make somebody who runs the programme."""
    return UserFactory(roles=[Role.PROGRAMME_HOST])


def agreed(part: Contribution, *uses: str, by: User, given_on: date | None = None) -> list[Consent]:
    """Let a contributor agree to some uses, or all; another host confirms that they are named."""
    before = set(Consent.objects.values_list("pk", flat=True))
    asked = agree(
        part,
        uses or ASKED,
        given_by=Consent.Relation.SELF,
        given_how=Consent.Given.PAPER,
        given_on=given_on,
        why="they wrote",
        by=by,
    )
    if asked is not None:
        confirm(asked, by=host())
    return list(Consent.objects.exclude(pk__in=before))


def a_session(**values: Any) -> tuple[Session, Contribution]:
    """Make a session that is over, with one contributor."""
    session = SessionFactory(**values)
    return session, ContributionFactory(session=session, name="Casilda Reyes")


def sound(seconds: float = 7) -> io.BytesIO:
    """Make a small file of sound."""
    return io.BytesIO(media("ogg", seconds=seconds))


def a_recording(session: Session, by: User, **values: Any) -> Recording:
    """Make a recording with a file of sound, captions, chapters and a transcript; held."""
    recording = prepare_recording(session, "en", by=by)
    recording = set_file(recording, sound(), by=by)
    values = {
        "access": Recording.Access.ALL,
        "retained_until": None,
        "chapters": "0:00 Opening\n0:02 Casilda\n0:05 Close",
        "transcript": TRANSCRIPT,
        **values,
    }
    describe_recording(recording, by=by, **values)
    set_captions(recording, "en", CAPTIONS, by=by)
    return Recording.objects.get(pk=recording.pk)


def one_elsewhere(session: Session, by: User) -> Recording:
    """Make a recording that lies elsewhere; held."""
    recording = prepare_recording(session, "en", by=by)
    return set_elsewhere(recording, "https://video.example.org/embed/1", by=by)


def watched(recording: Recording, *, by: User) -> Recording:
    """Let somebody confirm that they listened and watched."""
    recording = Recording.objects.get(pk=recording.pk)
    confirm_listening(recording, files_digest(recording), by=by)
    return recording


def watched_and_posted(recording: Recording, *, by: User, **more: Any) -> Recording:
    """Let somebody watch a recording and post it."""
    return post_recording(watched(recording, by=by), by=by, **more)


def posted(by: User, **values: Any) -> Recording:
    """Make a recording that is shown."""
    session, part = a_session()
    agreed(part, by=by)
    return watched_and_posted(a_recording(session, by, **values), by=by)
