"""The desk's screen of the stream of a session: where it is, and to whom it opens."""

from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    CONFLICT,
    READ_AND_ACT,
    REFUSED,
    Act,
    Data,
    ScreenState,
    act_named,
    perform,
)
from vigil.desk.screens.forms import ReasonForm
from vigil.programme.events.form_fields import no_colon
from vigil.programme.events.queries.desk import session_or_404
from vigil.programme.events.queries.public import PUBLIC
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Session, Stream, StreamAddress
from vigil.programme.streams import verbs
from vigil.programme.streams.address_words import target_sentence
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.programme.streams.display import openings_of_hosts
from vigil.programme.streams.forms import AddressForm, RowForm, StreamForm
from vigil.programme.streams.places import StreamPlace, offered_unopened, unopened_places
from vigil.programme.streams.queries import address_rows
from vigil.programme.streams.views.pages import (
    Chosen,
    Rehearsal,
    show_gate,
    show_player,
    streams_of,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

FIELDS: Final = ("mode", "opens_before", "closes_after", "captions", "audio_languages", "who")


def _edit(session: Session, data: Data, by: User) -> StreamAddress | None:
    stream = verbs.set_stream(session, by=by, **data)
    if not data["address"].strip():
        return None
    return stream.addresses.filter(purpose=StreamAddress.Purpose.MAIN).first()


def _kept_sentence(row: StreamAddress | None) -> str:
    """Say that it is kept, and what became of an address that was set."""
    if row is None:
        return gettext("Kept.")
    return f"{gettext('Kept.')} {target_sentence(row.form, row.provider)}"


def _remove(session: Session, data: Data, by: User) -> None:
    verbs.remove_stream(session, by=by)


def _open(session: Session, data: Data, by: User) -> dict[str, Any]:
    stream = Stream.objects.select_related("session").filter(session=session).first()
    if stream is None:
        raise NotPossible(gettext("No stream."))
    return {"opened": verbs.open_addresses(stream, by=by, why=data["why"])}


def _add(session: Session, data: Data, by: User) -> StreamAddress:
    return verbs.set_address(session, by=by, **data)


def _remove_address(session: Session, data: Data, by: User) -> None:
    verbs.remove_address(session, data["row"], by=by)


def _check_again(session: Session, data: Data, by: User) -> None:
    verbs.check_again(session, by=by)


def _to_fallback(session: Session, data: Data, by: User) -> None:
    verbs.switch_stream(session, to_fallback=True, by=by)


def _back(session: Session, data: Data, by: User) -> None:
    verbs.switch_stream(session, to_fallback=False, by=by)


def _kept(session: Session) -> dict[str, Any]:
    """Return what the form shows of a stream: never its address."""
    stream = Stream.objects.filter(session=session).first()
    if stream is None:
        return {"mode": Stream.Mode.OURS}
    return {name: getattr(stream, name) for name in FIELDS}


EDIT: Final = Act[Session](
    form=StreamForm, form_arguments=no_colon, initial=_kept, verb=_edit, done=_kept_sentence
)
REMOVE: Final = Act[Session](
    form=forms.Form, verb=_remove, done=_("The stream was taken away, with its addresses.")
)
OPEN: Final = Act[Session](
    form=ReasonForm, form_arguments=lambda session, by: {"prefix": "open"}, verb=_open
)
ACTS: Final[dict[str, Act[Session]]] = {
    "add": Act(
        form=AddressForm,
        form_arguments=lambda session, by: {"prefix": "add", "label_suffix": ""},
        verb=_add,
        done=_kept_sentence,
    ),
    "remove_address": Act(form=RowForm, verb=_remove_address, done=_("The address was removed.")),
    "check": Act(
        form=forms.Form,
        verb=_check_again,
        done=_("The addresses are checked again in the background. Reload in a minute."),
    ),
    "to_fallback": Act(
        form=forms.Form,
        verb=_to_fallback,
        done=_(
            "Switched. Who opens the stream gets the fallback. Pages that are open say so within "
            "half a minute."
        ),
    ),
    "back": Act(
        form=forms.Form,
        verb=_back,
        done=_("Switched back. Pages that are open say so within half a minute."),
    ),
}


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
    """Show the addresses once, to check the stream. The opening and its reason are recorded."""
    return _perform(request, pk, "open_form", OPEN)


@room_view(MANAGE)
@require_POST
def stream_addresses(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add, remove or check addresses of a stream, or switch to the fallback and back."""
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, session, state)

    back = reverse("desk_programme:stream", args=[pk])
    return act_named(request, session, ACTS, show=show, back=back)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def try_stream(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a host what participants see, at any time: the gate, and after a click the player."""
    session = session_or_404(pk)
    stream = Stream.objects.select_related("session__event").filter(session=session).first()
    if stream is None:
        raise Http404
    answer, kept, offered = AdmissionAnswer.HOST, list[StreamPlace](), list[StreamPlace]()
    if stream.mode == Stream.Mode.OURS:
        kept, offered = unopened_places(stream), offered_unopened(stream)
        answer = AdmissionAnswer.ENTER if streams_of(offered) else AdmissionAnswer.CLOSED
    public = session.state in PUBLIC and session.event.state in PUBLIC
    rehearsal = Rehearsal(openings_of_hosts(kept, offered), public)
    if request.method != "POST" or answer != AdmissionAnswer.ENTER:
        page = show_gate(request, stream, answer, places=offered, rehearsal=rehearsal)
        page.status_code = CONFLICT if request.method == "POST" else 200
        return page
    by, wanted = person(request), Chosen.of(kept, request.POST).shown
    opened = [
        StreamPlace(one.row, verbs.rehearse(stream, one.row, by=by))
        if one in wanted or one.is_beside
        else one
        for one in kept
    ]
    # Beside what is tried, the page lists what participants would find there.
    theirs = {one.key for one in offered}
    tried = [one for one in opened if one.address or one.key in theirs]
    return show_player(request, stream, Chosen.of(tried, request.POST), rehearsal=rehearsal)


def _perform(request: HttpRequest, pk: int, name: str, act: Act[Session]) -> HttpResponseBase:
    session = session_or_404(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, session, state)

    back = reverse("desk_programme:stream", args=[pk])
    return perform(request, session, name, act, show=show, back=back)


def _show(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    by = person(request)
    stream = Stream.objects.filter(session=session).first()
    rows = address_rows(stream, state.revealed.get("opened")) if stream else []
    fallback = StreamAddress.Purpose.FALLBACK
    problems = [
        str(error)
        for name, form in state.forms.items()
        if name not in ("form", "open_form", "add")
        for error in form.non_field_errors()
    ]
    context = {
        "session": session,
        "event": session.event,
        "stream": stream,
        "rows": rows,
        "ours": stream is not None and stream.mode == Stream.Mode.OURS,
        "has_fallback": any(one.row.purpose == fallback for one in rows),
        "fallback_fails": any(one.row.purpose == fallback and one.in_trouble for one in rows),
        "opened": "opened" in state.revealed,
        "ungated": stream is not None
        and stream.mode == Stream.Mode.OURS
        and session.registering == Session.Registering.NONE,
        "form": EDIT.blank("form", session, by),
        "add": ACTS["add"].blank("add", session, by),
        "open_form": OPEN.blank("open_form", session, by),
        "problem": state.problem or " ".join(problems),
        **state.forms,
    }
    # What the verb says against a form is an error of the form here.
    refused = "form" in state.forms or "add" in state.forms
    status = REFUSED if refused else state.status
    return render(request, "programme/streams/desk/stream.html", context, status=status)
