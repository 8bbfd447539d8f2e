"""Desk pages of coders: their tasks, one statement at a time, and adjudication."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT, REFUSED, found_or_404
from vigil.outlook.consultations.agreement_and_saturation import agreement_of
from vigil.outlook.consultations.code_lists import DIMENSIONS, LABELS, code_name, code_names
from vigil.outlook.consultations.forms import CodeForm
from vigil.outlook.consultations.verbs import coding as coding_verbs
from vigil.outlook.consultations.verbs.coding import CODE, CodingComparison
from vigil.outlook.consultations.verbs.editing_and_publishing import CHAIR, State
from vigil.outlook.models import Consultation, Statement, StatementCoding
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@room_view(CODE)
@require_safe
def to_code(request: HttpRequest) -> HttpResponseBase:
    """List what is given to somebody to code."""
    rows = [(row, len(coding_verbs.uncoded(row))) for row in coding_verbs.to_code(person(request))]
    return render(request, "outlook/consultations/coding_tasks.html", {"rows": rows})


@room_view(CODE)
@require_http_methods(READ_AND_ACT)
def code(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Code one statement (`?n=` is its number); each is kept by itself, then all are handed in."""
    by = person(request)
    mine: StatementCoding = found_or_404(coding_verbs.to_code(by), consultation__uid=uid)
    if request.method == "POST" and request.POST.get("act") == "hand_in":
        return _handed_in(request, mine)
    rows = list(mine.consultation.statements.filter(withdrawn_at=None))
    if not rows:
        raise Http404
    statement = _asked(request, mine, rows)
    form = CodeForm(
        request.POST if request.method == "POST" else None,
        initial=mine.values.get(statement.uid, {}),
    )
    if request.method != "POST":
        return _shown(request, mine, rows, statement, form)
    if not form.is_valid():
        return _shown(request, mine, rows, statement, form, status=REFUSED)
    try:
        coding_verbs.code_statement(mine, statement, form.cleaned_data, by=by)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _shown(request, mine, rows, statement, form, status=CONFLICT)
    after = rows[(rows.index(statement) + 1) % len(rows)]
    return redirect(f"{reverse('desk_consultations:code', args=[uid])}?n={after.number}")


def _handed_in(request: HttpRequest, mine: StatementCoding) -> HttpResponseBase:
    try:
        coding_verbs.hand_in(mine, by=person(request))
    except NotPossible as error:
        rows = list(mine.consultation.statements.filter(withdrawn_at=None))
        statement = _asked(request, mine, rows)
        form = CodeForm(initial=mine.values.get(statement.uid, {}))
        return _shown(request, mine, rows, statement, form, status=CONFLICT, trouble=str(error))
    messages.success(request, _("Handed in. It stands."))
    return redirect("desk_consultations:to_code")


def _asked(request: HttpRequest, mine: StatementCoding, rows: list[Statement]) -> Statement:
    """Return the statement that is asked for, else the first that was not looked at."""
    number = request.GET.get("n", "")
    named = next((one for one in rows if str(one.number) == number), None)
    if named is None and number:
        raise Http404
    left = (one for one in rows if one.uid not in mine.values)
    return named or next(left, rows[0])


def _shown(
    request: HttpRequest,
    mine: StatementCoding,
    rows: list[Statement],
    statement: Statement,
    form: CodeForm,
    *,
    status: int = 200,
    trouble: str = "",
) -> HttpResponseBase:
    at = rows.index(statement)
    open_ = mine.submitted_at is None and mine.consultation.state == State.CODING
    context = {
        "coding": mine,
        "consultation": mine.consultation,
        "statement": statement,
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
        "rows": [(one, one.uid in mine.values) for one in rows],
        "looked": statement.uid in mine.values,
        "codes": code_names(mine.values.get(statement.uid, {})),
        "left": sum(one.uid not in mine.values for one in rows),
        "open": open_,
        "form": form,
        "trouble": trouble,
    }
    return render(request, "outlook/consultations/code_statement.html", context, status=status)


@room_view(CODE)
@require_http_methods(READ_AND_ACT)
def settle(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Set both codings side by side, and decide where they differ."""
    by = person(request)
    found: Consultation = found_or_404(Consultation.objects.all(), uid=uid)
    if not by.has_perm(CHAIR):
        require(by, CODE, found)
    if request.method != "POST":
        return _settling(request, found, by)
    try:
        if not coding_verbs.both_in(found):
            raise NotPossible(_("Not before both codings are in: nobody is led by what one says."))
        chosen, reasons = _read(request.POST, coding_verbs.compared(found))
        coding_verbs.settle(found, chosen, reasons, by=by)
    except NotPossible as error:
        return _settling(request, found, by, status=CONFLICT, trouble=str(error))
    messages.success(request, _("Settled."))
    at = "consultation" if by.has_perm(CHAIR) else "settle"
    return redirect(f"desk_consultations:{at}", uid)


def _read(
    sent: Any, rows: list[CodingComparison]
) -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    chosen = {
        row.statement.uid: {
            dimension: sent.getlist(f"{row.statement.number}-{dimension}") for dimension in row.one
        }
        for row in rows
    }
    reasons = {row.statement.uid: sent.get(f"{row.statement.number}-why", "") for row in rows}
    return chosen, reasons


def _settling(
    request: HttpRequest, found: Consultation, by: User, status: int = 200, trouble: str = ""
) -> HttpResponseBase:
    ready = coding_verbs.both_in(found)
    rows = coding_verbs.compared(found) if ready else []
    sent = request.POST if request.method == "POST" else None
    context = {
        "consultation": Consultation.objects.get(pk=found.pk),
        "ready": ready,
        "open": found.state in (State.CODING, State.SETTLED),
        "own": found.codings.filter(coder=by).exists(),
        "agreement": agreement_of(found),
        "same": sum(row.agree for row in rows),
        "rows": [_row(row, sent) for row in rows if not row.agree],
        "trouble": trouble,
    }
    return render(request, "outlook/consultations/adjudicate_codes.html", context, status=status)


def _row(row: CodingComparison, sent: Any) -> Mapping[str, Any]:
    """Return one statement on which the two differ: what is to be ticked, and what was."""
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
