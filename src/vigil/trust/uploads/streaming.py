"""Send sound and video to a player: whole, or the requested part (RFC 9110, 14).

The file is read as it is sent. In the browser it can do nothing but be played.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag

from vigil.files import Kind
from vigil.trust.models import Upload
from vigil.trust.uploads.downloads import POLICY

_CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """Bytes from `first` to before `end`."""

    first: int
    end: int


class UnsatisfiableError(ValueError):
    """The requested range begins after the end."""


def requested_range(header: str, size: int) -> ByteRange | None:
    """Return the part that a `Range` header asks for; None: send the whole.

    One part only: several, other units and what cannot be understood are answered with the whole,
    as RFC 9110 (14.2) allows. Raises UnsatisfiableError.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        if not int(last) or not size:
            raise UnsatisfiableError
        return ByteRange(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise UnsatisfiableError
    return ByteRange(int(first), min(int(last) + 1, size) if last else size)


def stream_file(
    request: HttpRequest, upload: Upload, path: Path, *, name: str, restricted: bool
) -> HttpResponseBase:
    """Send the file, or a part of it. The caller has checked who may have it.

    `name` is what it is called when it is saved, without its ending. What is `restricted` is kept
    by nobody; the rest may be kept, and is asked for again before each use. The file is opened
    when the answer is sent, and closed with it.
    """
    kind, size = Kind(upload.kind), upload.size
    etag = quote_etag(upload.sha256[:32])
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Disposition": f'inline; filename="{name}{kind.suffix}"',
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store, private" if restricted else "no-cache",
        "X-Robots-Tag": "noindex",
    }
    if not restricted and etag in _tags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=headers)
    try:
        part = _part(request, size, etag)
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    status = 200
    if part is not None:
        headers["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{size}"
        status = 206
    part = part or ByteRange(0, size)
    headers["Content-Length"] = str(part.end - part.first)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=kind.media_type)
    return StreamingHttpResponse(
        _read(path, part), status=status, headers=headers, content_type=kind.media_type
    )


def _part(request: HttpRequest, size: int, etag: str) -> ByteRange | None:
    header = request.headers.get("Range", "")
    # A part of another file than the one that the player holds already is of no use to it.
    if not header or request.headers.get("If-Range", etag) != etag:
        return None
    return requested_range(header, size)


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _read(path: Path, part: ByteRange) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.first)
        left = part.end - part.first
        while left > 0 and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk
