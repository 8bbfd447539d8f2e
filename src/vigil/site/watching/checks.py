"""Checks for programs that watch the site, which need no host name, session or sign-in."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vigil.site.watching.health import Health, health

NOT_READY: Final = 503


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say which parts of the installation are ready; 503 if one is not."""
    parts = health()
    ready = all(one == Health.READY for one in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else NOT_READY)


CHECKS: Final[Mapping[str, Callable[[HttpRequest], HttpResponseBase]]] = {
    "/healthz": healthz,
    "/readyz": readyz,
}
