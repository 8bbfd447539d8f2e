"""Read sound and video packet by packet, and choose which streams to copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import IO, Any

import av
from av.packet import Packet
from av.stream import Disposition

from vigil.files.kinds import Kind
from vigil.files.limits import MEDIA_PACKETS, MEDIA_SECONDS, MEDIA_SIDE, Reason, RefusedError
from vigil.files.media.codecs import codec_of, container_for
from vigil.files.media.cutting import MediaSurvey

_DEMUXERS = {
    Kind.MP4: "mov",
    Kind.M4A: "mov",
    Kind.WEBM: "matroska",
    Kind.MP3: "mp3",
    Kind.OGG: "ogg",
    Kind.WAV: "wav",
}


def reading(given: IO[bytes], kind: Kind) -> Any:
    """Open a file from its beginning; the caller closes it. Raises what the library raises."""
    given.seek(0)
    # The one demuxer that the content calls for; others are not asked.
    return av.open(given, "r", format=_DEMUXERS[kind])


@dataclass(frozen=True)
class ChosenStreams:
    """The one stream of each sort that is copied, and where the copy goes."""

    picture: Any
    sound: Any
    kind: Kind

    @property
    def streams(self) -> list[Any]:
        """Return the chosen streams: one or two."""
        return [stream for stream in (self.picture, self.sound) if stream is not None]


def choose(source: Any) -> ChosenStreams:
    """Choose the first picture that is no cover, and the first sound. Raises RefusedError."""
    pictures = [s for s in source.streams.video if not s.disposition & Disposition.attached_pic]
    picture = next((s for s in pictures if s.width and s.height), None)
    sound = next(iter(source.streams.audio), None)
    if picture is None and sound is None:
        raise RefusedError(Reason.NO_MEDIA, "no stream of sound or picture")
    for stream in (picture, sound):
        if stream is not None and stream.codec_context is None:
            raise RefusedError(Reason.CODEC, "unknown")
    if picture is not None and max(picture.width, picture.height) > MEDIA_SIDE:
        raise RefusedError(Reason.PIXELS, f"{picture.width} x {picture.height}")
    kind = container_for(
        codec_of(picture) if picture is not None else "",
        codec_of(sound) if sound is not None else "",
    )
    return ChosenStreams(picture, sound, kind)


def kinds_left_out(source: Any, chosen: ChosenStreams) -> list[str]:
    """Return the kinds of content that are in the file and will not be in the copy."""
    found = {f"{stream.type} stream" for stream in source.streams if stream not in chosen.streams}
    if any(stream.disposition & Disposition.attached_pic for stream in source.streams.video):
        found.add("cover")
    if source.metadata or any(stream.metadata for stream in chosen.streams):
        found.add("metadata")
    if source.chapters():
        found.add("chapters")
    return sorted(found)


def packets(source: Any, chosen: ChosenStreams) -> Iterator[tuple[Packet, Fraction]]:
    """Yield the packets with the time at which each is played, in seconds."""
    last: dict[int, Fraction] = {}
    for count, packet in enumerate(source.demux(chosen.streams)):
        if count > MEDIA_PACKETS:
            raise RefusedError(Reason.COSTLY, f"more than {MEDIA_PACKETS} pieces")
        if packet.is_corrupt:
            raise RefusedError(Reason.DAMAGED, "a piece that is cut off")
        time = packet.pts if packet.pts is not None else packet.dts
        if not packet.size or time is None or not packet.time_base:
            continue
        at = time * packet.time_base
        if abs(at - last.setdefault(packet.stream_index, at)) > MEDIA_SECONDS:
            raise RefusedError(Reason.LONG, f"{float(at)} s")
        last[packet.stream_index] = at
        yield packet, at


def length_of(packet: Packet) -> Fraction:
    """Return how long a packet is played, in seconds; 0 if the file does not say."""
    return (packet.duration or 0) * (packet.time_base or Fraction(0))


@dataclass
class PacketOrder:
    """When the first packets of a stream are read: Matroska does not state it for all."""

    untold: int = 0
    first: int | None = None

    def see(self, packet: Packet) -> None:
        """Count the packets before the first one with a time of its own."""
        if self.first is None:
            self.first = packet.dts
            self.untold += packet.dts is None

    def before(self, number: int) -> int | None:
        """Return when a packet without a time of its own is read, by its number from 0."""
        if self.first is None or number >= self.untold:
            return None
        return self.first - (self.untold - number)


def survey_of(source: Any, chosen: ChosenStreams) -> tuple[MediaSurvey, dict[int, PacketOrder]]:
    """Read the whole file once: beginning, end, full pictures, and the order of packets."""
    full: list[Fraction] = []
    sounds: list[Fraction] = []
    orders = {stream.index: PacketOrder() for stream in chosen.streams}
    end = Fraction(0)
    for packet, at in packets(source, chosen):
        orders[packet.stream_index].see(packet)
        picture = chosen.picture is not None and packet.stream_index == chosen.picture.index
        # What is discarded is needed to decode what comes after, and was hidden on purpose.
        shown = not packet.is_discard
        if picture and packet.is_keyframe and shown:
            full.append(at)
        elif not picture and not sounds and shown:
            sounds.append(at)
        end = max(end, at + length_of(packet))
    full.sort()
    begin = full[0] if full else min(sounds, default=None)
    if begin is None or (chosen.picture is not None and not full) or end <= begin:
        raise RefusedError(Reason.DAMAGED, "nothing that can be played")
    if end - begin > MEDIA_SECONDS:
        raise RefusedError(Reason.LONG, f"{float(end - begin)} s")
    return MediaSurvey(begin, end, tuple(full)), orders
