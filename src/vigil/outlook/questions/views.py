"""Desk pages of questions: written for a draft, resolved once the panel is final."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import (
    READING_WRITING,
    REFUSED,
    Act,
    Told,
    acted,
    begun,
    forms_of,
    found_or_404,
)
from vigil.outlook.consultations.forms import EmptyForm, ReasonForm
from vigil.outlook.models import Question
from vigil.outlook.panels.views.panels import CHAIR, discard_result, own_panel, own_panels
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
@require_http_methods(READING_WRITING)
def new(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Add a question to a draft: first of which kind, then the form of that kind."""
    panel = own_panel(request, uid=uid)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind not in Kind.values:
        status = REFUSED if request.method == "POST" else 200
        context = {"panel": panel, "kinds": Kind.choices}
        return render(request, "outlook/questions/new.html", context, status=status)
    form = QuestionForm(request.POST if request.method == "POST" else None, kind=kind)
    add = partial(question_verbs.add_question, panel, kind, by=person(request))
    there, status = begun(form, add, "desk_outlook:question")
    if there is not None:
        return there
    context = {"panel": panel, "form": form, "kind": kind, "label": Kind(kind).label}
    return render(request, "outlook/questions/new.html", context, status=status)


@room_view(CHAIR)
@require_http_methods(READING_WRITING)
def question(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a question; change it, move it, keep what is true of it, say what came true."""
    rows = Question.objects.select_related("panel", "resolved_by")
    found: Question = found_or_404(rows.filter(panel__in=own_panels(person(request))), uid=uid)
    acts = _acts(found, person(request))
    show = partial(_show, request, found, acts)
    if request.method != "POST":
        return show(Told())
    return acted(request, acts, show, reverse("desk_outlook:question", args=[uid]))


def _acts(found: Question, by: User) -> dict[str, Act]:
    panel = reverse("desk_outlook:panel", args=[found.panel.uid])

    def removed(_said: dict[str, Any]) -> str:
        question_verbs.remove_question(found, by=by)
        return f"{panel}#questions"

    def moved(said: dict[str, Any]) -> str:
        question_verbs.move_question(found, said["position"], by=by)
        return f"{panel}#questions"

    def opened(said: dict[str, Any]) -> dict[str, Any]:
        truth = question_verbs.read_realisation(found, by=by, why=said["why"])
        return {"truth": "–" if truth is None else wording.plain_number_text(truth)}

    def resolved(said: dict[str, Any]) -> None:
        finalising_and_scoring.resolve_question(
            found, said["value"], said["on"], said["source"], by=by
        )

    return {
        "edit": Act(
            partial(QuestionForm, kind=found.kind),
            lambda said: discard_result(question_verbs.edit_question(found, said, by=by)),
            _("Kept."),
        ),
        "move": Act(PositionForm, moved, _("Moved.")),
        "remove": Act(EmptyForm, removed, _("Taken out.")),
        "realise": Act(
            NumberForm,
            lambda said: question_verbs.set_realisation(found, said["value"], by=by),
            _("Sealed until the panel is final."),
        ),
        "forget": Act(
            EmptyForm,
            lambda said: question_verbs.set_realisation(found, None, by=by),
            _("Taken out."),
        ),
        "open": Act(ReasonForm, opened),
        "resolve": Act(ResolveForm, resolved, _("Kept, and scored.")),
    }


def _show(
    request: HttpRequest, found: Question, acts: dict[str, Act], told: Told
) -> HttpResponseBase:
    now = found_or_404(Question.objects.select_related("panel", "resolved_by"), pk=found.pk)
    initial = {"edit": question_initial(now), "move": {"position": now.position}}
    rows, columns = _terms(now)
    context = {
        "question": now,
        "panel": now.panel,
        "about": wording.subject_labels(now),
        "rows": rows,
        "columns": columns,
        "has_truth": now.is_seed and question_verbs.has_realisation(now),
        "can_come_true": now.kind in SCORED_METHOD and not now.is_seed,
        "forms": forms_of(acts, told, initial),
        "told": told,
    }
    return render(request, "outlook/questions/question.html", context, status=told.status)


def _terms(question: Question) -> tuple[list[str], list[str]]:
    """Return what a matrix asks about, in words: down and across."""
    listed = wording.LIST_OF_ROWS.get(Kind(question.kind), "")
    rows = [wording.term_label(listed, code) for code in question.rows] if listed else []
    return rows, [wording.term_label("markets", code) for code in question.columns]
