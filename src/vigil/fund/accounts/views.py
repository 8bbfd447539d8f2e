"""The account of a payee at the desk: whether it is confirmed, and confirming it."""

from collections.abc import Mapping
from functools import partial
from typing import Final

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
from vigil.fund.accounts import queries, verbs
from vigil.fund.accounts.forms import ConfirmAccountForm
from vigil.fund.models import Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.forms.desk import EmptyForm
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.models import User


@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def account(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show whether the account of a party is confirmed, and confirm it."""
    rows = party_queries.visible_to(person(request)).filter(removed_at=None)
    found: Party = found_or_404(rows, uid=uid)
    show = partial(_show, request, found)
    if request.method != "POST":
        return show(ScreenState())
    return act_named(request, found, ACTS, show=show, back=reverse("desk_fund:account", args=[uid]))


def _open(party: Party, _data: Data, by: User) -> dict[str, str]:
    payee, account = verbs.open_account(party, by=by)
    return {"payee": payee, "account": account}


ACTS: Final[Mapping[str, Act[Party]]] = {
    "open": Act(form=EmptyForm, verb=_open, recent=True),
    "confirm": Act(
        form=ConfirmAccountForm,
        verb=lambda party, data, by: verbs.confirm(party, data["channel"], data["note"], by=by),
        done=_("The account is confirmed."),
        recent=True,
    ),
}


def _show(request: HttpRequest, found: Party, screen: ScreenState) -> HttpResponseBase:
    by = person(request)
    context = {
        "party": found,
        "forms": forms_of(ACTS, found, by, screen),
        "screen": screen,
        "missing": queries.missing(found),
        "is_kept": queries.is_kept(found),
        "newest": queries.newest(found),
        "entered": approval_terms.account_changed(found),
        "entered_by_you": approval_terms.entered_account(found, by),
    }
    return render(request, "fund/accounts/account.html", context, status=screen.status)
