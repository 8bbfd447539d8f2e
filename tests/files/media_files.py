"""Small files of sound and video, and such as carry a marker where they say more than is played.

`MEDIA_CARRIERS` names them: a builder takes the marker and returns the file. Each picture is of
one grey that grows with its number, so that a test can say which ones are in a copy.
"""

import io
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import Any

import av
import numpy as np
from av.bitstream import BitStreamFilterContext

RATE, SOUND_RATE = 10, 48_000
SECONDS = 3
Builder = Callable[[str], bytes]
MEDIA_CARRIERS: dict[str, Builder] = {}
MUXERS = {"mp4": "mp4", "mov": "mov", "m4a": "ipod", "mkv": "matroska", "webm": "webm",
          "mp3": "mp3", "ogg": "ogg", "wav": "wav"}  # fmt: skip
CODECS = {
    "mp4": ("libx264", "aac"),
    "mov": ("libx264", "aac"),
    "mkv": ("libx264", "aac"),
    "webm": ("libvpx-vp9", "libopus"),
    "m4a": ("", "aac"),
    "mp3": ("", "libmp3lame"),
    "ogg": ("", "libopus"),
    "wav": ("", "pcm_s16le"),
}


def carrier(name: str) -> Callable[[Builder], Builder]:
    def keep(build: Builder) -> Builder:
        assert name not in MEDIA_CARRIERS
        MEDIA_CARRIERS[name] = build
        return build

    return keep


def media(
    kind: str,
    *,
    codecs: tuple[str, str] | None = None,
    seconds: float = SECONDS,
    apart: int = RATE,
    starts: int = 0,
    **more: Any,
) -> bytes:
    """Make a file. `apart`: pictures between full ones; `starts`: number of the first picture.

    One that says nothing `more` (metadata, or what is to be prepared) is made once.
    """
    make = encoded if more else _encoded_once
    return make(kind, codecs or CODECS[kind], seconds, apart, starts, **more)


def encoded(
    kind: str,
    codecs: tuple[str, str],
    seconds: float,
    apart: int,
    starts: int,
    metadata: dict[str, str] | None = None,
    prepare: Callable[[Any], Callable[[Any], None] | None] = lambda out: None,
) -> bytes:
    """Encode a file as `media` says."""
    out = io.BytesIO()
    video, sound = codecs
    with own_priority(), av.open(out, "w", format=MUXERS[kind]) as container:
        container.metadata.update(metadata or {})
        lanes = []
        if video:
            lanes.append(_picture_stream(container, video, apart))
        if sound:
            stream = container.add_stream(sound, rate=SOUND_RATE)
            stream.layout = "mono"
            lanes.append(stream)
        more = prepare(container)
        for stream in lanes:
            frames = _pictures if stream.type == "video" else _sounds
            for frame in [*frames(seconds, starts), None]:
                for packet in stream.encode(frame):
                    container.mux(packet)
        if more is not None:
            more(container)
    return out.getvalue()


_encoded_once = cache(encoded)


@contextmanager
def own_priority() -> Iterator[None]:
    """Take back the priority that an encoder gives to whoever calls it.

    SVT-AV1 makes the thread of a caller who is root a real-time one (SCHED_FIFO 99). It would stay
    so, and so would every process begun from it: a browser, for one, leaves nothing for the others.
    """
    if not hasattr(os, "sched_setscheduler"):
        yield
        return
    policy, param = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, param)


def _picture_stream(container: Any, codec: str, apart: int) -> Any:
    options = {"x264-params": "scenecut=0"} if codec == "libx264" else {}
    stream = container.add_stream(codec, rate=RATE, options=options)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    stream.gop_size = apart
    return stream


def grey(number: int) -> int:
    """The grey of a picture by its number."""
    return 20 + number % 60 * 3


