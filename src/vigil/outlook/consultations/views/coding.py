"""Desk pages of coders: their tasks, one statement at a time, and adjudication."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    found_or_404,
    perform,
)
from vigil.outlook.consultations.agreement_and_saturation import agreement_of
from vigil.outlook.consultations.code_lists import DIMENSIONS, LABELS, code_name, code_names
from vigil.outlook.consultations.code_suggestions import suggested_codes
from vigil.outlook.consultations.forms import CodeForm, EmptyForm
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs.coding import CODE, CodingComparison
from vigil.outlook.consultations.verbs.editing import CHAIR, State
from vigil.outlook.models import Consultation, Statement, StatementCoding
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@room_view(CODE)
@require_safe
def to_code(request: HttpRequest) -> HttpResponseBase:
    """List the codings of the person who is signed in."""
    rows = [(row, len(coding_verbs.uncoded(row))) for row in coding_verbs.to_code(person(request))]
    return render(request, "outlook/consultations/coding_tasks.html", {"rows": rows})


@dataclass(frozen=True)
class CodingTask:
    """The statement that a coder codes now, among all statements of its consultation."""

    coding: StatementCoding
    statement: Statement
    statements: list[Statement]

    @property
    def values(self) -> Mapping[str, Any]:
        """The codes that the coder has saved for the statement."""
        return self.coding.values.get(self.statement.uid, {})


@room_view(CODE)
@require_http_methods(READ_AND_ACT)
def code(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one statement (`?n=` is its number), save its codes, or hand in the whole coding."""
    mine: StatementCoding = found_or_404(
        coding_verbs.to_code(person(request)), consultation__uid=uid
    )
    if request.method == "POST" and request.POST.get("act") == "hand_in":
        show = partial(_show_asked, request, mine)
        back = reverse("desk_consultations:to_code")
        return perform(request, mine, "hand_in", HAND_IN, show=show, back=back)
    task = _asked(request, mine)
    show = partial(_show_task, request, task)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, task, "keep", KEEP, show=show, back=request.path)


def _next_statement(task: CodingTask, _done: object) -> str:
    rows = task.statements
    after = rows[(rows.index(task.statement) + 1) % len(rows)]
    at = reverse("desk_consultations:code", args=[task.coding.consultation.uid])
    return f"{at}?n={after.number}"


KEEP: Final[Act[CodingTask]] = Act(
    form=CodeForm,
    initial=lambda task: task.values,
    verb=lambda task, data, by: coding_verbs.code_statement(
        task.coding, task.statement, data, by=by
    ),
    next=_next_statement,
)
HAND_IN: Final[Act[StatementCoding]] = Act(
    form=EmptyForm,
    verb=lambda mine, _data, by: coding_verbs.hand_in(mine, by=by),
    done=_("Handed in. It stands."),
)


def _asked(request: HttpRequest, mine: StatementCoding) -> CodingTask:
    """Return the requested statement; without a request, the first that is not coded."""
    rows = list(mine.consultation.statements.filter(withdrawn_at=None))
    number = request.GET.get("n", "")
    named = next((one for one in rows if str(one.number) == number), None)
    if not rows or (named is None and number):
        raise Http404
    left = (one for one in rows if one.uid not in mine.values)
    return CodingTask(mine, named or next(left, rows[0]), rows)


def _show_asked(
    request: HttpRequest, mine: StatementCoding, screen: ScreenState
) -> HttpResponseBase:
    return _show_task(request, _asked(request, mine), screen)


def _show_task(request: HttpRequest, task: CodingTask, screen: ScreenState) -> HttpResponseBase:
    mine, rows = task.coding, task.statements
    at = rows.index(task.statement)
    context = {
        "coding": mine,
        "consultation": mine.consultation,
        "statement": task.statement,
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
        "rows": [(one, one.uid in mine.values) for one in rows],
        "looked": task.statement.uid in mine.values,
        "codes": code_names(task.values),
        "left": sum(one.uid not in mine.values for one in rows),
        "open": mine.submitted_at is None and mine.consultation.state == State.CODING,
        "suggested": code_names(suggested_codes(task.statement.text)),
        "form": screen.forms.get("keep") or _blank(request, task),
        "screen": screen,
    }
    return render(
        request, "outlook/consultations/code_statement.html", context, status=screen.status
    )


def _blank(request: HttpRequest, task: CodingTask) -> BaseForm:
    """Return the form with what is kept; `?suggested` ticks what the words suggest as well."""
    form = KEEP.blank("keep", task, person(request))
    if "suggested" in request.GET:
        for name, codes in suggested_codes(task.statement.text).items():
            form.initial[name] = [*task.values.get(name, ()), *codes]
    return form


@room_view(CODE)
@require_http_methods(READ_AND_ACT)
def settle(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show both codings side by side, and save the decisions where they differ."""
    by = person(request)
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    if not by.has_perm(CHAIR):
        require(by, CODE, found)
    show = partial(_show_settling, request, found)
    if request.method != "POST":
        return show(ScreenState())
    at = "consultation" if by.has_perm(CHAIR) else "settle"
    back = reverse(f"desk_consultations:{at}", args=[uid])
    return perform(request, found, "settle", _settling(request.POST), show=show, back=back)


def _settling(sent: QueryDict) -> Act[Consultation]:
    """Return the act that adjudicates the codes. Its field names begin with statement numbers."""

    def settle(found: Consultation, _data: Data, by: User) -> None:
        chosen, reasons = _read(sent, coding_verbs.compared(found))
        coding_verbs.settle(found, chosen, reasons, by=by)

    return Act(form=EmptyForm, verb=settle, done=_("Settled."))


def _read(
    sent: QueryDict, rows: list[CodingComparison]
) -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    chosen = {
        row.statement.uid: {
            dimension: sent.getlist(f"{row.statement.number}-{dimension}") for dimension in row.one
        }
        for row in rows
    }
    reasons = {row.statement.uid: sent.get(f"{row.statement.number}-why", "") for row in rows}
    return chosen, reasons


def _show_settling(
    request: HttpRequest, found: Consultation, screen: ScreenState
) -> HttpResponseBase:
    by = person(request)
    ready = coding_verbs.both_in(found)
    rows = coding_verbs.compared(found) if ready else []
    sent = request.POST if screen.forms else None
    context = {
        "consultation": Consultation.objects.get(pk=found.pk),
        "ready": ready,
        "open": found.state in (State.CODING, State.SETTLED),
        "own": found.codings.filter(coder=by).exists(),
        "agreement": agreement_of(found),
        "same": sum(row.agree for row in rows),
        "rows": [_row(row, sent) for row in rows if not row.agree],
        "screen": screen,
    }
    return render(
        request, "outlook/consultations/adjudicate_codes.html", context, status=screen.status
    )


def _row(row: CodingComparison, sent: QueryDict | None) -> Mapping[str, Any]:
    """Return a statement on which the coders differ: the codes to choose from, and those ticked."""
    kept = coding_verbs.codes_of(row.statement)
    number = row.statement.number
    disputed = [
        {
            "name": f"{number}-{dimension}",
            "label": LABELS[dimension],
            "codes": [
                (
                    code,
                    code_name(dimension, code),
                    code
                    in (sent.getlist(f"{number}-{dimension}") if sent else kept.get(dimension, ())),
                )
                for code in row.one[dimension]
            ],
        }
        for dimension in DIMENSIONS
        if dimension in row.one
    ]
    why = sent.get(f"{number}-why", "") if sent else row.statement.settled_why
    return {
        "statement": row.statement,
        "both": code_names(row.both),
        "disputed": disputed,
        "why": why,
        "why_name": f"{number}-why",
    }
