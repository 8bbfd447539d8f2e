"""Recognise the kind of a file by its first bytes."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that are accepted. Everything else is refused."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    GIF = "gif"
    WEBP = "webp"
    PDF = "pdf"
    MP4 = "mp4"
    M4A = "m4a"
    WEBM = "webm"
    MP3 = "mp3"
    OGG = "ogg"
    WAV = "wav"

    @property
    def media_type(self) -> str:
        """Return the type under which the working copy is served."""
        return _TYPES.get(self, f"image/{self}")

    @property
    def suffix(self) -> str:
        """Return the ending of a file of this kind."""
        return {Kind.JPEG: ".jpg", Kind.TIFF: ".tif"}.get(self, f".{self}")


MEDIA = frozenset({Kind.MP4, Kind.M4A, Kind.WEBM, Kind.MP3, Kind.OGG, Kind.WAV})
"""Sound and video."""
_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.MP4: "video/mp4",
    Kind.M4A: "audio/mp4",
    Kind.WEBM: "video/webm",
    Kind.MP3: "audio/mpeg",
    Kind.OGG: "audio/ogg",
    Kind.WAV: "audio/wav",
}

_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"%PDF-", Kind.PDF),
    (b"\x1aE\xdf\xa3", Kind.WEBM),
    (b"OggS\0", Kind.OGG),
    (b"ID3", Kind.MP3),
)
_PICTURE_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
"""Files of pictures that are laid out like MP4."""


def sniff(content: bytes) -> Kind | None:
    """Return the kind of a content by its first bytes; None for what is not accepted.

    A PDF must begin with its mark: readers find one further on too, and such a file can be two
    kinds at once. Of sound and video it is what the container looks like: Matroska counts as WebM,
    QuickTime as MP4, and what is in them is found when they are rebuilt.
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return Kind.WAV
    if content[4:8] == b"ftyp" and content[8:12] not in _PICTURE_BRANDS:
        return Kind.M4A if content[8:12] in (b"M4A ", b"M4B ") else Kind.MP4
    if len(content) > 3 and mp3_frame(content) is not None:
        return Kind.MP3
    return None


class RawSound(StrEnum):
    """Sound as older phones record it. It is never kept so: `media.voices` packs it anew."""

    AMR = "amr"
    AAC = "aac"


def sniff_sound(content: bytes) -> Kind | RawSound | None:
    """Return the kind of a content that may be sound; None for everything else."""
    if content.startswith(b"#!AMR"):
        return RawSound.AMR
    # ADTS (ISO/IEC 13818-7): a sync word, and layer 0, which MP3 never has.
    if len(content) > 6 and content[0] == 0xFF and content[1] & 0xF6 == 0xF0:
        return RawSound.AAC
    kind = sniff(content)
    return kind if kind in MEDIA else None


def mp3_frame(header: bytes) -> int | None:
    """Return the length in bytes of a frame of MPEG layer III by its first four bytes, or None.

    After ISO/IEC 11172-3 and 13818-3; "free" rates are not known.
    """
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, rate, frequency = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or frequency == 3:
        return None
    full = version == 3
    bits = (_RATES if full else _LOW_RATES)[rate - 1] * 1000
    hertz = _HERTZ[frequency] >> (0 if full else 1 if version == 2 else 2)
    return (144 if full else 72) * bits // hertz + (header[2] >> 1 & 1)


_RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOW_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)
