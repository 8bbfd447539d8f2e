"""Clean the packets of a stream: only what a decoder needs is copied.

An allow-list by codec. Data that decoders pass by (SEI of H.264 and HEVC, metadata of AV1,
comments in Vorbis headers, whatever stands between frames of MP3) is left out.
"""

from collections.abc import Callable
from typing import Any

from av import Packet
from av.bitstream import BitStreamFilterContext

from vigil.files.kinds import Kind, mp3_frame
from vigil.files.limits import Reason, RefusedError

VIDEO_FILTERS = {
    # Slices and parameter sets only (ISO/IEC 14496-10, 23008-2; AV1 specification).
    "h264": "filter_units=pass_types=1-5|7|8",
    "hevc": "filter_units=pass_types=0-9|16-21|32-34",
    "av1": "filter_units=pass_types=1-4|6|7",
    "vp8": "",
    "vp9": "",
}
SOUND = frozenset({"aac", "mp3", "opus", "vorbis", "flac"})
PCM = frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"})
_WEB_VIDEO, _WEB_SOUND = frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})
_MOST_SETTINGS = 64
"""Bytes that say how AAC is to be decoded: two to about twenty."""


def container_for(video: str, sound: str) -> Kind:
    """Return the container for a copy with these codecs ("": none).

    Raises RefusedError for what browsers do not play.
    """
    if video and video not in VIDEO_FILTERS:
        raise RefusedError(Reason.CODEC, video)
    if sound and sound not in SOUND | (frozenset() if video else PCM):
        raise RefusedError(Reason.CODEC, sound)
    if not video:
        return _SOUND_ALONE.get(sound, Kind.WAV)
    if video in _WEB_VIDEO and sound in _WEB_SOUND | {""}:
        return Kind.WEBM
    if video == "vp8" or sound == "vorbis":
        raise RefusedError(Reason.CODEC, f"{video} with {sound}")
    return Kind.MP4


_SOUND_ALONE = {
    "aac": Kind.M4A,
    "mp3": Kind.MP3,
    "opus": Kind.OGG,
    "vorbis": Kind.OGG,
    "flac": Kind.OGG,
}


class PacketCleaner:
    """Cleans the packets of one stream, one after the other."""

    def __init__(self, source: Any, copy: Any) -> None:
        """Set up the copy of a stream. Raises RefusedError where its settings are not credible."""
        self.codec = codec_of(source)
        described = VIDEO_FILTERS.get(self.codec, "")
        self._filter = None
        settings = source.codec_context.extradata
        if described:
            self._filter = BitStreamFilterContext(described, source, copy)
            settings = copy.codec_context.extradata  # not filtered, but laid out as units by now
        copy.codec_context.extradata = settings_of(self.codec, settings or b"")
        if self.codec == "hevc":
            copy.codec_context.codec_tag = "hvc1"  # as players of one maker want it

    def clean(self, packet: Packet) -> list[bytes]:
        """Return the packets to decode from one: usually one, or none."""
        if self._filter is not None:
            return [bytes(one) for one in self._filter.filter(packet)]
        content = bytes(packet)
        if self.codec == "mp3":
            length = mp3_frame(content)
            return [content[:length]] if length and length <= len(content) else []
        return [content]


def codec_of(stream: Any) -> str:
    """Return the name of the format, not of an installed decoder."""
    return str(stream.codec_context.codec.canonical_name)


def settings_of(codec: str, settings: bytes) -> bytes | None:
    """Return what a decoder needs before the first packet, and nothing else.

    Raises RefusedError if it is not what the codec says it is.
    """
    if codec == "aac":
        if len(settings) > _MOST_SETTINGS:
            raise RefusedError(Reason.DAMAGED, "settings of AAC that are none")
        return settings or None
    if codec == "opus":  # RFC 7845, 5.1
        if settings[:8] != b"OpusHead" or len(settings) < 19:
            raise RefusedError(Reason.DAMAGED, "no head of Opus")
        return settings[: 19 if settings[18] == 0 else 21 + settings[9]]
    if codec == "flac":  # STREAMINFO, RFC 9639
        return settings[:34]
    if codec in _WITHOUT_SETTINGS:
        return None
    return _READERS[codec](settings)


_WITHOUT_SETTINGS = PCM | {"mp3", "vp8", "vp9"}


def _avc(settings: bytes) -> bytes:
    return _parameter_sets(settings, lambda unit: unit[0] & 0x1F in (7, 8))


def _hevc(settings: bytes) -> bytes:
    return _parameter_sets(settings, lambda unit: unit[0] >> 1 & 0x3F in (32, 33, 34))


def _parameter_sets(settings: bytes, wanted: Callable[[bytes], bool]) -> bytes:
    """Keep the units that are wanted of such as follow start codes (H.264, annex B)."""
    units = [unit.rstrip(b"\0") for unit in settings.split(b"\0\0\1")[1:]]
    return b"".join(b"\0\0\0\1" + unit for unit in units if unit and wanted(unit))


def _av1(settings: bytes) -> bytes:
    """Keep the sequence header alone (AV1 specification, 5.3)."""
    kept, at = b"", 0
    while at + 1 < len(settings):
        begin, header = at, settings[at]
        if not header & 2:  # without a size: it goes to the end
            raise RefusedError(Reason.DAMAGED, "a unit of AV1 without a size")
        at += 2 if header & 4 else 1
        size = shift = 0
        while at < len(settings):
            size |= (settings[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if not settings[at - 1] & 0x80:
                break
        at += size
        if header >> 3 & 15 == 1:
            kept += settings[begin:at]
    return kept


def _vorbis(settings: bytes) -> bytes:
    """Rebuild the three headers of Vorbis, the second without a comment."""
    if len(settings) < 3 or settings[0] != 2:
        raise RefusedError(Reason.DAMAGED, "no headers of Vorbis")
    at, sizes = 1, []
    for _ in range(2):
        size = 0
        while at < len(settings):
            size, more = size + settings[at], settings[at] == 255
            at += 1
            if not more:
                break
        sizes.append(size)
    first = settings[at : at + sizes[0]]
    third = settings[at + sum(sizes) :]
    if first[:7] != b"\1vorbis" or third[:7] != b"\5vorbis" or len(first) > 254:
        raise RefusedError(Reason.DAMAGED, "headers of Vorbis that are none")
    second = b"\3vorbis" + bytes(8) + b"\1"
    return bytes([2, len(first), len(second)]) + first + second + third


_READERS: dict[str, Callable[[bytes], bytes]] = {
    "h264": _avc,
    "hevc": _hevc,
    "av1": _av1,
    "vorbis": _vorbis,
}
