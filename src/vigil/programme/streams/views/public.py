"""The public page of a stream: the gate and the player. Hosts set it in `desk`."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Registration, Stream
from vigil.programme.registrations.verbs.deciding import entered
from vigil.programme.registrations.views.entry_pass import (
    registration_of_browser,
    without_referrer,
)
from vigil.programme.streams import admission
from vigil.programme.streams.display import status_of_stream
from vigil.programme.streams.verbs import (
    origin_of,
)
from vigil.trust.access.errors import NotPossible

REFUSED, CONFLICT = 422, 409
FIELDS = ("mode", "form", "opens_before", "closes_after", "captions", "audio_languages", "who")


@without_referrer
@require_safe
def stream(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show the gate of a stream, or the player. Only who is let in gets the address."""
    found = _public_stream(slug, session)
    shown = registration_of_browser(request, found.session)
    answer = admission.decide_admission(shown, found.session, found, timezone.now())
    if answer != admission.AdmissionAnswer.ENTER:
        return _answered(request, found, answer, shown)
    try:
        address = admission.stream_address(found)
    except NotPossible:
        address = ""
    if not address:
        return _answered(request, found, admission.AdmissionAnswer.CLOSED, shown)
    if "open" not in request.GET:
        host = origin_of(address).removeprefix("https://")
        return _answered(request, found, answer, shown, host=host)
    assert shown is not None
    if request.method == "GET" and shown.came_at is None:
        entered(shown)
    return _player(request, found, address)


def _public_stream(slug: str, session: str) -> Stream:
    """Return the stream of a session that the public sees. Raises Http404."""
    found = (
        Stream.objects.select_related("session__event")
        .filter(
            session__slug=session,
            session__state__in=PUBLIC,
            session__event__slug=slug,
            session__event__state__in=PUBLIC,
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def _answered(
    request: HttpRequest,
    found: Stream,
    answer: admission.AdmissionAnswer,
    shown: Registration | None,
    host: str = "",
) -> HttpResponse:
    # Somebody else's registration says nothing of when the reader's clock strikes.
    zone = shown.zone if shown and shown.session_id == found.session_id else ""
    context = {
        "session": found.session,
        "event": found.session.event,
        "answer": answer,
        "told": status_of_stream(found, found.session),
        "theirs": status_of_stream(found, found.session, zone).window if zone else None,
        "host": host,
    }
    return render(request, "programme/streams/stream.html", context, status=answer.status)


def _player(request: HttpRequest, found: Stream, address: str) -> HttpResponse:
    """Return the page with the player: this answer alone lets the browser ask that one host."""
    embed = found.form == Stream.Form.EMBED
    origin = origin_of(address)
    context = {
        "session": found.session,
        "event": found.session.event,
        "told": status_of_stream(found, found.session),
        "address": address,
        "embed": embed,
    }
    loaded = "frame-src" if embed else "media-src"
    policy: dict[str, Any] = {**settings.SECURE_CSP, loaded: [origin]}

    @csp_override(policy)
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "programme/streams/player.html", context)

    return shown(request)
