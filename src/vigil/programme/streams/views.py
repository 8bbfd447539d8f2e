"""The page of a stream: the gate, the player, and the host's screen where it is set."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.forms import ReasonForm
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.models import Registration, Session, Stream
from vigil.programme.registrations.forms import StreamForm
from vigil.programme.registrations.verbs.deciding import entered
from vigil.programme.registrations.views.public import pass_shown, tells_nobody
from vigil.programme.streams import admission as gate
from vigil.programme.streams.display import told_of
from vigil.programme.streams.verbs import (
    has_address,
    open_address,
    origin_of,
    remove_stream,
    set_stream,
)
from vigil.trust.access.errors import NotPossible

REFUSED, CONFLICT = 422, 409
FIELDS = ("mode", "form", "opens_before", "closes_after", "captions", "audio_languages", "who")


@tells_nobody
@require_safe
def stream(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Answer at the gate. Only who is let in and opens the player gets the address."""
    found = _public_stream(slug, session)
    shown = pass_shown(request)
    answer = gate.answer_to(shown, found.session, found, timezone.now())
    if answer != gate.Answer.ENTER:
        return _answered(request, found, answer, shown)
    try:
        address = gate.address_of(found)
    except NotPossible:
        address = ""
    if not address:
        return _answered(request, found, gate.Answer.CLOSED, shown)
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
    answer: gate.Answer,
    shown: Registration | None,
    host: str = "",
) -> HttpResponse:
    # Somebody else's registration says nothing of when the reader's clock strikes.
    zone = shown.zone if shown and shown.session_id == found.session_id else ""
    context = {
        "session": found.session,
        "event": found.session.event,
        "answer": answer,
        "told": told_of(found, found.session),
        "theirs": told_of(found, found.session, zone).window if zone else None,
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
        "told": told_of(found, found.session),
        "address": address,
        "embed": embed,
    }
    loaded = "frame-src" if embed else "media-src"
    policy: dict[str, Any] = {**settings.SECURE_CSP, loaded: [origin]}

    @csp_override(policy)
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "programme/streams/player.html", context)

    return shown(request)


# At the desk


@room_view("programme.manage")
@require_safe
def desk_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show where a session is streamed, without the address."""
    return _desk(request, get_object_or_404(Session.objects.select_related("event"), pk=pk))


@room_view("programme.manage")
@require_POST
def edit_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Set the stream of a session, or take it away."""
    session = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    if request.POST.get("do") == "remove":
        remove_stream(session, by=person(request))
        messages.success(request, _("The stream was taken away, with its address."))
        return redirect("desk_programme:stream", pk)
    form = StreamForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _desk(request, session, {"form": form}, REFUSED)
    try:
        set_stream(session, by=person(request), **form.cleaned_data)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _desk(request, session, {"form": form}, REFUSED)
    messages.success(request, _("Kept."))
    return redirect("desk_programme:stream", pk)


@room_view("programme.manage")
@require_POST
def open_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the address once, to check the stream; that it was opened, and why, is a decision."""
    session = get_object_or_404(Session.objects.select_related("event"), pk=pk)
    form = ReasonForm(request.POST, prefix="open")
    if not form.is_valid():
        return _desk(request, session, {"open_form": form}, REFUSED)
    try:
        stream = Stream.objects.select_related("session").get(session=session)
        address = open_address(stream, by=person(request), why=form.cleaned_data["why"])
    except (Stream.DoesNotExist, NotPossible) as error:
        form.add_error(None, str(error) if isinstance(error, NotPossible) else _("No stream."))
        return _desk(request, session, {"open_form": form}, CONFLICT)
    return _desk(request, session, {"address": address})


def _desk(
    request: HttpRequest, session: Session, given: dict[str, Any] | None = None, status: int = 200
) -> HttpResponseBase:
    stream = Stream.objects.filter(session=session).first()
    known = {name: getattr(stream, name) for name in FIELDS} if stream else {"mode": "ours"}
    known.setdefault("form", Stream.Form.EMBED)
    context = {
        "session": session,
        "event": session.event,
        "stream": stream,
        "kept": has_address(stream) if stream else False,
        "ungated": stream is not None
        and stream.mode == Stream.Mode.OURS
        and session.registering == Session.Registering.NONE,
        "form": StreamForm(initial=known, label_suffix=""),
        "open_form": ReasonForm(prefix="open"),
        **(given or {}),
    }
    return render(request, "programme/streams/desk/stream.html", context, status=status)
