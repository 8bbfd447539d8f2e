"""Recordings as the page of a session shows them to its reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vigil.files import Kind
from vigil.programme.models import Recording, RecordingWords, Registration, Session
from vigil.programme.recordings import webvtt
from vigil.programme.recordings.timecodes import format_timecode
from vigil.programme.recordings.tracks import open_tracks
from vigil.programme.recordings.visibility import RecordingAccess, access_of, media_of
from vigil.programme.streams.places import origin_of
from vigil.publication.record.labels import language_name
from vigil.trust.models import Upload

NARROW: Final = "(max-width: 40rem)"
"""Screens on which the smallest copy of a film is played unless the reader chooses."""
ORIGINAL: Final = "original"


@dataclass(frozen=True)
class FilmSource:
    """One file in which a film can be played: a smaller copy, or the original."""

    choice: str
    """How an address names it: 720, 360, original."""
    label: str
    address: str
    media_type: str
    size: int
    only: str = ""
    """The screens for which it is meant, as a media query; "" for all."""


@dataclass(frozen=True)
class SoundDisplay:
    """The sound of a recording in another language."""

    language: str
    language_name: str
    address: str
    media: Upload

    @property
    def media_type(self) -> str:
        """What kind of file it is."""
        return Kind(self.media.kind).media_type


@dataclass(frozen=True)
class RecordingDisplay:
    """A recording as its reader may see it; where they may not, only that it exists."""

    recording: Recording
    door: RecordingAccess
    media: Upload | None = None
    smaller: dict[int, Upload] = field(default_factory=dict)
    """Copies of a film by the pixels of their shorter side."""
    chosen: str = ""
    """The file that the reader chose to have played."""

    @property
    def opens(self) -> bool:
        """Whether it can be seen by who reads the page."""
        return self.door == RecordingAccess.OPEN

    @property
    def language_name(self) -> str:
        """How its language is called in the language of the page."""
        return language_name(self.recording.language)

    @property
    def is_video(self) -> bool:
        """Whether there is something to see."""
        return self.media is not None and self.media.width > 0

    @property
    def host(self) -> str:
        """Whose page it is on, where it lies elsewhere."""
        elsewhere = self.recording.elsewhere
        return origin_of(elsewhere).removeprefix("https://") if elsewhere else ""

    @property
    def file(self) -> str:
        """The address of the file."""
        return self._address("recording_file")

    @property
    def choices(self) -> list[FilmSource]:
        """The files in which a film can be played, the largest copy first, the original last."""
        if self.media is None:
            return []
        copies = [
            FilmSource(
                str(height),
                f"{height}p",
                self._address("recording_rendition", str(height)),
                Kind(one.kind).media_type,
                one.size,
            )
            for height, one in sorted(self.smaller.items(), reverse=True)
        ]
        original = FilmSource(ORIGINAL, _("original"), self.file, self.media_type, self.media.size)
        return [*copies, original]

    @property
    def sources(self) -> list[FilmSource]:
        """The files for a player to take the first of that it can play.

        Only the one that the reader chose; else the smallest copy for a narrow screen, the largest
        for others, and the original where a browser plays neither.
        """
        choices = self.choices
        chosen = [one for one in choices if one.choice == self.chosen]
        if chosen or len(choices) < 2:
            return chosen or choices
        *copies, original = choices
        smallest = replace(copies[-1], only=NARROW)
        return [*([smallest] if len(copies) > 1 else []), copies[0], original]

    @property
    def media_type(self) -> str:
        """What kind of file it is, for a player to decide."""
        return Kind(self.media.kind).media_type if self.media else ""

    @property
    def captions(self) -> list[tuple[str, str, str]]:
        """Languages of captions: tag, name, address."""
        return [
            (one.language, language_name(one.language), self._address("captions", one.language))
            for one in self.recording.captions.all()
        ]

    @property
    def words(self) -> "RecordingWords | Recording":
        """The words in the language of the page that have chapters, or else its own."""
        reads = get_language() or ""
        there = [one for one in self.recording.words.all() if one.chapters]
        for tag in (reads, reads.partition("-")[0]):
            if tag == self.recording.language:
                break
            if found := next((one for one in there if one.language == tag), None):
                return found
        if not self.recording.chapters and there:
            return there[0]
        return self.recording

    @property
    def chapter_tracks(self) -> list[tuple[str, str, str]]:
        """Chapters in each language: tag, name, address."""
        return [
            (row.language, language_name(row.language), self._address("chapters", row.language))
            for row in self.recording.in_languages()
            if row.chapters
        ]

    @property
    def transcripts(self) -> list[tuple[str, str, str]]:
        """Transcripts in each language, its own first: tag, name, words."""
        return [
            (row.language, language_name(row.language), row.transcript)
            for row in self.recording.in_languages()
            if row.transcript
        ]

    @property
    def default_captions(self) -> str:
        """The tag of the captions that are shown from the start: the page's language, or its own.

        Only where there are any in it.
        """
        tags = [one.language for one in self.recording.captions.all()]
        reads = get_language() or ""
        wanted = (reads, reads.partition("-")[0], self.recording.language)
        return next((tag for tag in wanted if tag in tags), "")

    @property
    def sounds(self) -> list["SoundDisplay"]:
        """The sound in other languages, as far as it may be heard."""
        tracks = open_tracks(self.recording)
        kept = _kept(track.media for track in tracks)
        return [
            SoundDisplay(
                track.language,
                language_name(track.language),
                self._address("recording_sound", track.language),
                kept[track.media],
            )
            for track in tracks
            if track.media in kept
        ]

    @property
    def chapters(self) -> list[tuple[str, str, str]]:
        """Chapters: when, what, and the address at which the file is played from there.

        The address has a fragment of time (W3C Media Fragments): without a script, too.
        """
        return [
            (format_timecode(one["seconds"]), one["title"], f"{self.file}#t={one['seconds']}")
            for one in self.words.chapters
        ]

    @property
    def poster(self) -> str:
        """The address of the picture that is shown before the film plays, if there is one."""
        return self._address("recording_poster") if self.recording.poster else ""

    @property
    def slides(self) -> str:
        """The address of the slides, if there are any."""
        return self._address("recording_slides") if self.recording.slides else ""

    @property
    def watch(self) -> str:
        """The address of the page that loads the player of somebody else."""
        return self._address("watch_recording")

    def _address(self, name: str, *more: str) -> str:
        session = self.recording.session
        names = [session.event.slug, session.slug, self.recording.uid, *more]
        return reverse(f"programme:{name}", args=names)


def displayed_recordings(
    session: Session, registration: Registration | None, chosen: str = ""
) -> list[RecordingDisplay]:
    """Return the posted recordings of a session, as somebody with this registration sees them.

    `chosen`: the file of a film that they chose to have played (`FilmSource.choice`).
    """
    readers = {session.pk: registration}
    return displayed_recordings_of([session], readers, chosen).get(session.pk, [])


def displayed_recordings_of(
    sessions: Iterable[Session], readers: Mapping[int, Registration | None], chosen: str = ""
) -> dict[int, list[RecordingDisplay]]:
    """Return the same for several sessions, by the session's key.

    `readers`: with which registration somebody reads each session.
    """
    rows = (
        Recording.objects.filter(session__in=list(sessions), state=Recording.State.POSTED)
        .select_related("session__event")
        .prefetch_related("captions", "renditions", "words", "tracks")
    )
    found: dict[int, list[RecordingDisplay]] = {}
    for row in rows:
        door = access_of(row, readers.get(row.session_id))
        if door != RecordingAccess.CLOSED:
            shown = display_of_recording(row, door, chosen)
            found.setdefault(row.session_id, []).append(shown)
    return found


def display_of_recording(
    recording: Recording, door: RecordingAccess, chosen: str = ""
) -> RecordingDisplay:
    """Return one recording as its page shows it."""
    heights = {one.media: one.height for one in recording.renditions.all() if one.media}
    kept = _kept([recording.media, *heights])
    return RecordingDisplay(
        recording,
        door,
        kept.get(recording.media),
        {height: kept[uid] for uid, height in heights.items() if uid in kept},
        chosen,
    )


def _kept(uids: Iterable[str]) -> dict[str, Upload]:
    """Return the uploads that are there, by uid, in one question."""
    wanted = [uid for uid in uids if uid]
    if not wanted:
        return {}
    return {one.uid: one for one in Upload.objects.filter(uid__in=wanted, state=Upload.State.KEPT)}


def chapters_in(recording: Recording, language: str) -> str:
    """Return the chapters of a recording in one language as WebVTT; "" where there are none."""
    rows = recording.in_languages()
    there = [row.chapters for row in rows if row.language == language and row.chapters]
    return _as_captions(recording, there[0]) if there else ""


def _as_captions(recording: Recording, chapters: list[dict[str, Any]]) -> str:
    """Write chapters of a recording as WebVTT, each to the beginning of the next."""
    media = media_of(recording)
    last = max(media.seconds if media else 0, int(chapters[-1]["seconds"]) + 1)
    ends = [*(int(one["seconds"]) for one in chapters[1:]), last]
    return webvtt.write_captions(
        [
            webvtt.Cue(int(one["seconds"]) * 1000, end * 1000, webvtt.escaped(str(one["title"])))
            for one, end in zip(chapters, ends, strict=True)
        ]
    )
