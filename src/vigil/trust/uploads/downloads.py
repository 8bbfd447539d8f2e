"""Send an uploaded file to a browser in a way in which it can do no harm there."""

from django.http import HttpResponse

from vigil.files import Kind
from vigil.trust.models import Upload

POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def download_copy(upload: Upload, content: bytes) -> HttpResponse:
    """Return the working copy as a download, which the browser neither shows nor keeps.

    Whether the person may have it was asked before.
    """
    kind = Kind(upload.kind)
    return download(content, kind.media_type, f"document-{upload.pk}{kind.suffix}")


def download_original(upload: Upload, content: bytes) -> HttpResponse:
    """Return the original as a download of unknown type."""
    return download(content, "application/octet-stream", f"original-{upload.pk}.bin")


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return bytes as a download of this type and name. The caller has checked who may."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store, private",
        },
    )
