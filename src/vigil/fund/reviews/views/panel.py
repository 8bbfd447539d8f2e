"""The panel meeting: one application at a time, for a projector, with what is left to award."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

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
from vigil.fund.access.rules import WORK, blind_calls
from vigil.fund.applications.verbs import determining, stating_conditions
from vigil.fund.applications.views.desk import agreement_of
from vigil.fund.calls.form_definition import in_language
from vigil.fund.decision_letters import verbs as decision_letters
from vigil.fund.models import Application, Call
from vigil.fund.overview import queries
from vigil.fund.parties.forms.desk import EmptyForm, ReasonForm
from vigil.fund.payments.money import format_amount
from vigil.fund.reviews import panel_meeting
from vigil.fund.reviews import queries as review_queries
from vigil.fund.reviews.forms import PanelBudgetForm, ProposeForm
from vigil.fund.reviews.verbs import panel_budgets, reading
from vigil.trust.models import User


def _start(application: Application, data: Data, by: User) -> dict[str, Any]:
    reading.state_reason(application.call, data["why"], by=by)
    return _comments(application, data, by)


def _comments(application: Application, _data: Data, by: User) -> dict[str, Any]:
    return {"said": reading.open_reviews_in_set(application, by=by)}


def _propose(application: Application, data: Data, by: User) -> None:
    if data["conditions"]:
        stating_conditions.state_conditions(application, by=by)
    decision_letters.propose(
        application,
        data["outcome"],
        data["reasons"],
        data["words"],
        by=by,
        exception=data["exception"],
    )


def _dated(_application: Application) -> dict[str, Any]:
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    return {"reasons": gettext("Panel meeting, %(day)s.") % {"day": day}}


ACTS: Final[Mapping[str, Act[Application]]] = {
    "start": Act(form=ReasonForm, verb=_start),
    "comments": Act(form=EmptyForm, verb=_comments),
    "propose": Act(
        form=ProposeForm,
        verb=_propose,
        done=_("Proposed. A second officer must agree before anybody is notified."),
        initial=_dated,
    ),
    "budget": Act(
        form=PanelBudgetForm,
        verb=lambda application, data, by: panel_budgets.set_panel_budget(
            application.call, data["budget"], by=by
        ),
        done=_("Amount saved."),
        form_arguments=lambda application, _by: {"currency": application.call.currency},
    ),
}
"""What a panel does with the application that it looks at."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def panel(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one application of a call to a meeting; `?order=` and `?page=` say which."""
    by = person(request)
    call = found_or_404(Call.objects.exclude(pk__in=blind_calls(by)), slug=slug)
    if request.method != "POST":
        return _show(request, call, None, ScreenState())
    mine = queries.applications_for(by).filter(call=call)
    found = found_or_404(mine, uid=request.POST.get("application", ""))
    at = {"order": _order(request), "page": request.GET.get("page", "1")}
    back = f"{reverse('desk_fund:panel', args=[slug])}?{urlencode(at)}"
    show = partial(_show, request, call, found)
    return act_named(request, found, ACTS, show=show, back=back)


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("order", "")
    return asked if asked in panel_meeting.ORDERS else panel_meeting.BY_RANK


def _show(
    request: HttpRequest, call: Call, posted: Application | None, screen: ScreenState
) -> HttpResponseBase:
    by, order = person(request), _order(request)
    rows = panel_meeting.applications(call, by, order)
    page = Paginator(rows, 1).get_page(request.GET.get("page"))
    # What was sent is about one application, even if another has its rank by now.
    found = posted or next(iter(page.object_list), None)
    left = panel_meeting.remainder(call)
    context: dict[str, Any] = {
        "call": call,
        "title": in_language(call.title, get_language() or "en"),
        "page": page,
        "order": order,
        "left": left,
        "money_left": "" if left.minor is None else format_amount(left.minor, left.currency),
        "screen": screen,
        "application": found,
    }
    if found is not None:
        context |= _about(Application.objects.select_related("call", "party").get(pk=found.pk), by)
        context["forms"] = forms_of(ACTS, context["application"], by, screen)
    return render(request, "fund/reviews/panel.html", context, status=screen.status)


def _about(application: Application, by: User) -> dict[str, Any]:
    shown = agreement_of(application, by)
    return {
        "application": application,
        "who": "" if application.call.blind else application.party,
        "country": country_name(application.party.country) if application.party.country else "",
        "asked": format_amount(application.minor, application.currency)
        if application.minor and application.currency
        else "",
        "leaving": panel_meeting.who_leaves(application),
        "says": panel_meeting.reviewers_say([one for one, _total in shown["reviews"]]),
        "all_in": review_queries.all_reviews_submitted(application),
        "determination": determining.newest_determination(application),
        "reason": reading.reason_in_force(application.call, by),
        **shown,
    }
