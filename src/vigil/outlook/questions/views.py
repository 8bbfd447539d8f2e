"""Desk pages of questions: written in a draft, resolved once the panel is final."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
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
    found_or_404,
)
from vigil.desk.screens.form_screen import form_screen
from vigil.outlook.consultations.forms import EmptyForm, ReasonForm
from vigil.outlook.models import Panel, Question
from vigil.outlook.panels.views.panels import CHAIR, own_panel, own_panels
from vigil.outlook.questions import verbs as question_verbs
from vigil.outlook.questions import wording
from vigil.outlook.questions.forms import (
    Kind,
    NumberForm,
    PositionForm,
    QuestionForm,
    ResolveForm,
    question_initial,
)
from vigil.outlook.results.verbs import finalising_and_scoring
from vigil.outlook.results.verbs.finalising_and_scoring import SCORED_METHOD
from vigil.trust.models import User


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Add a question to a draft: choose its kind, then fill in the form of that kind."""
    panel = own_panel(request, uid=uid)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind not in Kind.values:
        status = REFUSED if request.method == "POST" else 200
        context = {"panel": panel, "kinds": Kind.choices}
        return render(request, "outlook/questions/new.html", context, status=status)
    context = {"panel": panel, "kind": kind, "label": Kind(kind).label}
    return form_screen(request, panel, _new_question(kind), "outlook/questions/new.html", context)


def _new_question(kind: str) -> Act[Panel]:
    return Act(
        form=QuestionForm,
        form_arguments=lambda _panel, _by: {"kind": kind},
        verb=lambda panel, data, by: question_verbs.add_question(panel, kind, by=by, **data),
        next=lambda _panel, made: reverse("desk_outlook:question", args=[made.uid]),
    )


@room_view(CHAIR)
@require_http_methods(READ_AND_ACT)
def question(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a question; change it, move it, set a seed's true value, or record the outcome."""
    rows = Question.objects.select_related("panel", "resolved_by")
    found: Question = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_outlook:question", args=[uid])
    return act_named(request, found, ACTS, show=show, back=back)


def _among_questions(question: Question, _done: object) -> str:
    return f"{reverse('desk_outlook:panel', args=[question.panel.uid])}#questions"


def _open_truth(question: Question, data: Data, by: User) -> dict[str, Any]:
    truth = question_verbs.read_realisation(question, by=by, why=data["why"])
    return {"truth": "–" if truth is None else wording.plain_number_text(truth)}


ACTS: Final[Mapping[str, Act[Question]]] = {
    "edit": Act(
        form=QuestionForm,
        form_arguments=lambda question, _by: {"kind": question.kind},
        initial=question_initial,
        verb=lambda question, data, by: question_verbs.edit_question(question, data, by=by),
        done=_("Kept."),
    ),
    "move": Act(
        form=PositionForm,
        initial=lambda question: {"position": question.position},
        verb=lambda question, data, by: question_verbs.move_question(
            question, data["position"], by=by
        ),
        done=_("Moved."),
        next=_among_questions,
    ),
    "remove": Act(
        form=EmptyForm,
        verb=lambda question, _data, by: question_verbs.remove_question(question, by=by),
        done=_("Taken out."),
        next=_among_questions,
    ),
    "realise": Act(
        form=NumberForm,
        verb=lambda question, data, by: question_verbs.set_realisation(
            question, data["value"], by=by
        ),
        done=_("Sealed until the panel is final."),
    ),
    "forget": Act(
        form=EmptyForm,
        verb=lambda question, _data, by: question_verbs.set_realisation(question, None, by=by),
        done=_("Taken out."),
    ),
    "open": Act(form=ReasonForm, verb=_open_truth),
    "resolve": Act(
        form=ResolveForm,
        verb=lambda question, data, by: finalising_and_scoring.resolve_question(
            question, data["value"], data["on"], data["source"], by=by
        ),
        done=_("Kept, and scored."),
    ),
}
"""The acts of a chair on a question."""


def _show(request: HttpRequest, found: Question, screen: ScreenState) -> HttpResponseBase:
    rows = Question.objects.select_related("panel", "resolved_by", "term__assessment")
    now = found_or_404(rows, pk=found.pk)
    matrix_rows, columns = _terms(now)
    context = {
        "question": now,
        "panel": now.panel,
        "about": wording.subject_labels(now),
        "rows": matrix_rows,
        "columns": columns,
        "has_truth": now.is_seed and question_verbs.has_realisation(now),
        "can_come_true": now.kind in SCORED_METHOD and not now.is_seed,
        "forms": forms_of(ACTS, now, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/questions/question.html", context, status=screen.status)


def _terms(question: Question) -> tuple[list[str], list[str]]:
    """Return the terms of a matrix in words: its rows and its columns."""
    listed = wording.LIST_OF_ROWS.get(Kind(question.kind), "")
    rows = [wording.term_label(listed, code) for code in question.rows] if listed else []
    return rows, [wording.term_label("markets", code) for code in question.columns]
