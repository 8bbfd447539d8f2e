"""The desk's screens by which a host enters what came by mail, and uploads its film."""

from typing import Any, Final

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    perform,
)
from vigil.files.limits import FILM_BYTES
from vigil.programme.events.form_fields import no_colon, prefixed
from vigil.programme.messages.entering_forms import EnterMessageForm
from vigil.programme.messages.forms import FilmForm
from vigil.programme.messages.verbs import films
from vigil.programme.messages.verbs.entering import Agreement, enter_message
from vigil.programme.models import Event, Message
from vigil.programme.recordings.forms import DiscardUploadForm
from vigil.trust.models import ResumableUpload, User
from vigil.trust.resumable_uploads.protocol import Sent, answer_beginning, answer_upload
from vigil.trust.resumable_uploads.queries import progress_of

ENTER_MESSAGE: Final = "programme.enter_message"
_WORDS: Final = ("language", "text", "link")
_AGREEMENT: Final = ("given_by", "given_how", "given_on")


def _enter(event: Event, data: Data, by: User) -> Message:
    words = {name: data.pop(name) for name in _WORDS}
    agreement = Agreement(**{name: data.pop(name) for name in _AGREEMENT})
    member = data.pop("member")
    return enter_message(event, member, words=words, agreement=agreement, by=by, **data)


def _next(_event: Event, made: Message) -> str:
    arriving = made.state == Message.State.ARRIVING
    return reverse(f"desk_programme:{'message_film' if arriving else 'message'}", args=[made.pk])


ENTER: Final = Act[Event](
    form=EnterMessageForm,
    form_arguments=no_colon,
    verb=_enter,
    done=_("Entered. Another person reads it before it is shown."),
    next=_next,
)


@room_view(ENTER_MESSAGE)
@require_http_methods(READ_AND_ACT)
def enter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enter a message for a member who did not send it themself."""
    event = get_object_or_404(Event, pk=pk)

    def show(state: ScreenState) -> HttpResponseBase:
        form = state.forms.get("enter") or ENTER.blank("enter", event, person(request))
        context = {"event": event, "form": form, "again": bool(request.FILES)}
        page = "programme/messages/desk/enter.html"
        return render(request, page, context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    if EnterMessageForm.only_looks(request.POST):
        form = EnterMessageForm(label_suffix="").look(request.POST)
        return show(ScreenState(REFUSED, forms={"enter": form}))
    back = reverse("desk_programme:enter_message", args=[pk])
    return perform(request, event, "enter", ENTER, show=show, back=back)


# The film of what was entered


def _set_film(message: Message, data: Data, by: User) -> object:
    return films.set_film(message, data["file"], by=by)


def _discard(message: Message, data: Data, by: User) -> object:
    return films.discard_film(message, data["uid"], by=by)


def _without(message: Message, data: Data, by: User) -> object:
    return films.send_without_film(message, by=by)


def _to_message(message: Message, _made: object) -> str:
    return reverse("desk_programme:message", args=[message.pk])


ACTS: Final[dict[str, Act[Message]]] = {
    "file": Act(
        form=prefixed(FilmForm, "file"),
        verb=_set_film,
        next=_to_message,
        done=_("The film is here. Another person watches it before it is shown."),
    ),
    "discard": Act(
        form=prefixed(DiscardUploadForm, "discard"),
        verb=_discard,
        done=_("The upload is discarded."),
    ),
    "without": Act(
        form=prefixed(Form, "without"),
        verb=_without,
        next=_to_message,
        done=_("The words wait to be read."),
    ),
}


@room_view(ENTER_MESSAGE)
@require_http_methods(READ_AND_ACT)
def film(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Upload the film of a message that was entered for a member."""
    row = _entered(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        by = person(request)
        context: dict[str, Any] = {
            "one": row,
            "event": row.event,
            "waits": row.state == Message.State.ARRIVING,
            "forms": forms_of(ACTS, row, by, state),
            "begin": reverse("desk_programme:message_uploads", args=[pk]),
            "largest": FILM_BYTES,
            "brief": True,
            "by": by,
            "uploads": progress_of(films.PURPOSE, row.uid),
        }
        page = "programme/messages/desk/film.html"
        return render(request, page, context, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_programme:message_film", args=[pk])
    return act_named(request, row, ACTS, show=show, back=back)


@room_view(ENTER_MESSAGE)
def uploads(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin to receive the film."""

    def address(upload: ResumableUpload) -> str:
        return reverse("desk_programme:message_upload", args=[pk, upload.uid])

    return answer_beginning(_sent(request, pk), address)


@room_view(ENTER_MESSAGE)
def upload(request: HttpRequest, pk: int, uid: str) -> HttpResponseBase:
    """Say how far the film is, receive a piece of it, or end it."""
    return answer_upload(_sent(request, pk), uid)


def _sent(request: HttpRequest, pk: int) -> Sent:
    return Sent(request, films.PURPOSE, lambda: _entered(pk).uid, person(request))


def _entered(pk: int) -> Message:
    """Return a message that a host entered. Raises Http404."""
    rows = Message.objects.select_related("event", "member")
    row = get_object_or_404(rows, pk=pk)
    if row.entered_by_id is None:
        raise Http404
    return row
