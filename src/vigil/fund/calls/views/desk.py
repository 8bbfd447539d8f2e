"""Calls at the desk: the list, one call, and the ranking of its applications."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
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
    perform,
)
from vigil.fund.access.rules import MANAGE_CALLS, WORK
from vigil.fund.applications.verbs import determining
from vigil.fund.calls import translations
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.building.forms import PublishForm
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.forms import RankingForm
from vigil.fund.calls.readiness import building_steps
from vigil.fund.models import Application, Call, Outcome
from vigil.fund.overview import queries
from vigil.fund.parties.forms.desk import EmptyForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

RANKED: Final = 50
"""Applications on one page of the ranking."""


@room_view(MANAGE_CALLS)
@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """List the calls, newest first."""
    language = get_language() or "en"
    rows = [
        (row, in_language(row.title, language), calls.is_open(row)) for row in Call.objects.all()
    ]
    return render(request, "fund/calls/calls.html", {"rows": rows})


def _address(call: Call) -> str:
    return reverse("desk_fund:call", args=[call.slug])


ACTS: Final[Mapping[str, Act[Call]]] = {
    "publish": Act(
        form=PublishForm,
        verb=lambda call, data, by: calls.publish(
            call, by=by, with_gaps=data.get("with_gaps", False)
        ),
        done=_("Published."),
        form_arguments=lambda call, _by: {"gaps": translations.gaps_in_words(call)},
    ),
    "close": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.close_early(call, by=by),
        done=_("Closed."),
    ),
    "decided": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.mark_decided(call, by=by),
        done=_("Kept."),
    ),
    "withdraw": Act(
        form=EmptyForm,
        verb=lambda call, _data, by: calls.withdraw(call, by=by),
        done=_("Withdrawn. What came stays."),
    ),
}
"""What an officer does with a call."""


@room_view(MANAGE_CALLS)
@require_http_methods(READ_AND_ACT)
def call(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show how far a call is, step by step; publish, close or withdraw it."""
    by = person(request)
    found: Call = found_or_404(Call.objects.all(), slug=slug)

    def show(screen: ScreenState) -> HttpResponseBase:
        now = Call.objects.get(pk=found.pk)
        steps = building_steps(now)
        context = {
            "call": now,
            "title": in_language(now.title, get_language() or "en"),
            "is_open": calls.is_open(now),
            "steps": [
                (step, reverse(f"desk_fund:{step.route}", args=[now.slug])) for step in steps
            ],
            "lacks": any(step.missing for step in steps),
            "versions": now.form_versions.count(),
            "forms": forms_of(ACTS, now, by, screen),
            "screen": screen,
            "decisions": queries.decisions_on(calls.CALL, now.slug),
        }
        return render(request, "fund/calls/call.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=_address(found))


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def ranking(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Rank the applications of a call by their mean points, and decide on several at once.

    An application shows no points until all its reviews are in, so that nobody follows the first
    one. Choices are made page by page, and are not carried to the next page.
    """
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    show = partial(_show_ranking, request, found)
    if request.method != "POST":
        return show(ScreenState())
    act = Act[Call](form=RankingForm, verb=partial(_decide, chosen=_chosen(request, found)))
    return perform(request, found, "rank", act, show=show, back=reverse("desk_fund:overview"))


def _chosen(request: HttpRequest, call: Call) -> dict[Application, str]:
    """Return the applications of this page for which an outcome was chosen."""
    numbers = [key.removeprefix("outcome-") for key, value in request.POST.items() if value]
    asked = [int(one) for one in numbers if one.isdecimal() and len(one) < 10][:RANKED]
    rows = queries.applications_for(person(request)).filter(call=call, number__in=asked)
    return {row: request.POST[f"outcome-{row.number}"] for row in rows}


def _decide(call: Call, data: Data, by: User, *, chosen: Mapping[Application, str]) -> None:
    if not chosen:
        raise NotPossible(gettext("Choose an outcome for at least one application."))
    for application in chosen:
        require(by, WORK, application)
    determining.determine_many(
        call,
        chosen,
        {outcome: data[outcome] for outcome in Outcome.values},
        data["reasons"],
        by=by,
        exception=data["exception"],
    )


def _show_ranking(request: HttpRequest, found: Call, screen: ScreenState) -> HttpResponseBase:
    rows = queries.ranking(found, person(request))
    page = Paginator(rows, RANKED).get_page(request.GET.get("page"))
    context = {
        "call": found,
        "title": in_language(found.title, get_language() or "en"),
        "page": page,
        "ranked": [(one, request.POST.get(f"outcome-{one.number}", "")) for one in page],
        "form": screen.forms.get("rank") or RankingForm(auto_id="rank-%s"),
        "outcomes": Outcome.choices,
        "left": determining.places_left(found),
    }
    return render(request, "fund/calls/ranking.html", context, status=screen.status)
