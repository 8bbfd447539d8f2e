"""Make a smaller copy of a film (H.264 with AAC, MP4), for slow lines. Runs in `worker`'s process.

Unlike the copy of `rebuilding` it is decoded and packed anew. It takes about as long as the film
lasts. Sound that is AAC already is copied as it is.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import IO, Any, Final

import av
from av.audio.resampler import AudioResampler
from av.packet import Packet

from vigil.files.kinds import MEDIA, Kind, sniff
from vigil.files.limits import MEDIA_PACKETS, Reason, RefusedError
from vigil.files.media.codecs import codec_of
from vigil.files.media.reading import choose, packets, reading, survey_of

MOST_PICTURES: Final = 31
"""Pictures a second: those of a film that has more are thinned out."""
_BITS: Final = {720: "2500k", 360: "800k"}
"""Bits a second at most, of the picture."""
_CLOCK: Final = Fraction(1, 90_000)
_RATE: Final = 48_000
_INDEX: Final = 64 * 1024
_INDEX_OF_PICTURE, _INDEX_OF_SOUND = 40, 28
"""Bytes of the index, as a whole and for each piece at most: it stands before the pieces, so that a
player can begin with the first byte."""

type Progress = Callable[[float], object]
"""Is told how much is done, from 0 to 1."""


def make_rendition(
    given: IO[bytes], copy: IO[bytes], height: int, most: int, progress: Progress
) -> dict[str, Any]:
    """Write the copy, whose shorter side is `height`, and return what it is.

    Raises RefusedError: no film, damaged, or the copy would be larger than `most` bytes.
    """
    given.seek(0)
    kind = sniff(given.read(64))
    if kind not in MEDIA:
        raise RefusedError(Reason.NO_MEDIA, str(kind))
    try:
        return _made(given, copy, kind, _Order(height, most, progress))
    except RefusedError:
        raise
    except MemoryError as error:
        raise RefusedError(Reason.COSTLY, "memory") from error
    except Exception as error:  # a stranger's bytes: whatever trips the decoder, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True)
class _Order:
    height: int
    most: int
    progress: Progress


def _made(given: IO[bytes], copy: IO[bytes], kind: Kind, order: _Order) -> dict[str, Any]:
    with reading(given, kind) as source:
        chosen = choose(source)
        if chosen.picture is None:
            raise RefusedError(Reason.NO_MEDIA, "no picture")
        survey, _orders = survey_of(source, chosen)
        index = _index_bytes(source, chosen, float(survey.seconds))
    turned = _rotation(given, kind)
    with reading(given, kind) as source:
        chosen = choose(source)
        options = {"fflags": "bitexact", "moov_size": str(index)}
        with av.open(copy, "w", format="mp4", container_options=options) as out:
            picture = _Picture(chosen.picture, out, order.height)
            picture.turn(turned)
            sound = _sound(chosen.sound, out)
            for packet, at in packets(source, chosen):
                is_picture = packet.stream_index == chosen.picture.index
                lane = picture if is_picture else sound
                assert lane is not None
                for piece in lane.pieces(packet):
                    out.mux_one(piece)
                if is_picture:
                    _go_on(copy, order, float((at - survey.begins) / survey.seconds))
            for lane in (picture, sound):
                for piece in lane.rest() if lane is not None else ():
                    out.mux_one(piece)
        width, height = picture.width, picture.height
    if copy.seek(0, os.SEEK_END) > order.most:
        raise RefusedError(Reason.BYTES, "larger than what it is made of")
    return {
        "kind": str(Kind.MP4),
        "seconds": max(1, round(survey.seconds)),
        "width": width,
        "height": height,
        "left_out": [],
        "removed": [],
    }


def _go_on(copy: IO[bytes], order: _Order, part: float) -> None:
    order.progress(min(1.0, max(0.0, part)))
    if copy.tell() > order.most:
        raise RefusedError(Reason.BYTES, "larger than what it is made of")


def _rotation(given: IO[bytes], kind: Kind) -> int:
    """Return by how many degrees players turn the picture."""
    with reading(given, kind) as source:
        picture = choose(source).picture
        picture.codec_context.thread_count = 1
        first = next(iter(source.decode(picture)), None)
        return int(first.rotation) if first is not None else 0


def _index_bytes(source: Any, chosen: Any, seconds: float) -> int:
    """Return how many bytes the index of the copy may take."""
    rate = float(chosen.picture.average_rate or MOST_PICTURES)
    pictures = min(rate, MOST_PICTURES) * seconds + 100
    sounds = _RATE * 2 / 1024 * seconds + 100 if chosen.sound is not None else 0
    if pictures + sounds > MEDIA_PACKETS:
        raise RefusedError(Reason.COSTLY, "too many pieces")
    return _INDEX + round(pictures * _INDEX_OF_PICTURE + sounds * _INDEX_OF_SOUND)


class _Picture:
    """The picture: decoded, made smaller, and packed again."""

    def __init__(self, source: Any, out: Any, height: int) -> None:
        source.codec_context.thread_count = 1  # the process may begin no other
        self._source, self._next, self._last = source, Fraction(-1), -1
        share = height / min(source.width, source.height)
        self.width, self.height = (_even(side * share) for side in (source.width, source.height))
        options = {"preset": "veryfast", "crf": "23", "maxrate": _BITS[height]}
        options |= {"bufsize": _BITS[height], "threads": "1", "profile": "high"}
        self._written = out.add_stream("libx264", rate=30, options=options)
        context = self._written.codec_context
        context.width, context.height, context.pix_fmt = self.width, self.height, "yuv420p"
        context.time_base, context.thread_count, context.gop_size = _CLOCK, 1, 150
        if source.sample_aspect_ratio:
            context.sample_aspect_ratio = source.sample_aspect_ratio

    def turn(self, degrees: int) -> None:
        """Let players turn the picture, as they turn that of the film."""
        if degrees:
            self._written.set_display_rotation(degrees)

    def pieces(self, packet: Packet) -> Iterator[Packet]:
        """Yield what the pictures of one piece become."""
        for frame in packet.decode():
            yield from self._packed(frame)

    def rest(self) -> Iterator[Packet]:
        """Yield what is still held back at the end."""
        for frame in self._source.codec_context.decode(None):
            yield from self._packed(frame)
        yield from self._written.encode(None)

    def _packed(self, frame: Any) -> Iterator[Packet]:
        if frame.pts is None or frame.time_base is None:
            return
        at = frame.pts * frame.time_base
        if at < self._next:
            return
        self._next = at + Fraction(1, MOST_PICTURES)
        small = frame.reformat(width=self.width, height=self.height, format="yuv420p", threads=1)
        self._last = max(round(at / _CLOCK), self._last + 1)
        small.pts, small.time_base = self._last, _CLOCK
        small.pict_type = 0  # the packer chooses its own full pictures
        yield from self._written.encode(small)


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)


def _sound(source: Any, out: Any) -> "_CopiedSound | _PackedSound | None":
    if source is None:
        return None
    return _CopiedSound(source, out) if codec_of(source) == "aac" else _PackedSound(source, out)


class _CopiedSound:
    """Sound that is AAC already."""

    def __init__(self, source: Any, out: Any) -> None:
        self._written = out.add_stream_from_template(source, opaque=True)

    def pieces(self, packet: Packet) -> Iterator[Packet]:
        """Yield the piece itself."""
        packet.stream = self._written
        yield packet

    def rest(self) -> Iterator[Packet]:
        """Yield nothing: nothing is held back."""
        yield from ()


class _PackedSound:
    """Sound that is decoded and packed as AAC."""

    def __init__(self, source: Any, out: Any) -> None:
        source.codec_context.thread_count = 1
        self._source = source
        self._written = out.add_stream("aac", rate=_RATE)
        context = self._written.codec_context
        context.layout, context.bit_rate, context.thread_count = "stereo", 96_000, 1
        self._same = AudioResampler(format="fltp", layout="stereo", rate=_RATE, threads=1)

    def pieces(self, packet: Packet) -> Iterator[Packet]:
        """Yield what the sound of one piece becomes."""
        for frame in packet.decode():
            yield from self._packed(frame)

    def rest(self) -> Iterator[Packet]:
        """Yield what is still held back at the end."""
        for frame in self._source.codec_context.decode(None):
            yield from self._packed(frame)
        yield from self._packed(None)
        yield from self._written.encode(None)

    def _packed(self, frame: Any) -> Iterator[Packet]:
        for one in self._same.resample(frame):
            yield from self._written.encode(one)
