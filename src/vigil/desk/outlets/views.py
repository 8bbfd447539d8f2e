"""Show who published a report of a case, correct it, and undo a correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.models import TESTIMONY, Case, CorrectedOutlet, Report
from vigil.casefile.outlets.queries import corrections_of, host_of
from vigil.casefile.outlets.verbs import CORRECT, OutletAsKnown, correct_outlet, undo_correction
from vigil.desk.outlets.forms import ALONE, COPY, HOST, OWN, OutletForm, UndoForm
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    offered,
)
from vigil.trust.models import User


@dataclass(frozen=True)
class ReportOfCase:
    """A report, and the case in which somebody looks at it."""

    case: Case
    report: Report


def _correct(item: ReportOfCase, data: Data, by: User) -> None:
    known = OutletAsKnown(
        **{name: data[name] for name in ("name", "country", "admin1", "language", "copied_from")}
    )
    whole = data["scope"] == HOST
    correct_outlet(item.case, item.report, known, whole_host=whole, by=by, why=data["why"])


def _undo(item: ReportOfCase, data: Data, by: User) -> None:
    correction = get_object_or_404(corrections_of(item.report), pk=data["one"])
    undo_correction(item.case, correction, by=by)


def _as_it_is(item: ReportOfCase) -> dict[str, Any]:
    outlet, copied_from = item.report.outlet, item.report.copied_from
    return {
        "name": outlet.name if outlet else "",
        "country": outlet.country if outlet else "",
        "admin1": outlet.admin1 if outlet else "",
        "language": outlet.language if outlet else "",
        "words": COPY if copied_from else OWN,
        "copied_from": copied_from.name if copied_from else "",
        "scope": ALONE,
    }


ACTS: Final[Mapping[str, Act[ReportOfCase]]] = {
    "correct": Act(
        form=OutletForm,
        verb=_correct,
        label=_("Correct outlet"),
        permission=CORRECT,
        about=lambda item: item.case,
        form_arguments=lambda item, _by: {"report": item.report},
        initial=_as_it_is,
        done=_("The outlet is corrected. This can be undone below."),
    ),
    "undo": Act(
        form=UndoForm,
        verb=_undo,
        label=_("Undo"),
        permission=CORRECT,
        about=lambda item: item.case,
        done=_("The correction is undone."),
    ),
}


@desk_view()
@require_http_methods(READ_AND_ACT)
def outlet(request: HttpRequest, pk: int, report: int) -> HttpResponseBase:
    """Show who published a report, with the form that corrects it and what was corrected."""
    found = get_object_or_404(
        Report.objects.select_related("outlet", "copied_from")
        .filter(accounts__membership__case=pk)
        .exclude(report_kind=TESTIMONY)
        .distinct(),
        pk=report,
    )
    item = ReportOfCase(get_object_or_404(Case, pk=pk), found)
    show = partial(_show, request, item)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk:outlet", args=[pk, report])
    return act_named(request, item, ACTS, show=show, back=back)


def _show(request: HttpRequest, item: ReportOfCase, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    refused: Form | None = screen.forms.get("undo")  # type: ignore[assignment]
    kept = CorrectedOutlet.objects.filter(report=item.report).select_related("original").first()
    context = {
        "case": item.case,
        "report": item.report,
        "host": host_of(item.report),
        "kept": kept,
        "corrections": corrections_of(item.report),
        "may": offered(ACTS, item, user),
        "form": forms_of(ACTS, item, user, screen)["correct"],
        "refused": refused,
        "problem": screen.problem,
        "label": ACTS["correct"].label,
    }
    return render(request, "desk/outlets/outlet.html", context, status=screen.status)
