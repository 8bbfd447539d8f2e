"""Rebuild a voice message: decoded, and packed anew as plain MP3. Runs in `worker`'s process.

Unlike the copy of `rebuilding` nothing of the original's bytes remains: no tags, place, device or
data beside the sound. Every browser plays the copy.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

import av
from av.audio.resampler import AudioResampler
from av.error import InvalidDataError
from av.stream import Disposition

from vigil.files.kinds import Kind, RawSound, sniff_sound
from vigil.files.limits import MEDIA_PACKETS, VOICE_SECONDS, Reason, RefusedError
from vigil.files.media.codecs import codec_of
from vigil.files.media.completeness import require_whole
from vigil.files.media.reading import reading

RATE: Final = 24_000
"""Samples a second of the copy: twice what a voice needs."""
BITS: Final = 48_000
"""Bits a second of the copy: ten minutes are 3.6 megabytes."""
DECODED: Final = frozenset(
    {"aac", "mp3", "opus", "vorbis", "flac", "alac", "amr_nb", "amr_wb"}
    | {"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw"}
)
"""The formats in which phones and computers record. No other decoder is started."""
_PLAIN: Final = {"fflags": "bitexact", "id3v2_version": "0", "write_id3v1": "0", "write_xing": "0"}


def rebuild_voice(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """Return the copy, its kind and its seconds. Raises RefusedError."""
    kind = sniff_sound(content)
    if kind is None:
        raise RefusedError(Reason.NO_MEDIA, content[:16].hex())
    given = io.BytesIO(content)
    if isinstance(kind, Kind):
        require_whole(given, kind)
    try:
        copy, samples = _packed(given, kind)
    except RefusedError:
        raise
    except MemoryError as error:
        raise RefusedError(Reason.COSTLY, "memory") from error
    except Exception as error:  # a stranger's bytes: whatever trips the decoder, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error
    if not samples:
        raise RefusedError(Reason.DAMAGED, "no sound")
    return copy, {"kind": str(Kind.MP3), "seconds": max(1, round(samples / RATE))}


def _packed(given: io.BytesIO, kind: Kind | RawSound) -> tuple[bytes, int]:
    """Return the copy and how many samples it has."""
    copy, samples = io.BytesIO(), 0
    with (
        _opened(given, kind) as source,
        av.open(copy, "w", format="mp3", container_options=_PLAIN) as out,
    ):
        sound = _chosen(source)
        written: Any = out.add_stream("libmp3lame", rate=RATE)
        written.codec_context.layout, written.codec_context.bit_rate = "mono", BITS
        same = AudioResampler(format="s16p", layout="mono", rate=RATE, threads=1)
        for frame in _frames(source, sound):
            frame.pts = None  # the copy has its own clock: gaps and jumps are closed
            for one in same.resample(frame):
                samples += one.samples
                if samples > VOICE_SECONDS * RATE:
                    raise RefusedError(Reason.LONG_VOICE)
                out.mux(written.encode(one))
        for one in same.resample(None):
            samples += one.samples
            out.mux(written.encode(one))
        out.mux(written.encode(None))
    return copy.getvalue(), samples


def _opened(given: io.BytesIO, kind: Kind | RawSound) -> Any:
    if isinstance(kind, Kind):
        return reading(given, kind)
    given.seek(0)
    return av.open(given, "r", format=str(kind))


def _chosen(source: Any) -> Any:
    """Return the first sound. Raises RefusedError for a video, or what phones do not record."""
    if any(not one.disposition & Disposition.attached_pic for one in source.streams.video):
        raise RefusedError(Reason.VIDEO)
    sound = next(iter(source.streams.audio), None)
    if sound is None:
        raise RefusedError(Reason.NO_MEDIA, "no stream of sound")
    if sound.codec_context is None or codec_of(sound) not in DECODED:
        raise RefusedError(Reason.CODEC, "unknown" if not sound.codec_context else codec_of(sound))
    sound.codec_context.thread_count = 1  # the process may begin no other
    return sound


def _frames(source: Any, sound: Any) -> Iterator[Any]:
    """Yield the decoded pieces. A few that cannot be decoded are passed by, as players do."""
    good = lost = 0
    for packet in source.demux(sound):
        if good + lost > MEDIA_PACKETS:
            raise RefusedError(Reason.COSTLY, "too many pieces")
        try:
            frames = packet.decode()
        except InvalidDataError:
            lost += 1
            continue
        good += 1
        yield from frames
    if lost > good:
        raise RefusedError(Reason.DAMAGED, f"{lost} pieces cannot be decoded")
