"""What the page of a session shows of its stream."""

from dataclasses import dataclass, replace

from django.utils import timezone

from vigil.programme.models import Session, Stream
from vigil.programme.streams.admission import admission_window
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
