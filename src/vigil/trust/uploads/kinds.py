"""What a file is, by its first bytes."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that are taken. Everything else is refused."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    GIF = "gif"
    WEBP = "webp"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """Return the type under which the working copy is served."""
        return "application/pdf" if self is Kind.PDF else f"image/{self}"

    @property
    def suffix(self) -> str:
        """Return the ending of a file of this kind."""
        return {Kind.JPEG: ".jpg", Kind.TIFF: ".tif"}.get(self, f".{self}")


_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"%PDF-", Kind.PDF),
)


def sniff(content: bytes) -> Kind | None:
    """Say what the content is, by its first bytes alone; None for whatever is not taken.

    A PDF must begin with its mark: readers find one further on too, and such a file can be two
    kinds at once.
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    return None
