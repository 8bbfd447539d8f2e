"""Fill the recordings: a film and a sound, with captions, chapters, transcripts and slides."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from vigil.programme.models import Event, Recording, Session
from vigil.programme.recordings.verbs.describing import (
    describe_recording,
    say_who_is_in_it,
    set_captions,
)
from vigil.programme.recordings.verbs.files import prepare_recording, set_file, set_slides
from vigil.programme.recordings.verbs.listening import confirm_listening, files_digest
from vigil.programme.recordings.verbs.posting import post_recording
from vigil.site.demonstration.rooms.films import draw_film, draw_slides, play_sound
from vigil.site.demonstration.rooms.world import DemoWorld
from vigil.trust.work.verbs.tasks import do_tasks

DRAWING: Final = 4
"""Which of the drawings the film shows."""


def post_recordings(world: DemoWorld, event: Event, told: Mapping[str, Any]) -> None:
    """Give each session of an event its recording, and let a worker draw the film's picture."""
    for slug, one in told["sessions"].items():
        _posted(world, event.sessions.get(slug=slug), one)
    do_tasks("demonstration", slow=True)


def _posted(world: DemoWorld, session: Session, told: Mapping[str, Any]) -> None:
    host, of = world.by("host"), told["recording"]
    with_film = "slides" in told
    recording = prepare_recording(session, of["language"], by=host)
    set_file(recording, draw_film(DRAWING) if with_film else play_sound(), by=host)
    if with_film:
        set_slides(recording, draw_slides(told["slides"]), by=host)
    describe_recording(
        recording,
        access=Recording.Access.ALL,
        retained_until=date(world.today.year + 1, 12, 31),
        chapters=of["chapters"],
        transcript=of["transcript"],
        by=host,
    )
    for language, text in of["captions"].items():
        set_captions(recording, language, text.strip(), by=host)
    unnamed = session.contributions.exclude(unnamed="").values_list("uid", flat=True)
    say_who_is_in_it(recording, dict.fromkeys(unnamed, Recording.Presence.HEARD), by=host)
    recording.refresh_from_db()
    confirm_listening(recording, files_digest(recording), by=host)
    post_recording(recording, by=host)
