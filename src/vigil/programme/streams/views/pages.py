"""The page of the gate and the page of the player, for participants and for hosts who rehearse."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from vigil.programme.mailings.queries import public_messages
from vigil.programme.models import Registration, Session, Stream, StreamAddress
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.programme.streams.display import Opening, openings_of, status_of_stream
from vigil.programme.streams.following import HostNews, news_of_gate, news_of_player
from vigil.programme.streams.places import StreamPlace

Form = StreamAddress.Form


@dataclass(frozen=True)
class Chosen:
    """What somebody who was let in looks at, of all that they may open."""

    place: StreamPlace
    beside: StreamPlace | None
    """A sign language that is played beside it."""
    offered: list[StreamPlace]

    @classmethod
    def of(cls, offered: list[StreamPlace], asked: Mapping[str, str]) -> "Chosen":
        """Return what is asked for by `in` and `with`; the first where there is none of that name.

        `offered` has at least one stream.
        """
        streams = streams_of(offered)
        place = next((one for one in streams if one.key == asked.get("in", "")), streams[0])
        signs = (one for one in offered if one.is_beside and one.is_frame)
        return cls(place, next((o for o in signs if o.key == asked.get("with")), None), offered)

    @property
    def shown(self) -> list[StreamPlace]:
        """What our page plays, or offers as the button to a meeting."""
        return [self.place, *([self.beside] if self.beside else [])]


@dataclass(frozen=True)
class Rehearsal:
    """What hosts see beside the page of participants when they try a stream."""

    openings: list[Opening]
    """Addresses that participants are not offered now."""
    is_public: bool
    """Whether participants see the session yet, so that links to its pages lead somewhere."""


def streams_of(offered: list[StreamPlace]) -> list[StreamPlace]:
    """Return the streams among what is offered, without captions and sign languages."""
    return [place for place in offered if not place.is_beside]


def show_gate(
    request: HttpRequest,
    stream: Stream,
    answer: AdmissionAnswer,
    *,
    shown: Registration | None = None,
    places: list[StreamPlace] | None = None,
    rehearsal: Rehearsal | None = None,
) -> HttpResponse:
    """Return what the gate answers. Of where a stream is it tells the names of hosts, at most."""
    session, open_to_them = stream.session, places or []
    # Somebody else's registration says nothing of when the reader's clock strikes.
    zone = shown.zone if shown and shown.session_id == stream.session_id else ""
    asked = {(place.host, place.row.form == Form.LINK): place for place in open_to_them}
    context = {
        "session": session,
        "event": session.event,
        "answer": answer,
        "told": status_of_stream(stream, session),
        "theirs": status_of_stream(stream, session, zone).window if zone else None,
        "asked": list(asked.values()),
        "openings": openings_of(open_to_them),
        "rehearsal": rehearsal,
        **_from_the_hosts(session),
    }
    if rehearsal is None:
        context["news"] = news_of_gate(answer, session, stream, timezone.now())
        context["follows"] = _address_of_news(stream)
    return render(request, "programme/streams/stream.html", context, status=answer.status)


def show_player(
    request: HttpRequest, stream: Stream, chosen: Chosen, *, rehearsal: Rehearsal | None = None
) -> HttpResponse:
    """Return the page with the player: this answer alone lets the browser ask those hosts."""
    place, openings = chosen.place, openings_of(chosen.offered)
    context = {
        "session": stream.session,
        "event": stream.session.event,
        "told": status_of_stream(stream, stream.session),
        "place": place,
        "sign": chosen.beside,
        "beside": [one for one in chosen.offered if one.is_beside],
        "openings": [o for o in openings if o.place.key != place.key and not o.place.is_beside],
        "rehearsal": rehearsal,
        **_from_the_hosts(stream.session),
    }
    if rehearsal is None:
        asked = {"in": request.GET.get("in", ""), "with": request.GET.get("with", "")}
        context["news"] = news_of_player(chosen.shown)
        context["follows"] = f"{_address_of_news(stream)}?{urlencode({'open': 1, **asked})}"
    policy: dict[str, Any] = {**settings.SECURE_CSP, **_loaded(chosen.shown)}

    @csp_override(policy)
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "programme/streams/player.html", context)

    return shown(request)


def _from_the_hosts(session: Session) -> dict[str, object]:
    """Return what the hosts wrote to everybody, and its mark, by which the page knows of more."""
    messages = public_messages(session)
    return {"host_messages": messages, "from_hosts": HostNews.of(messages)}


def _address_of_news(stream: Stream) -> str:
    session = stream.session
    return reverse("programme:stream_news", args=[session.event.slug, session.slug])


def _loaded(places: list[StreamPlace]) -> dict[str, list[Any]]:
    """Return what a browser may load beyond what every page loads."""
    loaded: dict[str, list[Any]] = {}
    frames = [one.origin for one in places if one.row.form == Form.EMBED]
    if frames:
        loaded["frame-src"] = list(dict.fromkeys(frames))
    playlists = list(dict.fromkeys(one.origin for one in places if one.row.form == Form.HLS))
    if playlists:
        # Played by our own player it comes as a blob; by the browser, from the host.
        loaded["media-src"] = ["blob:", *playlists]
        # The page itself asks us whether the stream has moved, and for questions.
        loaded["connect-src"] = [CSP.SELF, *playlists]
        loaded["worker-src"] = [CSP.SELF]
    return loaded
