"""The ranking of a call, and decisions proposed on several applications at once."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, found_or_404, perform
from vigil.fund.access.rules import WORK
from vigil.fund.applications.verbs import determining, stating_conditions
from vigil.fund.calls.form_definition import in_language
from vigil.fund.decision_letters import verbs as decision_letters
from vigil.fund.models import Application, Call, Outcome
from vigil.fund.overview import queries
from vigil.fund.reviews import call_figures
from vigil.fund.reviews.forms import RankingForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User

RANKED: Final = 50
"""Applications on one page of the ranking."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def ranking(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Rank the applications of a call by their mean points, and decide on several at once.

    An application shows no points until all its reviews are in, so that nobody follows the first
    one. Means adjusted for severity stand beside, once all reviews of the call are in. Choices are
    made page by page, and are not carried to the next page.
    """
    found: Call = found_or_404(Call.objects.all(), slug=slug)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    act = Act[Call](
        form=RankingForm,
        verb=partial(_decide, chosen=_chosen(request, found)),
        done=_("Decisions proposed. A second officer agrees, then a person releases the answers."),
    )
    back = reverse("desk_fund:decision_letters", args=[slug])
    return perform(request, found, "rank", act, show=show, back=back)


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
    if data["conditions"]:
        awarded = [one for one, outcome in chosen.items() if outcome == Outcome.AWARD]
        stating_conditions.state_conditions_of_many(awarded, by=by)
    decision_letters.propose_many(
        call,
        chosen,
        data["reasons"],
        {outcome: data[outcome] for outcome in Outcome.values},
        by=by,
        exception=data["exception"],
    )


def _show(request: HttpRequest, found: Call, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    page = Paginator(queries.ranking(found, by), RANKED).get_page(request.GET.get("page"))
    calibration = call_figures.calibration(found, by)
    adjusted = calibration.adjusted if calibration is not None else {}
    context = {
        "call": found,
        "title": in_language(found.title, get_language() or "en"),
        "page": page,
        "ranked": [
            (one, request.POST.get(f"outcome-{one.number}", ""), adjusted.get(one.pk))
            for one in page
        ],
        "has_adjusted": bool(adjusted),
        "form": screen.forms.get("rank") or RankingForm(auto_id="rank-%s"),
        "outcomes": Outcome.choices,
        "left": determining.places_left(found),
    }
    return render(request, "fund/reviews/ranking.html", context, status=screen.status)
