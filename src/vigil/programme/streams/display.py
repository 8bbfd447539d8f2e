"""What pages show of a stream: when it is open, and what may be opened."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.programme.models import Session, Stream
from vigil.programme.streams.admission import admission_window
from vigil.programme.streams.places import FALLBACK, StreamPlace
from vigil.programme.time_zones.wall_times import Span, span_between
from vigil.publication.record.labels import language_name


@dataclass(frozen=True)
class StreamStatus:
    """A stream as anybody may know of it: never where it is."""

    stream: Stream
    window: Span
    """From when to when it can be entered."""
    is_past: bool
    """Whether it was ours, and nobody enters any more."""
    is_open: bool = False
    """Whether those who registered enter now."""
    here: Span | None = None
    """The same on the reader's clock, where that is another."""

    @property
    def captions(self) -> list[tuple[str, str]]:
        """The languages of its captions: tag and name."""
        return [(tag, language_name(tag)) for tag in self.stream.captions]

    @property
    def audio(self) -> list[tuple[str, str]]:
        """The languages that can be heard: tag and name."""
        return [(tag, language_name(tag)) for tag in self.stream.audio_languages]


@dataclass(frozen=True)
class Opening:
    """An address of a stream with what is on its button."""

    place: StreamPlace
    label: str


def openings_of(places: list[StreamPlace], *, rehearsal: bool = False) -> list[Opening]:
    """Return what somebody who was let in may open. Only a rehearsal tells fallbacks apart."""
    return [Opening(place, _label(place, len(places) == 1, rehearsal)) for place in places]


def _label(place: StreamPlace, alone: bool, rehearsal: bool) -> str:
    if place.language:
        return _("Open the stream: %(language)s") % {"language": place.language}
    if rehearsal and place.row.purpose == FALLBACK:
        return _("Open the fallback")
    return _("Open the stream") if alone else _("Open the stream as it is spoken")


def stream_status(session: Session, zone: str = "") -> StreamStatus | None:
    """Return the stream of a session, if it has one, also in a reader's zone."""
    stream = Stream.objects.filter(session=session).first()
    if stream is None:
        return None
    told = status_of_stream(stream, session)
    if not zone or zone == session.zone:
        return told
    return replace(told, here=status_of_stream(stream, session, zone).window)


def status_of_stream(stream: Stream, session: Session, zone: str = "") -> StreamStatus:
    """Return how a stream is shown in a zone (the session's own)."""
    window = admission_window(session, stream)
    where = zone or session.zone
    span = span_between(window.opens_at, window.closes_at, where, session.zone)
    ours, now = stream.mode == Stream.Mode.OURS, timezone.now()
    return StreamStatus(
        stream,
        span,
        is_past=ours and window.closes_at <= now,
        is_open=ours and window.opens_at <= now < window.closes_at,
    )
