"""Which outlets are monitored for which countries: the list, and one entry of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vigil.casefile.coverage.verbs import (
    PERMISSION,
    correct_monitoring,
    end_monitoring,
    start_monitoring,
    take_back_monitoring,
)
from vigil.casefile.models import Monitoring
from vigil.desk.coverage.forms import (
    CorrectMonitoringForm,
    EndMonitoringForm,
    ReasonForm,
    StartMonitoringForm,
    outlet_names,
)
from vigil.desk.screens.access import desk_view, person
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision

PAGE = 50
REFUSED, CONFLICT = 422, 409
FORMS: dict[str, type[forms.Form]] = {
    "end": EndMonitoringForm,
    "correct": CorrectMonitoringForm,
    "take_back": ReasonForm,
}


@desk_view()
@require_http_methods(["GET", "HEAD", "POST"])
def coverage(request: HttpRequest) -> HttpResponseBase:
    """List what is monitored; record another outlet."""
    if request.method != "POST":
        return _list(request, StartMonitoringForm())
    require(request.user, PERMISSION)  # type: ignore[arg-type]
    form = StartMonitoringForm(request.POST)
    if not form.is_valid():
        return _list(request, form, REFUSED)
    data = dict(form.cleaned_data)
    try:
        row = start_monitoring(
            data.pop("outlet"), data.pop("countries"), by=person(request), **data
        )
    except NotPossible as error:
        form.add_error(None, str(error))
        return _list(request, form, CONFLICT)
    messages.success(request, _("Recorded: %(outlet)s.") % {"outlet": row.outlet})
    return redirect("desk:coverage")


def _list(request: HttpRequest, form: StartMonitoringForm, status: int = 200) -> HttpResponseBase:
    rows = Monitoring.objects.filter(taken_back=False).select_related("outlet", "added_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = [(row, row.last_day(date.today()), row.goes_on(date.today())) for row in page]
    context = {"page": page, "rows": told, "form": form, "outlets": outlet_names()}
    return render(request, "desk/coverage/coverage.html", context, status=status)


@desk_view()
@require_http_methods(["GET", "HEAD", "POST"])
def monitoring(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one entry with its decisions; end it, correct it or take it back."""
    row = get_object_or_404(Monitoring.objects.select_related("outlet"), pk=pk)
    if request.method != "POST":
        return _show(request, row, {})
    require(request.user, PERMISSION, row)  # type: ignore[arg-type]
    name = request.POST.get("act", "")
    if name not in FORMS:
        return _show(request, row, {}, REFUSED)
    form = FORMS[name](request.POST, prefix=name)
    if not form.is_valid():
        return _show(request, row, {name: form}, REFUSED)
    try:
        _do(name, row, form.cleaned_data, request)
    except NotPossible as error:
        form.add_error(None, str(error))
        return _show(request, row, {name: form}, CONFLICT)
    messages.success(request, _("Recorded: %(outlet)s.") % {"outlet": row.outlet})
    return redirect("desk:coverage")


def _do(name: str, row: Monitoring, data: dict[str, Any], request: HttpRequest) -> None:
    by = person(request)
    if name == "end":
        end_monitoring(row, data["until"], by=by, why=data["why"])
    elif name == "correct":
        correct_monitoring(row, by=by, **data)
    else:
        take_back_monitoring(row, by=by, why=data["why"])


def _show(
    request: HttpRequest, row: Monitoring, refused: Mapping[str, forms.Form], status: int = 200
) -> HttpResponseBase:
    decisions = Decision.objects.filter(target_kind="monitoring", target_key=row.key)
    context = {
        "row": row,
        "goes_on": row.goes_on(date.today()),
        "last_day": row.last_day(date.today()),
        "end": refused.get("end", EndMonitoringForm(prefix="end")),
        "correct": refused.get("correct", CorrectMonitoringForm.showing(row)),
        "take_back": refused.get("take_back", ReasonForm(prefix="take_back")),
        "decisions": decisions.select_related("actor"),
        "may": request.user.has_perm(PERMISSION, row),
    }
    return render(request, "desk/coverage/monitoring.html", context, status=status)