def _pictures(seconds: float, starts: int) -> Any:
    for number in range(starts, round(seconds * RATE)):
        plane = np.full((48, 64, 3), grey(number), dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(plane, format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        yield frame


def _sounds(seconds: float, starts: int) -> Any:
    size = 960
    for number in range(round(max(starts, 0)), round(seconds * SOUND_RATE) // size):
        wave = np.sin(2 * np.pi * 440 * (np.arange(size) + number * size) / SOUND_RATE) * 8000
        frame = av.AudioFrame.from_ndarray(
            wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = SOUND_RATE, number * size
        frame.time_base = Fraction(1, SOUND_RATE)
        yield frame


def greys(content: bytes) -> list[int]:
    """Return the grey of each picture of a file, decoded."""
    with av.open(io.BytesIO(content)) as container:
        return [
            round(float(f.to_ndarray(format="rgb24").mean())) for f in container.decode(video=0)
        ]


def heard(content: bytes) -> float:
    """Return how many seconds of sound a file has, decoded."""
    with av.open(io.BytesIO(content)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def streams(content: bytes) -> list[str]:
    """Return the sorts of streams in a file, and of chapters whether there are any."""
    with av.open(io.BytesIO(content)) as container:
        return [
            *(stream.type for stream in container.streams),
            *["chapters"][: len(container.chapters())],
        ]


# What every kind carries


def _described(kind: str) -> Builder:
    def build(mark: str) -> bytes:
        return media(kind, metadata={"title": mark, "artist": mark, "comment": mark})

    return build


def _trailing(kind: str) -> Builder:
    return lambda mark: media(kind) + b"PK\3\4" + mark.encode()


for _kind in ("mp4", "mov", "m4a", "mkv", "webm", "mp3", "ogg", "wav"):
    carrier(f"{_kind} title")(_described(_kind))
for _kind in ("mp4", "mkv", "webm", "mp3", "ogg", "wav"):
    carrier(f"{_kind} trailing bytes")(_trailing(_kind))


# MP4


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def in_moov(content: bytes, more: bytes) -> bytes:
    """Put a further box into the last one of a file, which is moov."""
    at = content.rindex(b"moov") - 4
    (size,) = struct.unpack(">I", content[at : at + 4])
    assert at + size == len(content)
    return content[:at] + struct.pack(">I", size + len(more)) + content[at + 4 :] + more


@carrier("mp4 place")
def _(mark: str) -> bytes:
    text = mark.encode()
    place = box(b"\xa9xyz", struct.pack(">HH", len(text), 0x15C7) + text)
    return in_moov(media("mp4"), box(b"udta", place))


@carrier("mp4 XMP")
def _(mark: str) -> bytes:
    return media("mp4") + box(
        b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + mark.encode()
    )


@carrier("mp4 free space")
def _(mark: str) -> bytes:
    begins = box(b"ftyp", b"isom\0\0\2\0isom") + box(b"free", mark.encode())
    return begins + _after_ftyp(media("mp4"), len(begins))


def _after_ftyp(content: bytes, begins: int) -> bytes:
    """Return a file without its ftyp, to be put behind so many bytes."""
    (size,) = struct.unpack(">I", content[:4])
    moved = bytearray(content[size:])
    by = begins - size
    at = 0
    while (at := moved.find(b"stco", at + 1)) > 0:
        (count,) = struct.unpack(">I", moved[at + 8 : at + 12])
        for one in range(at + 12, at + 12 + 4 * count, 4):
            (place,) = struct.unpack(">I", moved[one : one + 4])
            moved[one : one + 4] = struct.pack(">I", place + by)
    return bytes(moved)


@carrier("mp4 cover")
def _(mark: str) -> bytes:
    data = box(b"data", b"\0\0\0\x0d\0\0\0\0" + b"\xff\xd8\xff\xe0" + mark.encode())
    handler = box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    meta = box(b"meta", bytes(4) + handler + box(b"ilst", box(b"covr", data)))
    return in_moov(media("mp4"), box(b"udta", meta))


@carrier("mp4 text in the picture stream")
def _(mark: str) -> bytes:
    """SEI of H.264: user data without a register."""
    return _filtered("mp4", f"h264_metadata=sei_user_data=086f3693b7b34f2c965321492feee5b8+{mark}")


@carrier("mkv text in the picture stream")
def _(mark: str) -> bytes:
    return _filtered("mkv", f"h264_metadata=sei_user_data=086f3693b7b34f2c965321492feee5b8+{mark}")


def _filtered(kind: str, described: str) -> bytes:
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(media(kind))) as source,
        av.open(out, "w", format=MUXERS[kind]) as copy,
    ):
        wanted = (source.streams.video[0], source.streams.audio[0])
        lanes = {s.index: copy.add_stream_from_template(s, opaque=True) for s in wanted}
        change = BitStreamFilterContext(described, wanted[0], lanes[wanted[0].index])
        for packet in source.demux(wanted):
            if packet.dts is None and packet.pts is None:
                continue
            stream, base = lanes[packet.stream_index], packet.time_base
            several = [packet] if packet.stream_index else change.filter(packet)
            for one in several:
                one.stream, one.time_base = stream, base
                copy.mux_one(one)
    return out.getvalue()


def _chaptered(kind: str) -> Builder:
    def build(mark: str) -> bytes:
        def prepare(out: Any) -> None:
            out.set_chapters(
                [
                    {
                        "id": 1,
                        "start": 0,
                        "end": 1,
                        "time_base": Fraction(1, 1),
                        "metadata": {"title": mark},
                    }
                ]
            )

        return media(kind, prepare=prepare)

    return build


for _kind in ("mp4", "mkv", "webm"):
    carrier(f"{_kind} chapters")(_chaptered(_kind))


# Matroska


@carrier("mkv font")
def _(mark: str) -> bytes:
    def prepare(out: Any) -> None:
        out.add_attachment("font.ttf", "font/ttf", b"\0\1\0\0" + mark.encode())

    return media("mkv", prepare=prepare)


@carrier("mkv second sound")
def _(mark: str) -> bytes:
    def prepare(out: Any) -> Any:
        stream = out.add_stream("pcm_s16le", rate=SOUND_RATE)
        stream.layout = "mono"

        def write(container: Any) -> None:
            raw = (mark.encode() + b"\0")[: len(mark) + len(mark) % 2]
            frame = av.AudioFrame.from_ndarray(
                np.frombuffer(raw, dtype=np.int16).reshape(1, -1), format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts = SOUND_RATE, 0
            frame.time_base = Fraction(1, SOUND_RATE)
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)

        return write

    return media("mkv", prepare=prepare)


@carrier("mkv subtitles")
def _(mark: str) -> bytes:
    subtitles = io.BytesIO(f"1\n00:00:00,000 --> 00:00:01,000\n{mark}\n\n".encode())

    def prepare(out: Any) -> Any:
        source = av.open(subtitles, format="srt")
        stream = out.add_stream_from_template(source.streams.subtitles[0])

        def write(container: Any) -> None:
            for packet in source.demux(source.streams.subtitles[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    container.mux(packet)
            source.close()

        return write

    return media("mkv", prepare=prepare)


# Sound


@carrier("mp3 tag at the end")
def _(mark: str) -> bytes:
    return media("mp3") + b"TAG" + mark.encode().ljust(125, b"\0")


@carrier("mp3 tag of another kind")
def _(mark: str) -> bytes:
    item = struct.pack("<II", len(mark), 0) + b"Artist\0" + mark.encode()
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0) + bytes(8)
    return media("mp3") + item + footer


@carrier("mp3 between its frames")
def _(mark: str) -> bytes:
    from vigil.files.kinds import mp3_frame

    content = media("mp3")
    at = next(i for i in range(len(content)) if mp3_frame(content[i : i + 4]))
    for _number in range(6):
        at += mp3_frame(content[at : at + 4]) or 0
    return content[:at] + mark.encode() + content[at:]


@carrier("mp3 cover")
def _(mark: str) -> bytes:
    body = b"\0image/jpeg\0\3\0\xff\xd8\xff\xe0" + mark.encode()
    frame = b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body
    size = len(frame)
    header = b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    plain = media("mp3")
    return header + frame + plain[plain.index(b"\xff\xfb") :]


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _in_riff(more: bytes) -> bytes:
    content = media("wav")
    (size,) = struct.unpack("<I", content[4:8])
    return b"RIFF" + struct.pack("<I", size + len(more)) + b"WAVE" + more + content[12:]


@carrier("wav broadcast extension")
def _(mark: str) -> bytes:
    return _in_riff(_chunk(b"bext", mark.encode().ljust(602, b"\0")))


@carrier("wav iXML")
def _(mark: str) -> bytes:
    return _in_riff(_chunk(b"iXML", f"<BWFXML><NOTE>{mark}</NOTE></BWFXML>".encode()))


@carrier("wav ID3")
def _(mark: str) -> bytes:
    return _in_riff(_chunk(b"id3 ", b"ID3\3\0\0\0\0\0\x20" + mark.encode().ljust(32, b"\0")))


@carrier("ogg comment of Vorbis")
def _(mark: str) -> bytes:
    return _vorbis("ogg", mark)


def _vorbis(kind: str, mark: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=MUXERS[kind]) as container:
        container.metadata["title"] = mark
        stream = container.add_stream("vorbis", rate=SOUND_RATE, options={"strict": "experimental"})
        stream.layout = "stereo"
        for number in range(100):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((2, 960), dtype=np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.pts = SOUND_RATE, number * 960
            frame.time_base = Fraction(1, SOUND_RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def hidden_beginning() -> bytes:
    """A video whose first second was cut off by an edit list: the pictures are still in it."""
    return media("mp4", starts=-RATE, apart=5, codecs=("libx264", ""))
