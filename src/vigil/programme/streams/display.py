"""What pages show of a stream: when it is open, and what may be opened."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.language.punctuation import in_a_row
from vigil.programme.models import Session, Stream, StreamAddress
from vigil.programme.streams.admission import admission_window
from vigil.programme.streams.places import FALLBACK, StreamPlace
from vigil.programme.streams.sign_languages import sign_language_name
from vigil.programme.time_zones.wall_times import Span, span_between
from vigil.publication.record.labels import language_name

Purpose = StreamAddress.Purpose


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
        return captions_of(self.stream)

    @property
    def signed(self) -> list[tuple[str, str]]:
        """The sign languages beside it: tag and name."""
        return signed_of(self.stream)

    @property
    def audio(self) -> list[tuple[str, str]]:
        """The languages that can be heard: tag and name."""
        return [(tag, language_name(tag)) for tag in self.stream.audio_languages]


@dataclass(frozen=True)
class Opening:
    """An address of a stream with what is on its button."""

    place: StreamPlace
    label: str

    @property
    def name(self) -> str:
        """The parameter that asks for it."""
        return "with" if self.place.is_beside else "in"


def captions_of(stream: Stream) -> list[tuple[str, str]]:
    """Return the languages of captions, in the stream or on a page of their own: tag, name."""
    pages = [one.language for one in _beside(stream, Purpose.CAPTIONS)]
    return [(tag, language_name(tag)) for tag in dict.fromkeys([*stream.captions, *pages])]


def signed_of(stream: Stream) -> list[tuple[str, str]]:
    """Return the sign languages in which a stream can be followed: tag, name."""
    return [
        (one.language, sign_language_name(one.language)) for one in _beside(stream, Purpose.SIGN)
    ]


def lines_beside(session: Session) -> list[str]:
    """Return what a letter says of captions and sign languages, a line each."""
    stream = Stream.objects.filter(session=session).prefetch_related("addresses").first()
    if stream is None:
        return []
    captions, signed = captions_of(stream), signed_of(stream)
    found = ((_("Captions:"), captions), (_("Sign language:"), signed))
    return [f"{label} {in_a_row(name for _tag, name in named)}" for label, named in found if named]


def _beside(stream: Stream, purpose: StreamAddress.Purpose) -> list[StreamAddress]:
    """Return what there is beside a stream. Where a host streams, nothing is kept."""
    rows = [one for one in stream.addresses.all() if one.purpose == purpose]
    return sorted(rows, key=lambda one: one.language)


def openings_of(places: list[StreamPlace]) -> list[Opening]:
    """Return what somebody who was let in may open.

    A sign language is opened together with the stream. Captions are not: they are a page elsewhere.
    """
    alone = sum(not place.is_beside for place in places) == 1
    return [
        Opening(place, _label(place, alone))
        for place in places
        if place.is_frame or not place.is_beside
    ]


def openings_of_hosts(kept: list[StreamPlace], offered: list[StreamPlace]) -> list[Opening]:
    """Return what only hosts may try now: addresses that participants are not offered."""
    theirs = {place.key for place in offered}
    return [
        Opening(place, _label_of_hosts(place))
        for place in kept
        if place.key not in theirs and not place.is_beside
    ]


def _label_of_hosts(place: StreamPlace) -> str:
    if place.row.purpose == FALLBACK:
        return _("Open the fallback")
    if place.row.purpose == Purpose.MAIN:
        return _("Open the main address")
    return _label(place, alone=False)


def _label(place: StreamPlace, alone: bool) -> str:
    if place.is_beside:
        return _("Open the stream with sign language: %(language)s") % {"language": place.language}
    if place.language:
        return _("Open the stream: %(language)s") % {"language": place.language}
    return _("Open the stream") if alone else _("Open the stream as it is spoken")


def stream_status(session: Session, zone: str = "") -> StreamStatus | None:
    """Return the stream of a session, if it has one, also in a reader's zone."""
    stream = Stream.objects.filter(session=session).prefetch_related("addresses").first()
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
        is_open=ours and window.holds(now),
    )
