"""Answer by the protocol for resumable uploads: tus 1.0 (https://tus.io/protocols/resumable-upload).

Core, and the extensions creation, expiration and termination. One address of a room begins an
upload; one address for each upload says how far it is, takes pieces, and ends it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import UnreadablePostError
from django.utils.http import http_date
from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.files import UploadGone, UploadLocked
from vigil.trust.resumable_uploads.purposes import Purpose
from vigil.trust.resumable_uploads.queries import upload_of
from vigil.trust.resumable_uploads.verbs import (
    TooLarge,
    WrongOffset,
    begin_upload,
    discard_upload,
    receive_piece,
)
from vigil.trust.uploads.full_disk import DiskFull

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,expiration,termination"
PIECE: Final = "application/offset+octet-stream"
"""The type of a piece of a file."""
STATUSES: Final[Mapping[type[NotPossible], int]] = {
    WrongOffset: 409,
    UploadGone: 410,
    TooLarge: 413,
    UploadLocked: 423,
    DiskFull: 507,
}
Answer = Callable[[], HttpResponse]


@dataclass(frozen=True)
class Sent:
    """A request of somebody who is signed in, about a file for one subject of a purpose."""

    request: HttpRequest
    purpose: Purpose
    key: Callable[[], str]
    """The key of the subject. Raises Http404."""
    by: User

    def number(self, header: str) -> int | None:
        """Return the number that a header states; None if it states none."""
        text = self.request.headers.get(header, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    def read(self, size: int, /) -> bytes:
        """Return some bytes of the body; none once it ends or breaks off."""
        try:
            return bytes(self.request.read(size))
        except UnreadablePostError:
            return b""


def answer_beginning(sent: Sent, address: Callable[[ResumableUpload], str]) -> HttpResponse:
    """Answer whoever begins an upload. `address` returns where its pieces are sent to."""
    return _answered(sent, {"POST": partial(_begun, sent, address)})


def answer_upload(sent: Sent, uid: str) -> HttpResponse:
    """Answer whoever asks how far an upload is, sends a piece of it, or ends it."""
    return _answered(
        sent,
        {
            "HEAD": partial(_told, sent, uid),
            "PATCH": partial(_received, sent, uid),
            "DELETE": partial(_ended, sent, uid),
        },
    )


def _answered(sent: Sent, answers: Mapping[str, Answer]) -> HttpResponse:
    method = str(sent.request.method)
    if method == "POST":  # where something on the way lets no other method pass
        method = sent.request.headers.get("X-HTTP-Method-Override", method).upper()
    if method == "OPTIONS":
        response = HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": EXTENSIONS,
                "Tus-Max-Size": str(sent.purpose.limit()),
            },
        )
    elif method not in answers:
        return HttpResponseNotAllowed([*answers, "OPTIONS"])
    elif sent.request.headers.get("Tus-Resumable") != VERSION:
        response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
    else:
        try:
            response = answers[method]()
        except NotPossible as error:
            response = _sentence(str(error), STATUSES.get(type(error), 400))
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response


def _begun(sent: Sent, address: Callable[[ResumableUpload], str]) -> HttpResponse:
    length = sent.number("Upload-Length")
    key = sent.key()
    if length is None:
        return _sentence(_("State the size of the file."), 400)
    upload = begin_upload(sent.purpose, key, length, by=sent.by)
    headers = {"Location": address(upload), **_expires(upload)}
    return HttpResponse(status=201, headers=headers)


def _told(sent: Sent, uid: str) -> HttpResponse:
    upload = _own(sent, uid)
    if upload.state in (ResumableUpload.State.REFUSED, ResumableUpload.State.DISCARDED):
        raise UploadGone(upload.trouble)
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length)}
    return HttpResponse(headers={**headers, **_expires(upload)})


def _received(sent: Sent, uid: str) -> HttpResponse:
    upload = _own(sent, uid)
    offset, size = sent.number("Upload-Offset"), sent.number("Content-Length")
    if sent.request.content_type != PIECE:
        return _sentence(_("Send a piece of the file."), 415)
    if offset is None or size is None:
        return _sentence(_("State where the piece begins and how long it is."), 400)
    upload = receive_piece(upload, offset, size, sent, sent.purpose)
    headers = {"Upload-Offset": str(upload.offset), **_expires(upload)}
    return HttpResponse(status=204, headers=headers)


def _ended(sent: Sent, uid: str) -> HttpResponse:
    discard_upload(_own(sent, uid))
    return HttpResponse(status=204)


def _own(sent: Sent, uid: str) -> ResumableUpload:
    """Return the upload if it is this person's. Raises Http404: of others' they learn nothing."""
    upload = upload_of(sent.purpose, sent.key(), uid, sent.by)
    if upload is None:
        raise Http404
    return upload


def _expires(upload: ResumableUpload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
