"""The quiet stop of a party: set it, see why, ask to end it."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
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
from vigil.fund.holds import forms, queries
from vigil.fund.holds import verbs as holds
from vigil.fund.models import Hold, Party
from vigil.fund.parties import queries as party_queries
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Confirmation, User


def _hold_of(party: Party) -> Hold:
    row = queries.open_hold(party)
    if row is None:
        raise NotPossible(gettext("This quiet stop ended already."))
    return row


def _set(party: Party, data: Data, by: User) -> Hold:
    return holds.hold(party, data["sign"], data["why"], by=by)


def _lift(party: Party, data: Data, by: User) -> Confirmation:
    return holds.ask_to_lift(_hold_of(party), data["why"], by=by)


def _open(party: Party, data: Data, by: User) -> dict[str, str]:
    text = holds.open_reason(_hold_of(party), data["field"], by=by, why=data["why"])
    label = dict(forms.OpenReasonForm.base_fields["field"].choices)[data["field"]]  # type: ignore[attr-defined]
    return {"label": str(label), "text": text or gettext("Nothing is kept there.")}


ACTS: Final = {
    "hold": Act[Party](
        form=forms.HoldForm, verb=_set, done=_("Payments are stopped. Nobody else is notified.")
    ),
    "lift": Act[Party](form=forms.LiftForm, verb=_lift),
    "open": Act[Party](form=forms.OpenReasonForm, verb=_open),
}
"""What an officer does with the quiet stop of a party."""


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def hold(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show the quiet stop of a party, or the form that sets one."""
    rows = party_queries.visible_to(person(request)).filter(removed_at=None)
    party: Party = found_or_404(rows, uid=uid)
    show = partial(_show, request, party)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, party, ACTS, show=show, back=reverse("desk_fund:hold", args=[uid]))


def _show(request: HttpRequest, party: Party, screen: ScreenState) -> HttpResponseBase:
    row = queries.open_hold(party)
    context: dict[str, Any] = {
        "party": party,
        "hold": row,
        "waits": holds.waits_to_end(row) if row else None,
        "earlier": list(party.holds.exclude(lifted_at=None).select_related("by")),
        "forms": forms_of(ACTS, party, person(request), screen),
        "screen": screen,
    }
    return render(request, "fund/holds/hold.html", context, status=screen.status)
