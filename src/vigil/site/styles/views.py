"""Serve bundles of style sheets."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vigil.site.styles.bundles import NoSuchSheet, bundle

_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@require_safe
def styles(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """Return a bundle. A page that was loaded before an update gets the present text, unkept."""
    try:
        found = bundle(name)
    except NoSuchSheet as error:
        raise Http404 from error
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.compressed if packed else found.content, content_type="text/css; charset=utf-8"
    )
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = _FOR_GOOD if digest == found.digest else "no-cache"
    return response
