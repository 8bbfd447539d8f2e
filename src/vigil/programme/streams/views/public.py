"""The public page of a stream: the gate and the player. Hosts set it in `desk`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Stream
from vigil.programme.registrations.verbs.deciding import entered
from vigil.programme.registrations.views.entry_pass import (
    registration_of_browser,
    without_referrer,
)
from vigil.programme.streams.admission import AdmissionAnswer, decide_admission
from vigil.programme.streams.places import offered_places
from vigil.programme.streams.views.pages import chosen, show_gate, show_player
from vigil.trust.access.errors import NotPossible


@without_referrer
@require_safe
def stream(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show the gate of a stream, or the player. Only who is let in gets the address."""
    found = _public_stream(slug, session)
    shown = registration_of_browser(request, found.session)
    answer = decide_admission(shown, found.session, found, timezone.now())
    if answer != AdmissionAnswer.ENTER:
        return show_gate(request, found, answer, shown=shown)
    try:
        places = offered_places(found)
    except NotPossible:
        places = []
    if not places:
        return show_gate(request, found, AdmissionAnswer.CLOSED, shown=shown)
    if "open" not in request.GET:
        return show_gate(request, found, answer, shown=shown, places=places)
    assert shown is not None
    if request.method == "GET" and shown.came_at is None:
        entered(shown)
    return show_player(request, found, chosen(places, request.GET.get("in", "")), places)


def _public_stream(slug: str, session: str) -> Stream:
    """Return the stream of a session that the public sees. Raises Http404."""
    found = (
        Stream.objects.select_related("session__event", "session__questions_setting")
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
