"""Rebuild sound and video: one stream of each in a new container, and nothing else.

They are copied, not decoded, so they look and sound as before. Metadata, places, dates, chapters,
attachments, covers, subtitles, further streams, data beside or behind the streams, and what an
edit list hides before the beginning stay behind. Runs in the process of `worker`.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from fractions import Fraction
from typing import IO, Any

import av

from vigil.files.kinds import MEDIA, Kind, sniff
from vigil.files.limits import Reason, RefusedError
from vigil.files.media.completeness import require_whole
from vigil.files.media.copying import CopyPlan, StreamCopy
from vigil.files.media.cutting import spans
from vigil.files.media.reading import (
    ChosenStreams,
    choose,
    kinds_left_out,
    packets,
    reading,
    survey_of,
)

_MUXERS = {Kind.MP4: "mp4", Kind.M4A: "ipod"}
_PLAIN = {"fflags": "bitexact"}
"""Without the version of the library, random names and the time of day."""
_FOR_MP3 = {"id3v2_version": "0", "write_id3v1": "0"}


def load_everything() -> None:
    """Load what the library loads on first use: later no file can be opened."""
    import encodings.idna
    import encodings.latin_1

    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith(("__main__", ".datasets")):
            importlib.import_module(module.name)
    av.logging.set_level(None)
    _ = encodings.idna, encodings.latin_1


def rebuild_media(
    given: IO[bytes], copy: IO[bytes], parts: Sequence[tuple[float, float]] = ()
) -> dict[str, Any]:
    """Write the copy, without these parts (seconds), and return what it is.

    Kind, seconds, width, height, `left_out`, and `removed`: what was really removed of the file
    as it was. Both files can seek. Raises RefusedError.
    """
    given.seek(0)
    kind = sniff(given.read(64))
    if kind is None or kind not in MEDIA:
        raise RefusedError(Reason.NO_MEDIA, str(kind))
    require_whole(given, kind)
    try:
        return _rebuilt(given, copy, kind, parts)
    except RefusedError:
        raise
    except MemoryError as error:
        raise RefusedError(Reason.COSTLY, "memory") from error
    except Exception as error:  # a stranger's bytes: whatever trips the demuxer, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _rebuilt(
    given: IO[bytes], copy: IO[bytes], kind: Kind, parts: Sequence[tuple[float, float]]
) -> dict[str, Any]:
    with reading(given, kind) as source:
        chosen = choose(source)
        survey, orders = survey_of(source, chosen)
        left_out = kinds_left_out(source, chosen)
    try:
        gone = spans(survey, parts)
    except ValueError as error:
        raise RefusedError(Reason.NOTHING_LEFT, str(error)) from error
    remaining = survey.seconds - sum((end - begin for begin, end in gone), Fraction(0))
    if remaining <= 0:
        raise RefusedError(Reason.NOTHING_LEFT)
    with reading(given, kind) as source:
        chosen = choose(source)
        _copy(source, chosen, copy, CopyPlan(survey, gone, orders))
        picture = chosen.picture
        return {
            "kind": str(chosen.kind),
            "seconds": max(1, round(remaining)),
            "width": picture.width if picture is not None else 0,
            "height": picture.height if picture is not None else 0,
            "left_out": left_out,
            "removed": [[float(begin), float(end)] for begin, end in gone],
        }


def _copy(source: Any, chosen: ChosenStreams, copy: IO[bytes], plan: CopyPlan) -> None:
    muxer = _MUXERS.get(chosen.kind, str(chosen.kind))
    options = _PLAIN | (_FOR_MP3 if chosen.kind is Kind.MP3 else {})
    with av.open(copy, "w", format=muxer, container_options=options) as out:
        lanes = {}
        for stream in chosen.streams:
            written = out.add_stream_from_template(stream, opaque=True)
            lanes[stream.index] = StreamCopy(stream, written, plan)
        for packet, at in packets(source, chosen):
            for piece in lanes[packet.stream_index].pieces(packet, at):
                out.mux_one(piece)
