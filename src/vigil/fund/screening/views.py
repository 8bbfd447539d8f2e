"""The checks of a party at the desk: how each step stands, and several taken at once."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
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
from vigil.fund.access.rules import WORK
from vigil.fund.models import Check, Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms.desk import ReasonForm
from vigil.fund.screening import queries, verbs
from vigil.fund.screening.forms import ChecksForm, findings_of
from vigil.trust.models import User


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def checks(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the checks of a party, and take those that were sent."""
    rows = party_queries.visible_to(person(request)).filter(removed_at=None)
    found: Party = found_or_404(rows, uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=reverse("desk_fund:checks", args=[uid]))


def opened_notes(party: Party, by: User, why: str) -> list[tuple[Check, list[str]]]:
    """Return the opened texts of the newest check of each step that has any."""
    opened = [
        (check, list(verbs.open_texts(check, by=by, why=why).values()))
        for check in queries.newest_checks(party).values()
    ]
    return [(check, texts) for check, texts in opened if texts]


def _open(party: Party, data: Data, by: User) -> dict[str, Any]:
    return {"notes": opened_notes(party, by, data["why"])}


ACTS: Final[Mapping[str, Act[Party]]] = {
    "take": Act(
        form=ChecksForm,
        verb=lambda party, data, by: verbs.take_checks(party, findings_of(data), by=by),
        done=_("The checks are saved."),
    ),
    "open": Act(form=ReasonForm, verb=_open),
}


def _show(request: HttpRequest, found: Party, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    context = {
        "party": found,
        "forms": forms_of(ACTS, found, by, screen),
        "screen": screen,
        "states": queries.states_of(found),
        "alike": party_queries.matching_parties(found, by=by),
    }
    return render(request, "fund/screening/checks.html", context, status=screen.status)
