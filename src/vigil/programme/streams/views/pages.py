"""The page of the gate and the page of the player, for participants and for hosts who rehearse."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from vigil.programme.models import Registration, Stream, StreamAddress
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.programme.streams.display import openings_of, status_of_stream
from vigil.programme.streams.places import StreamPlace

Form = StreamAddress.Form


def show_gate(
    request: HttpRequest,
    stream: Stream,
    answer: AdmissionAnswer,
    *,
    shown: Registration | None = None,
    places: list[StreamPlace] | None = None,
    rehearsal: bool = False,
) -> HttpResponse:
    """Return what the gate answers. Of where a stream is it tells the names of hosts, at most."""
    session, open_to_them = stream.session, places or []
    # Somebody else's registration says nothing of when the reader's clock strikes.
    zone = shown.zone if shown and shown.session_id == stream.session_id else ""
    context = {
        "session": session,
        "event": session.event,
        "answer": answer,
        "told": status_of_stream(stream, session),
        "theirs": status_of_stream(stream, session, zone).window if zone else None,
        "asked": list({place.host: place for place in open_to_them}.values()),
        "openings": openings_of(open_to_them, rehearsal=rehearsal),
        "rehearsal": rehearsal,
    }
    return render(request, "programme/streams/stream.html", context, status=answer.status)


def show_player(
    request: HttpRequest,
    stream: Stream,
    place: StreamPlace,
    places: list[StreamPlace],
    *,
    rehearsal: bool = False,
) -> HttpResponse:
    """Return the page with the player: this answer alone lets the browser ask that one host."""
    openings = openings_of(places, rehearsal=rehearsal)
    context = {
        "session": stream.session,
        "event": stream.session.event,
        "told": status_of_stream(stream, stream.session),
        "place": place,
        "openings": [one for one in openings if one.place.key != place.key],
        "rehearsal": rehearsal,
    }
    policy: dict[str, Any] = {**settings.SECURE_CSP, **_loaded(place)}

    @csp_override(policy)
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "programme/streams/player.html", context)

    return shown(request)


def chosen(places: list[StreamPlace], key: str) -> StreamPlace:
    """Return the address that was asked for; the first where there is none of that name."""
    return next((place for place in places if place.key == key), places[0])


def _loaded(place: StreamPlace) -> dict[str, list[Any]]:
    """Return what a browser may load beyond what every page loads."""
    if place.row.form == Form.EMBED:
        return {"frame-src": [place.origin]}
    if place.row.form == Form.HLS:
        # Played by our own player it comes as a blob; by the browser, from the host.
        return {
            "media-src": ["blob:", place.origin],
            "connect-src": [CSP.SELF, place.origin],  # ours: questions beside the player
            "worker-src": [CSP.SELF],
        }
    return {}
