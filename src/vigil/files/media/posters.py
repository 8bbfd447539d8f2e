"""Draw one picture of a video, to be shown before it plays. Runs in the process of `worker`."""

import io
from typing import IO, Any

from av import FFmpegError, VideoFrame
from PIL import Image, ImageStat

from vigil.files.kinds import MEDIA, sniff
from vigil.files.limits import Reason, RefusedError
from vigil.files.media.reading import choose, reading

SIDE = 1280
"""Pixels of its longer side at most."""
QUALITY = 80
_MOMENTS = (0.1, 0.25, 0.5, 0.75)
"""Where in the film a picture is looked for, as parts of its length."""
_PLAIN = 8.0
"""Steps of 256 by which a picture must vary: below is a dark or empty one."""


def load_everything() -> None:
    """Load what the libraries load on first use: later no file can be opened."""
    empty = VideoFrame(16, 16, "yuv420p").reformat(width=8, height=8, format="rgb24").to_image()
    empty.rotate(90, expand=True).save(io.BytesIO(), "JPEG")
    ImageStat.Stat(empty.convert("L"))


def draw_poster(given: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    """Return a JPEG of the first picture that shows something, and its width and height.

    Raises RefusedError (no video, or none that can be decoded).
    """
    given.seek(0)
    kind = sniff(given.read(64))
    if kind is None or kind not in MEDIA:
        raise RefusedError(Reason.NO_MEDIA, str(kind))
    try:
        with reading(given, kind) as source:
            picture = choose(source).picture
            if picture is None:
                raise RefusedError(Reason.NO_MEDIA, "no picture")
            picture.codec_context.thread_count = 1  # the process may begin no other
            image = _chosen(source, picture)
    except RefusedError:
        raise
    except MemoryError as error:
        raise RefusedError(Reason.COSTLY, "memory") from error
    except Exception as error:  # a stranger's bytes: whatever trips the decoder, they are damaged
        raise RefusedError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue(), {"kind": "jpeg", "width": image.width, "height": image.height}


def _chosen(source: Any, picture: Any) -> Image.Image:
    found: Image.Image | None = None
    for moment in _MOMENTS:
        frame = _frame_at(source, picture, moment)
        if frame is None:
            continue
        image = _drawn(frame)
        if ImageStat.Stat(image.convert("L")).stddev[0] >= _PLAIN:
            return image
        found = found or image
    if found is None:
        raise RefusedError(Reason.DAMAGED, "no picture can be decoded")
    return found


def _frame_at(source: Any, picture: Any, moment: float) -> Any:
    """Return the full picture before a moment; None if there is none."""
    begin = picture.start_time or 0
    length = picture.duration
    if length is None and source.duration and picture.time_base:
        length = int(source.duration / 1_000_000 / picture.time_base)
    try:
        source.seek(begin + int((length or 0) * moment), stream=picture, backward=True)
        return next(iter(source.decode(picture)), None)
    except FFmpegError:
        return None


def _drawn(frame: Any) -> Image.Image:
    """Return a picture as it is shown: smaller, and turned as the film says."""
    share = min(1.0, SIDE / max(frame.width, frame.height))
    width, height = (max(2, round(side * share)) for side in (frame.width, frame.height))
    image: Image.Image = frame.reformat(width=width, height=height, format="rgb24").to_image()
    return image.rotate(frame.rotation, expand=True) if frame.rotation else image
