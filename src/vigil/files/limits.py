"""How large a file may be, and the reasons for refusing one.

What a file declares is compared with these before anything is decoded; what it does not declare
is bounded by the process it is rebuilt in (`running`).
"""

from enum import StrEnum

MEGABYTE = 1024 * 1024

BYTES = 40 * MEGABYTE
"""Bytes of one file as it comes."""
COPY_BYTES = 80 * MEGABYTE
"""Bytes of one working copy."""
PIXELS = 36_000_000
"""Pixels of one picture: a page of A4 scanned at 600 dpi, a photograph of most telephones."""
ALL_PIXELS = 72_000_000
"""Pixels of all pages of a TIFF together; of all frames of an animation: `PIXELS`."""
SIDE = 30_000
"""Pixels of one side."""
FRAMES = 200
"""Frames of an animation, pages of a TIFF."""
PAGES = 200
"""Pages of a PDF. Text takes 0.03 s a page, a scan 0.1 s and more: see `CPU_SECONDS`."""
PAGE_PIXELS = (2_170_000, 4_400_000)
"""Pixels of the picture of a page, at least (A4 at 150 dpi) and at most (A3)."""
PAGE_SIDE = 10_000
"""Pixels of one side of that picture."""

MEMORY = 480 * MEGABYTE
"""Address space of the process, in bytes: under 512 MB with everything that counts."""
CPU_SECONDS = 8
WALL_SECONDS = 9.5
"""Seconds by the clock before the process is ended."""
WORKBOOK_WALL_SECONDS = 30.0
"""The same for a workbook. Somebody waits for it, but a busy machine is no reason to refuse it."""

RECORDING_BYTES = 500 * MEGABYTE
"""Bytes of one recording as it comes in one request, and is rebuilt while somebody waits."""
MESSAGE_BYTES = 50 * MEGABYTE
"""Bytes of the sound or video of a member's message, as it comes in one request."""
FILM_BYTES = 1024 * MEGABYTE
"""The same, as it comes in pieces."""
MEDIA_SECONDS = 6 * 60 * 60
"""Seconds that sound or video may last."""
VOICE_SECONDS = 10 * 60
"""Seconds that a voice message may last."""
VOICE_CPU_SECONDS = 60
VOICE_WALL_SECONDS = 90.0
"""What the process that packs a voice message anew may take. Measured: 5 s for ten
minutes of AAC, on a busy core."""
MEDIA_SIDE = 8_192
"""Pixels of one side of a video; it is not decoded here."""
MEDIA_PACKETS = 4_000_000
"""Pieces of sound and picture: six hours have about 1.7 million."""
MEDIA_MEMORY = 768 * MEGABYTE
MEDIA_CPU_SECONDS = 240
MEDIA_WALL_SECONDS = 300.0
"""What the process that rebuilds sound or video may take: its content is read twice and copied."""
MEDIA_BYTES_A_CPU_SECOND = 20 * MEGABYTE
MEDIA_BYTES_A_SECOND = 10 * MEGABYTE
"""What it may take more for each byte beyond `RECORDING_BYTES`. Measured: 23 s for 2 GB of WAV."""


def media_seconds(size: int) -> tuple[int, float]:
    """Return the seconds of processor, and by the clock, to rebuild sound or video of a size."""
    more = max(0, size - RECORDING_BYTES)
    return (
        MEDIA_CPU_SECONDS + more // MEDIA_BYTES_A_CPU_SECOND,
        MEDIA_WALL_SECONDS + more / MEDIA_BYTES_A_SECOND,
    )


def rendition_seconds(lasts: int) -> tuple[int, float]:
    """Return the seconds of processor, and by the clock, to make a smaller copy of a video.

    `lasts`: its seconds. Measured: 0.65 of processor for both sizes, on one core of a server.
    """
    return 120 + 10 * lasts, 600.0 + 40 * lasts


class Reason(StrEnum):
    """Why a file is refused. The room that keeps files has the sentences for people."""

    EMPTY = "empty"
    BYTES = "bytes"
    KIND = "kind"
    DAMAGED = "damaged"
    PIXELS = "pixels"
    FRAMES = "frames"
    PAGES = "pages"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    COSTLY = "costly"
    NO_MEDIA = "no_media"
    CODEC = "codec"
    LONG = "long"
    NOTHING_LEFT = "nothing_left"
    VIDEO = "video"
    LONG_VOICE = "long_voice"


class RefusedError(Exception):
    """A refused file. `detail` is for a developer's log, never for a page."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
