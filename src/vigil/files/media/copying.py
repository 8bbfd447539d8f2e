"""Copy one stream of sound or video from a file into its rebuilt copy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from av.packet import Packet

from vigil.files.media.codecs import PacketCleaner
from vigil.files.media.cutting import MediaSurvey, Span
from vigil.files.media.reading import PacketOrder, length_of


@dataclass(frozen=True)
class CopyPlan:
    """What a first reading found, and which parts to remove."""

    survey: MediaSurvey
    gone: Sequence[Span]
    orders: Mapping[int, PacketOrder]


class StreamCopy:
    """Copies one stream."""

    def __init__(self, source: Any, written: Any, plan: CopyPlan) -> None:
        self._written, self._begins, self._gone = written, plan.survey.begins, plan.gone
        self._order, self._number = plan.orders[source.index], -1
        self._cleaner = PacketCleaner(source, written)
        self._video = source.type == "video"
        self._waits = True
        """For a full picture: until then nothing can be decoded, or it needs what is removed."""
        self._goes_on_at = Fraction(0)
        """The moment of the last full picture. What is shown before it and comes after it in the
        file needs what was there before, and nothing needs it."""
        self._last: int | None = None

    def pieces(self, packet: Packet, at: Fraction) -> Iterator[Packet]:
        """Yield the packets of the copy for one packet of the original."""
        at -= self._begins
        self._number += 1
        whole = not self._video or (packet.is_keyframe and not packet.is_discard)
        if self._is_gone(at, at + length_of(packet)):
            self._waits = self._waits or at >= self._goes_on_at
            return
        if self._waits and not whole:
            return
        if self._video and whole:
            self._goes_on_at = at
        self._waits = False
        assert packet.time_base is not None
        before = sum((end - begin for begin, end in self._gone if end <= at), Fraction(0))
        timed = self._timed(packet, round((self._begins + before) / packet.time_base))
        for content in self._cleaner.clean(packet):
            yield timed(content)

    def _is_gone(self, begin: Fraction, end: Fraction) -> bool:
        if begin < 0:
            return True
        return any(
            begin < gone_end and (gone_begin < end or gone_begin <= begin)
            for gone_begin, gone_end in self._gone
        )

    def _timed(self, packet: Packet, shift: int) -> Callable[[bytes], Packet]:
        """Return a maker of packets with this timing, without the original's side data.

        To be asked before the piece is cleaned, which empties it.
        """
        played = packet.pts if packet.pts is not None else packet.dts
        read = packet.dts if packet.dts is not None else self._order.before(self._number)
        read = played if read is None else read
        assert played is not None
        assert read is not None
        played, read = played - shift, read - shift
        if self._last is not None:  # where a part is removed two pieces may meet
            read = max(read, self._last + 1)
        self._last = read
        timing = {
            "time_base": packet.time_base,
            "pts": played,
            "dts": min(read, played),
            "duration": packet.duration,
            "is_keyframe": packet.is_keyframe,
            "stream": self._written,
        }

        def made(content: bytes) -> Packet:
            piece = Packet(content)
            for name, value in timing.items():
                setattr(piece, name, value)
            return piece

        return made
