"""One call at the desk."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    ScreenState,
    act_named,
    forms_of,
    found_or_404,
)
from vigil.fund.access.rules import MANAGE_CALLS
from vigil.fund.calls import translations
from vigil.fund.calls import verbs as calls
from vigil.fund.calls.building.forms import PublishForm
from vigil.fund.calls.form_definition import in_language
from vigil.fund.calls.readiness import building_steps
from vigil.fund.models import Call
from vigil.fund.overview import queries
from vigil.fund.parties.forms.desk import EmptyForm


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
