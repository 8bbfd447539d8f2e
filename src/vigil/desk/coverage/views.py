"""Which outlets are monitored for which countries: the list, and one entry of it."""

from datetime import date
from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
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
    recorded,
)
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    act_named,
    forms_of,
    perform,
)
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User

PAGE = 50


def _start(_item: None, data: Data, by: User) -> Monitoring:
    return start_monitoring(data.pop("outlet"), data.pop("countries"), by=by, **data)


def _recorded(row: Monitoring) -> str:
    return _("Recorded: %(outlet)s.") % {"outlet": row.outlet}


def _to_list(_row: Monitoring, _answer: object) -> str:
    return reverse("desk:coverage")


START: Final = Act(form=StartMonitoringForm, permission=PERMISSION, verb=_start, done=_recorded)
ACTS: Final = {
    "end": Act[Monitoring](
        form=partial(EndMonitoringForm, prefix="end"),
        permission=PERMISSION,
        verb=lambda row, data, by: end_monitoring(row, data["until"], by=by, why=data["why"]),
        done=_recorded,
        next=_to_list,
    ),
    "correct": Act[Monitoring](
        form=partial(CorrectMonitoringForm, prefix="correct"),
        permission=PERMISSION,
        verb=lambda row, data, by: correct_monitoring(row, by=by, **data),
        initial=recorded,
        done=_recorded,
        next=_to_list,
    ),
    "take_back": Act[Monitoring](
        form=partial(ReasonForm, prefix="take_back"),
        permission=PERMISSION,
        verb=lambda row, data, by: take_back_monitoring(row, by=by, why=data["why"]),
        done=_recorded,
        next=_to_list,
    ),
}


@desk_view()
@require_http_methods(READ_AND_ACT)
def coverage(request: HttpRequest) -> HttpResponseBase:
    """List what is monitored; record another outlet."""
    show = partial(_list, request)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "start", START, show=show, back=reverse("desk:coverage"))


def _list(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    rows = Monitoring.objects.filter(taken_back=False).select_related("outlet", "added_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = date.today()
    context = {
        "page": page,
        "rows": [(row, row.last_day(today), row.goes_on(today)) for row in page],
        "form": screen.forms.get("start") or START.blank("start", None, person(request)),
        "outlets": outlet_names(),
    }
    return render(request, "desk/coverage/coverage.html", context, status=screen.status)


@desk_view()
@require_http_methods(READ_AND_ACT)
def monitoring(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one entry with its decisions; end it, correct it or remove it."""
    row = get_object_or_404(Monitoring.objects.select_related("outlet"), pk=pk)
    show = partial(_show, request, row)
    if request.method != "POST":
        return show(ScreenState())
    require(person(request), PERMISSION, row)
    return act_named(request, row, ACTS, show=show, back=reverse("desk:coverage"))


def _show(request: HttpRequest, row: Monitoring, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    decisions = Decision.objects.filter(target_kind="monitoring", target_key=row.key)
    context = {
        "row": row,
        "goes_on": row.goes_on(date.today()),
        "last_day": row.last_day(date.today()),
        **forms_of(ACTS, row, user, screen),
        "decisions": decisions.select_related("actor"),
        "may": user.has_perm(PERMISSION, row),
    }
    return render(request, "desk/coverage/monitoring.html", context, status=screen.status)
