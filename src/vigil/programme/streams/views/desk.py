"""The desk's screen of the stream of a session: where it is, and to whom it opens."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import REFUSED, Act, Data, ScreenState, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.programme.events.form_fields import no_colon
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Session, Stream
from vigil.programme.streams import verbs
from vigil.programme.streams.forms import StreamForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

FIELDS: Final = (
    *("mode", "form", "opens_before", "closes_after", "captions", "audio_languages", "who"),
)


def _edit(session: Session, data: Data, by: User) -> object:
    return verbs.set_stream(session, by=by, **data)


def _remove(session: Session, data: Data, by: User) -> None:
    verbs.remove_stream(session, by=by)


def _open(session: Session, data: Data, by: User) -> dict[str, str]:
    stream = Stream.objects.select_related("session").filter(session=session).first()
    if stream is None:
        raise NotPossible(_now("No stream."))
    return {"address": verbs.open_address(stream, by=by, why=data["why"])}


def _kept(session: Session) -> dict[str, Any]:
    """Return what the form shows of a stream: never its address."""
    stream = Stream.objects.filter(session=session).first()
    if stream is None:
        return {"mode": Stream.Mode.OURS, "form": Stream.Form.EMBED}
    return {name: getattr(stream, name) for name in FIELDS}


EDIT: Final = Act[Session](
    form=StreamForm, form_arguments=no_colon, initial=_kept, verb=_edit, done=_("Kept.")
)
REMOVE: Final = Act[Session](
    form=forms.Form, verb=_remove, done=_("The stream was taken away, with its address.")
)
OPEN: Final = Act[Session](
    form=ReasonForm, form_arguments=lambda session, by: {"prefix": "open"}, verb=_open
)


@room_view(MANAGE)
@require_safe
def desk_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show where a session is streamed, without the address."""
    return _show(request, session_or_404(pk), ScreenState())


@room_view(MANAGE)
@require_POST
def edit_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Set the stream of a session, or remove it."""
    remove = request.POST.get("do") == "remove"
    return _perform(request, pk, "remove" if remove else "form", REMOVE if remove else EDIT)


@room_view(MANAGE)
@require_POST
def open_stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the address once, to check the stream. The opening and its reason are recorded."""
    return _perform(request, pk, "open_form", OPEN)


def _perform(request: HttpRequest, pk: int, name: str, act: Act[Session]) -> HttpResponseBase:
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, session, state)

    back = reverse("desk_programme:stream", args=[pk])
    return perform(request, session, name, act, show=show, back=back)


def _show(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    stream = Stream.objects.filter(session=session).first()
    context = {
        "session": session,
        "event": session.event,
        "stream": stream,
        "kept": verbs.has_address(stream) if stream else False,
        "ungated": stream is not None
        and stream.mode == Stream.Mode.OURS
        and session.registering == Session.Registering.NONE,
        "form": EDIT.blank("form", session, by),
        "open_form": OPEN.blank("open_form", session, by),
        **state.forms,
        **state.revealed,
    }
    # What the verb says against a form is an error of the form here.
    status = REFUSED if "form" in state.forms else state.status
    return render(request, "programme/streams/desk/stream.html", context, status=status)
