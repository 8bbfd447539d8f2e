"""What there is of a recording in each language, for its page at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vigil.programme.models import AudioTrack, Recording
from vigil.programme.recordings.timecodes import chapters_as_text
from vigil.publication.record.labels import language_name


@dataclass(frozen=True)
class LanguageOfRecording:
    """Captions, transcript, chapters and sound in one language, as far as there are any."""

    tag: str
    captions: str = ""
    transcript: str = ""
    chapters: str = ""
    track: AudioTrack | None = None
    is_own: bool = False
    """Whether it is the language of the recording: its words stand in the description."""

    @property
    def name(self) -> str:
        """How the language is called in the language of the page."""
        return language_name(self.tag)

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """Transcript and chapters of another language than its own: kind, label, words."""
        if self.is_own:
            return []
        texts = (
            ("transcript", _("Transcript"), self.transcript),
            ("chapters", _("Chapters"), self.chapters),
        )
        return [one for one in texts if one[2]]

    @property
    def summary(self) -> str:
        """What there is, in one line."""
        there: Iterable[tuple[object, str]] = (
            (self.captions, _("captions")),
            (self.transcript, _("transcript")),
            (self.chapters, _("chapters")),
            (self.track, _("sound")),
        )
        return _(", ").join(label for has, label in there if has)


def languages_of_recording(recording: Recording) -> list[LanguageOfRecording]:
    """Return what there is in each language, the recording's own first."""
    captions = {one.language: one.text for one in recording.captions.all()}
    words = {row.language: row for row in recording.in_languages()}
    tracks = {one.language: one for one in recording.tracks.all()}
    tags = sorted({*captions, *words, *tracks}, key=lambda tag: (tag != recording.language, tag))
    found = [
        LanguageOfRecording(
            tag,
            captions.get(tag, ""),
            words[tag].transcript if tag in words else "",
            chapters_as_text(words[tag].chapters) if tag in words else "",
            tracks.get(tag),
            tag == recording.language,
        )
        for tag in tags
    ]
    return [one for one in found if one.summary]
