"""Captions and chapters of a recording, and the page that loads the player of somebody else."""

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from vigil.programme.recordings.display import chapters_in, display_of_recording
from vigil.programme.recordings.views.files import is_restricted, recording_for
from vigil.programme.recordings.visibility import RecordingAccess
from vigil.programme.streams.places import origin_of

VTT: Final = "text/vtt; charset=utf-8"


@require_safe
def captions(
    request: HttpRequest, slug: str, session: str, uid: str, language: str
) -> HttpResponseBase:
    """Return the captions of a recording in one language."""
    found = recording_for(request, slug, session, uid)
    text = found.captions.filter(language=language).values_list("text", flat=True).first()
    if text is None:
        raise Http404
    return track_response(text, restricted=is_restricted(found))


@require_safe
def chapters(
    request: HttpRequest, slug: str, session: str, uid: str, language: str
) -> HttpResponseBase:
    """Return the chapters of a recording in one language as a track for the player."""
    found = recording_for(request, slug, session, uid)
    text = chapters_in(found, language)
    if not text:
        raise Http404
    return track_response(text, restricted=is_restricted(found))


@require_safe
def watch(request: HttpRequest, slug: str, session: str, uid: str) -> HttpResponseBase:
    """Load the player of the page elsewhere: this answer alone lets the browser ask that host."""
    found = recording_for(request, slug, session, uid)
    if not found.elsewhere:
        raise Http404
    context = {
        "session": found.session,
        "event": found.session.event,
        "told": display_of_recording(found, RecordingAccess.OPEN),
    }

    policy: dict[str, Any] = {
        **settings.SECURE_CSP,
        "frame-src": [origin_of(found.elsewhere)],
    }

    @csp_override(policy)
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "programme/recordings/watch.html", context)

    response = shown(request)
    response["Cache-Control"] = "no-store, private" if is_restricted(found) else "no-cache"
    return response


def track_response(text: str, *, restricted: bool) -> HttpResponse:
    """Return a track of a player (WebVTT). Caches do not keep `restricted` ones."""
    return HttpResponse(
        text,
        content_type=VTT,
        headers={
            "Cache-Control": "no-store, private" if restricted else "no-cache",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )
