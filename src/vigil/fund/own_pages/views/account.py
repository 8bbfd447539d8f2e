"""The account of a party: entered, or confirmed, by itself. It is never shown in full."""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.fund.accounts import queries as account_queries
from vigil.fund.accounts import verbs as accounts
from vigil.fund.models import Party
from vigil.fund.own_pages.amounts import told_grants
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    not_accepted,
    own_page,
    shown,
)
from vigil.fund.own_pages.forms import AccountForm
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.verbs import sealing
from vigil.fund.payments.verbs import approval_terms
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT

SHOWN_AT_THE_END: Final = 4
"""Characters of an account by which its owner recognises it."""


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    changed = approval_terms.account_changed(party)
    kept = sealing.is_kept(PARTY, party.uid, approval_terms.ACCOUNT)
    context = {
        "kept": kept,
        "entered_at": changed.at if kept and changed else None,
        "entered_by_them": kept and changed is not None and changed.actor_id is None,
        "confirmed": kept and account_queries.is_confirmed(party),
        "has_grant": bool(told_grants(party)),
        "form": told.forms.get("enter") or AccountForm(),
    }
    return shown(request, "account.html", token, told, context)


def _enter(request: HttpRequest, party: Party, token: str) -> Answer:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return not_accepted("enter", form)
    try:
        accounts.enter_own(party, form.cleaned_data["account"])
    except NotPossible as error:
        return not_accepted("enter", form, error)
    return redirect("fund:mine_account", token)


def _look(request: HttpRequest, party: Party, token: str) -> Answer:
    return PageOutcome(message=_ending(party), opened="account")


def _confirm(request: HttpRequest, party: Party, token: str) -> Answer:
    if account_queries.is_confirmed(party):  # the same form, sent twice
        return redirect("fund:mine_account", token)
    if not compare_digest(request.POST.get("of", "").encode(), _ending(party).encode()):
        changed = _("The account was changed meanwhile. Look at it again.")
        return PageOutcome(CONFLICT, refused=changed)
    accounts.confirm_own(party)
    return redirect("fund:mine_account", token)


def _ending(party: Party) -> str:
    """Return the end of the account; its opening is recorded."""
    account = sealing.read_to_act(
        party, PARTY, party.uid, approval_terms.ACCOUNT, why="its reader opened it"
    )
    signs = "".join(account.split())
    # Of a short one, half at most.
    return signs[-min(SHOWN_AT_THE_END, len(signs) // 2) :] if signs else ""


ACTS: Final[Mapping[str, OwnAct]] = {"enter": _enter, "look": _look, "confirm": _confirm}
account = own_page(_show, ACTS)
"""Enter or confirm the account."""
