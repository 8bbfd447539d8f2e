"""Screens of second readers: the unusual cells of a region, and a request for reasons."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.desk.screens.labels import country_name
from vigil.outlook.consultations.forms import EmptyForm
from vigil.outlook.models import Panel, Question, ReasonRequest
from vigil.outlook.results.tables import experts_answered
from vigil.outlook.second_reading import verbs
from vigil.outlook.second_reading.edition_before import index_score
from vigil.outlook.second_reading.forms import ReasonRequestForm
from vigil.outlook.second_reading.queries import (
    SECOND_READ,
    SecondReading,
    panels_read_by,
    second_reading,
)
from vigil.outlook.second_reading.unusual import Measure, UnusualCell
from vigil.outlook.second_reading.wording import (
    cell_asked_for,
    cell_choices,
    finding_text,
    measures,
    reading_map,
    term_name,
    unusual_rows,
    value_text,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

COUNTRIES: Final = 12
"""Countries of a page."""


@room_view(SECOND_READ)
@require_safe
def panels(request: HttpRequest) -> HttpResponseBase:
    """List the regions whose results the user reads a second time."""
    context = {"panels": panels_read_by(person(request))}
    return render(request, "outlook/second_reading/panels.html", context)


@room_view(SECOND_READ)
@require_safe
def cells(request: HttpRequest, uid: str) -> HttpResponseBase:
    """List the unusual cells of a region, draw all of them, and open the one asked for."""
    panel = _panel(request, uid)
    reading = second_reading(panel, by=person(request))
    if reading is not None and (asked := cell_asked_for(reading, request.GET)) is not None:
        return redirect("desk_second_reading:cell", uid, asked.position)
    measure = request.GET.get("by", "")
    measure = measure if measure in set(Measure) else ""
    shown = "value" if request.GET.get("map") == "value" else "width"
    context: dict[str, Any] = {"panel": panel, "measure": measure, "shown": shown}
    if reading is None:
        context["preparing"] = any(row.being_prepared for row in panel.rounds.all())
    else:
        rows = unusual_rows(reading, measure)
        context |= {
            "reading": reading,
            "page": Paginator(rows, COUNTRIES).get_page(request.GET.get("page")),
            "query": f"by={measure}&map={shown}&",
            "measures": measures(reading),
            "all": len(reading.unusual),
            "asked": len(reading.requests),
            "figure": reading_map(reading, shown),
            "choices": cell_choices(reading),
        }
    return render(request, "outlook/second_reading/cells.html", context)


@room_view(SECOND_READ)
@require_http_methods(READ_AND_ACT)
def cell(request: HttpRequest, uid: str, number: int) -> HttpResponseBase:
    """Show one cell with what is unusual about it; ask its experts for reasons."""
    panel = _panel(request, uid)
    cells = panel.questions.filter(term__isnull=False).select_related("term", "panel")
    question: Question = found_or_404(cells, position=number)
    reading = second_reading(panel, by=person(request))
    if reading is None:
        raise Http404
    show = partial(_show, request, question, reading)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_second_reading:cell", args=[uid, number])
    return act_named(request, question, ACTS, show=show, back=back)


def _withdraw(question: Question, _data: Data, by: User) -> ReasonRequest:
    rows = question.reason_requests.filter(withdrawn_at=None).select_related("round")
    found = rows.order_by("round__number").last()
    if found is None:
        raise NotPossible(_("There is no request on this cell."))
    return verbs.withdraw_request(found, by=by)


ACTS: Final[Mapping[str, Act[Question]]] = {
    "ask": Act(
        form=ReasonRequestForm,
        verb=lambda question, data, by: verbs.ask_for_reasons(
            question, data["wish"], data["text"], by=by
        ),
        done=_("Request saved. The experts of this cell see it in the next round."),
    ),
    "withdraw": Act(form=EmptyForm, verb=_withdraw, done=_("Request withdrawn.")),
}
"""The acts of a second reader on a cell."""


def _show(
    request: HttpRequest, question: Question, reading: SecondReading, screen: ScreenState
) -> HttpResponseBase:
    measured = reading.cells[question.pk]
    unusual = next((one for one in reading.unusual if one.cell.key == question.pk), None)
    standing = question.reason_requests.filter(round=reading.round, withdrawn_at=None).first()
    context = {
        "panel": reading.panel,
        "question": question,
        "reading": reading,
        "country": country_name(question.place),
        "term": term_name(question),
        "value": value_text(question, measured),
        "answered": experts_answered(measured.n),
        "findings": _findings(reading, question, unusual),
        "index": index_score(question),
        "request_there": standing,
        "next": reading.round.number + 1,
        "next_round": reading.panel.rounds.filter(number=reading.round.number + 1).first(),
        "refusal": _refusal(reading.panel),
        "forms": forms_of(ACTS, question, person(request), screen),
        "screen": screen,
    }
    return render(request, "outlook/second_reading/cell.html", context, status=screen.status)


def _findings(reading: SecondReading, question: Question, unusual: UnusualCell | None) -> list[str]:
    findings = unusual.findings if unusual is not None else ()
    return [finding_text(reading, question, one) for one in findings]


def _refusal(panel: Panel) -> str:
    """Return why nobody can ask now; empty if they can."""
    try:
        verbs.round_to_follow(panel)
    except NotPossible as error:
        return str(error)
    return ""


def _panel(request: HttpRequest, uid: str) -> Panel:
    """Return a panel that the user reads a second time. Raises Http404: others learn nothing."""
    rows = Panel.objects.select_related("chair", "follows", "assessment")
    found: Panel = found_or_404(rows, uid=uid)
    if not person(request).has_perm(SECOND_READ, found):
        raise Http404
    if not found.questions.filter(~Q(term=None)).exists():
        raise Http404
    return found
