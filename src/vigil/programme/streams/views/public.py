"""The public page of a stream: the gate and the player. Hosts set it in `desk`."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.mailings.queries import public_messages
from vigil.programme.models import Registration, Stream
from vigil.programme.registrations.verbs.deciding import entered
from vigil.programme.registrations.views.entry_pass import (
    registration_of_browser,
    without_referrer,
)
from vigil.programme.streams.admission import AdmissionAnswer, decide_admission
from vigil.programme.streams.following import HostNews, news_of_gate, news_of_player
from vigil.programme.streams.places import StreamPlace, offered_places
from vigil.programme.streams.views.pages import Chosen, show_gate, show_player, streams_of
from vigil.trust.access.errors import NotPossible


@without_referrer
@require_safe
def stream(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show the gate of a stream, or the player. Only who is let in gets the address."""
    found = _public_stream(slug, session)
    shown, answer, places = _answered(request, found)
    if answer != AdmissionAnswer.ENTER or "open" not in request.GET:
        return show_gate(request, found, answer, shown=shown, places=places)
    assert shown is not None
    if request.method == "GET" and shown.came_at is None:
        entered(shown)
    return show_player(request, found, Chosen.of(places, request.GET))


@without_referrer
@require_safe
def stream_news(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Say what a page of the stream asks again and again: what the gate answers by now.

    The same gate decides, and the answer holds no address. Nobody is counted or marked as present.
    """
    found = _public_stream(slug, session)
    _shown, answer, places = _answered(request, found)
    if answer == AdmissionAnswer.ENTER and "open" in request.GET:
        news = news_of_player(Chosen.of(places, request.GET).shown)
    else:
        news = news_of_gate(answer, found.session, found, timezone.now())
    hosts = HostNews.of(public_messages(found.session))
    return JsonResponse(news.as_dict(hosts), status=answer.status)


def _answered(
    request: HttpRequest, stream: Stream
) -> tuple[Registration | None, AdmissionAnswer, list[StreamPlace]]:
    """Return who asks, what the gate answers, and what is open to who is let in."""
    shown = registration_of_browser(request, stream.session)
    answer = decide_admission(shown, stream.session, stream, timezone.now())
    if answer != AdmissionAnswer.ENTER:
        return shown, answer, []
    try:
        places = offered_places(stream)
    except NotPossible:
        places = []
    if not streams_of(places):
        return shown, AdmissionAnswer.CLOSED, []
    return shown, answer, places


def _public_stream(slug: str, session: str) -> Stream:
    """Return the stream of a session that the public sees. Raises Http404."""
    found = (
        Stream.objects.select_related("session__event", "session__questions_setting")
        .prefetch_related("addresses")
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
