"""The page of the day of an event, and the part of it that is asked for again and again."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, REFUSED, Act, Data, ScreenState, perform
from vigil.programme.contributors.verbs.consenting import names_at_desk
from vigil.programme.day.display import day_at
from vigil.programme.day.queries import session_to_show, sessions_of_day
from vigil.programme.events.form_fields import own_zone
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Event, RunItem, Session
from vigil.programme.questions.queries import waiting_questions
from vigil.programme.questions.rules import MODERATE
from vigil.programme.run_of_show import verbs as run
from vigil.programme.streams import verbs as streams
from vigil.programme.time_zones.reader_zone import ReaderZone
from vigil.trust.models import User


def _item_act(verb: Callable[..., object]) -> Act[RunItem]:
    """Return an act on an item of the run of show. The page itself shows that it is done."""

    def do(item: RunItem, data: Data, by: User) -> None:
        verb(item, by=by)

    return Act(form=Form, verb=do)


def _session_act(verb: Callable[..., object], **said: Any) -> Act[Session]:
    """Return an act on a session, with what else the verb is told."""

    def do(session: Session, data: Data, by: User) -> None:
        verb(session, by=by, **said)

    return Act(form=Form, verb=do)


ITEM_ACTS: Final[dict[str, Act[RunItem]]] = {
    "start": _item_act(run.start_item),
    "end": _item_act(run.end_item),
    "undo": _item_act(run.undo_mark),
}
STREAM_ACTS: Final[dict[str, Act[Session]]] = {
    "open_stream": _session_act(streams.open_stream),
    "close_stream": _session_act(streams.close_stream),
    "to_fallback": _session_act(streams.switch_stream, to_fallback=True),
    "back": _session_act(streams.switch_stream, to_fallback=False),
    "check": _session_act(streams.check_again),
}
CLEAR_MARKS: Final = _session_act(run.clear_marks)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def day(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the day of an event; mark items of the run of show, switch or open the stream."""
    event = get_object_or_404(Event, pk=pk)
    sessions = sessions_of_day(event)
    session = session_to_show(sessions, request.GET.get("session", ""), timezone.now())

    def show(state: ScreenState) -> HttpResponseBase:
        problems = [error for form in state.forms.values() for error in form.non_field_errors()]
        problem = " ".join([state.problem, *map(str, problems)]).strip()
        return _show(request, event, sessions, session, problem=problem, status=state.status)

    if request.method != "POST":
        return show(ScreenState())
    if session is None:
        raise Http404
    back = f"{reverse('desk_programme:day', args=[pk])}?{_kept(request, session)}"
    for name, item_act in ITEM_ACTS.items():
        if name in request.POST:
            wanted = request.POST[name]
            item = next((one for one in session.run.all() if str(one.pk) == wanted), None)
            if item is None:
                raise Http404
            return perform(request, item, name, item_act, show=show, back=f"{back}#run")
    if "clear_marks" in request.POST:
        return perform(request, session, "clear_marks", CLEAR_MARKS, show=show, back=f"{back}#run")
    for name, act in STREAM_ACTS.items():
        if name in request.POST:
            return perform(request, session, name, act, show=show, back=f"{back}#stream")
    return show(ScreenState(REFUSED, problem=_("Say what to do.")))


@room_view(MANAGE)
@require_safe
def day_now(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the parts of the page that change by themselves, as they are now."""
    event = get_object_or_404(Event, pk=pk)
    asked = request.GET.get("session", "")
    session = session_to_show(sessions_of_day(event), asked, timezone.now())
    if session is None:
        raise Http404
    context = {"event": event, **_now(request, event, session)}
    return render(request, "programme/day/_now.html", context)


def _show(
    request: HttpRequest,
    event: Event,
    sessions: list[Session],
    session: Session | None,
    *,
    problem: str,
    status: int,
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "event": event,
        "sessions": sessions,
        "session": session,
        "problem": problem,
    }
    if session is not None:
        context |= _now(request, event, session)
    return render(request, "programme/day/day.html", context, status=status)


def _now(request: HttpRequest, event: Event, session: Session) -> dict[str, Any]:
    """Return what the parts show that change by themselves."""
    session.event = event
    reader = _reader(request, event)
    moderates = person(request).has_perm(MODERATE)
    return {
        "questions": waiting_questions(session) if moderates else 0,
        "session": session,
        "reader": reader,
        "keep": [("session", session.pk)],
        "kept": _kept(request, session),
        "day": day_at(session, reader.zone, names_at_desk(session), timezone.now()),
    }


def _reader(request: HttpRequest, event: Event) -> ReaderZone:
    """Return the zone of the host: as chosen, else that of the organisation."""
    return ReaderZone.of(request.GET, own_zone() or event.audience_zone or event.zone)


def _kept(request: HttpRequest, session: Session) -> str:
    """Return the parameters that an address keeps: which session, and the zone if it was chosen."""
    kept = {"session": str(session.pk)}
    if request.GET.get("zone"):
        kept["zone"] = request.GET["zone"]
    return urlencode(kept)
