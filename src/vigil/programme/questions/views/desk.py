"""The desk's screens of questions: moderating those of a session, the stage, the file to keep."""

import csv
import io
from collections.abc import Callable
from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named
from vigil.files.formula_safety import safe_cell
from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.models import Question, Session
from vigil.programme.questions.forms import MergeForm, OneQuestionForm
from vigil.programme.questions.queries import (
    BY_TIME,
    desk_list,
    sessions_to_moderate,
    visible_questions,
)
from vigil.programme.questions.rules import (
    MODERATE,
    closes_at,
    is_open_to_all,
    removed_at,
    setting_of,
    takes_questions,
)
from vigil.programme.questions.verbs import merging, moderating, opening
from vigil.programme.time_zones import wall_times
from vigil.trust.models import User

REDIRECTED: Final = (301, 302)
LIST: Final = "list"


def _with(verb: Callable[..., object]) -> Callable[[Session, Data, User], object]:
    """Do something with the question that was chosen."""

    def done(session: Session, data: Data, by: User) -> object:
        verb(data["question"], by=by)
        return None

    return done


def _open_name(session: Session, data: Data, by: User) -> dict[str, Any]:
    question = data["question"]
    return {"pk": question.pk, "name": moderating.open_name(question, by=by)}


def _merge(session: Session, data: Data, by: User) -> None:
    merging.merge_question(data["question"], data["into"], by=by)


def _export(session: Session, data: Data, by: User) -> HttpResponse:
    """Return a sheet (RFC 4180) without names, in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["number", "state", "votes", "language", "question"])
    for number, one in enumerate(opening.export_questions(session, by=by), start=1):
        row = one.row
        cells = [str(number), row.state, str(one.votes), row.language, row.text]
        writer.writerow([safe_cell(cell) for cell in cells])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),  # spreadsheets read UTF-8 only with its mark
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="questions.csv"'},
    )


def _of_session(session: Session, by: User) -> dict[str, Any]:
    return {"session": session}


def _act(verb: Callable[..., object], form: type[Form] = OneQuestionForm) -> Act[Session]:
    return Act(form=form, form_arguments=_of_session, verb=verb, permission=MODERATE)


ACTS: Final[dict[str, Act[Session]]] = {
    "open": Act(
        form=Form,
        verb=lambda session, data, by: opening.open_questions(session, by=by),
        permission=MANAGE,
        done=_("Questions are open."),
    ),
    "close": Act(
        form=Form,
        verb=lambda session, data, by: opening.close_questions(session, by=by),
        permission=MANAGE,
        done=_("Questions are closed."),
    ),
    "export": Act(form=Form, verb=_export, permission=MODERATE),
    "show": _act(_with(moderating.show_question)),
    "refuse": _act(_with(moderating.refuse_question)),
    "answered": _act(_with(moderating.mark_answered)),
    "now": _act(_with(moderating.answer_now)),
    "not_now": _act(_with(moderating.stop_answering)),
    "name": _act(_open_name),
    "merge": _act(_merge, MergeForm),
    "separate": _act(_with(merging.separate_question)),
}


@room_view(MODERATE)
@require_safe
def sessions_with_questions(request: HttpRequest) -> HttpResponseBase:
    """List the sessions that are near, with how many questions wait in each."""
    rows = [(row, wall_times.span_of(row)) for row in sessions_to_moderate()]
    return render(request, "programme/questions/desk/sessions.html", {"rows": rows})


@room_view(MODERATE)
@require_http_methods(READ_AND_ACT)
def moderate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show all questions of a session, or do what was tapped.

    A script asks for the list alone (`only=list`), and gets it as the answer to what it sends.
    """
    session = _session(pk)

    def show(state: ScreenState) -> HttpResponseBase:
        return _show(request, session, state)

    if request.method != "POST":
        return show(ScreenState())
    answer = act_named(request, session, ACTS, show=show, back=_back(request, session))
    if answer.status_code in REDIRECTED and request.POST.get("only") == LIST:
        session = _session(pk)
        return _show(request, session, ScreenState())
    return answer


@room_view(MODERATE)
@require_safe
def stage(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what participants see in large type, for a screen on the stage."""
    session = _session(pk)
    listed = visible_questions(session)
    context = {
        "session": session,
        "address": reverse("desk_programme:questions_stage", args=[pk]),
        "now": next((one for one in listed if one.is_answered_now), None),
        "shown": [
            one
            for one in listed
            if one.row.state == Question.State.SHOWN and not one.is_answered_now
        ],
        "votes": not is_open_to_all(session),
    }
    only = request.GET.get("only") == LIST
    template = "_stage_list.html" if only else "stage.html"
    return render(request, f"programme/questions/desk/{template}", context)


def _session(pk: int) -> Session:
    rows = Session.objects.select_related("event", "stream", "questions_setting")
    return get_object_or_404(rows, pk=pk)


def _order(request: HttpRequest) -> str:
    return BY_TIME if request.GET.get("sort") == BY_TIME else ""


def _address(request: HttpRequest, session: Session) -> str:
    """Return the address of the screen in the order in which it is read."""
    address = reverse("desk_programme:session_questions", args=[session.pk])
    return f"{address}?sort={BY_TIME}" if _order(request) else address


def _back(request: HttpRequest, session: Session) -> str:
    """Return where the screen goes on: at the question that was tapped."""
    tapped = request.POST.get("question", "")
    place = f"#question-{tapped}" if tapped.isdecimal() else ""
    return f"{_address(request, session)}{place}"


def _show(request: HttpRequest, session: Session, state: ScreenState) -> HttpResponseBase:
    order = _order(request)
    told, merging_one = desk_list(session, order), _merging(request, session)
    address = _address(request, session)
    context = {
        "session": session,
        "event": session.event,
        "address": address,
        # What is refreshed meanwhile still asks which question is repeated.
        "refreshed": request.get_full_path() if merging_one else address,
        "order": order,
        "told": told,
        "merging": merging_one,
        "revealed": state.revealed,
        "problem": _problem(state),
        "takes": takes_questions(session),
        "ever_opened": setting_of(session) is not None,
        "over": timezone.now() >= closes_at(session),
        "closes": wall_times.span_between(
            session.ends_at, closes_at(session), session.zone, session.zone
        ),
        "removed_at": removed_at(session),
        "votes": not is_open_to_all(session),
    }
    sent = request.POST if request.method == "POST" else request.GET
    template = "_list.html" if sent.get("only") == LIST else "questions.html"
    return render(request, f"programme/questions/desk/{template}", context, status=state.status)


def _merging(request: HttpRequest, session: Session) -> Question | None:
    """Return the question of which somebody says which other one it repeats."""
    wanted = request.GET.get("merge", "")
    if request.method == "POST" or not wanted.isdecimal():
        return None
    return session.questions.filter(pk=wanted, merged_into=None).first()


def _problem(state: ScreenState) -> str:
    """Return what is wrong, in one line above the list."""
    said = [str(one) for form in state.forms.values() for of in form.errors.values() for one in of]
    return " ".join(dict.fromkeys([state.problem, *said])).strip()
