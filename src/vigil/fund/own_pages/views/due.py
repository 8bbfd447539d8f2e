"""What is due: reports, and how to do them safely, or not at all."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from vigil.fund.messages import verbs as messages
from vigil.fund.models import Party, Report
from vigil.fund.own_pages import queries
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    not_accepted,
    not_found,
    own_page,
    shown,
)
from vigil.fund.own_pages.forms import UnsafeForm
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import ticket_of


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    refused = told.forms.get("unsafe")
    context = {
        "reports": [
            (
                one,
                refused
                if refused is not None and told.opened == one.uid
                else UnsafeForm(auto_id=f"unsafe-{one.pk}-%s"),
            )
            for one in queries.reports_of(party)
        ],
        "later": queries.later_reports_of(party),
        "received": queries.handed_in_reports_of(party),
        "grants": queries.open_grants(party),
    }
    return shown(request, "due.html", token, told, context)


def _unsafe(request: HttpRequest, party: Party, token: str) -> Answer:
    row = Report.objects.filter(grant__party=party, uid=request.POST.get("of", "")).first()
    if row is None:
        return not_found(request)
    form = UnsafeForm(request.POST, auto_id=f"unsafe-{row.pk}-%s")
    if not form.is_valid():
        return not_accepted("unsafe", form, opened=row.uid)
    text = form.cleaned_data["text"]
    uid = uid_from_ticket(ticket_of(request), party, "unsafe", row.uid, text)
    try:
        messages.tell_unsafe(row, text, uid=uid)
    except NotPossible as error:
        return not_accepted("unsafe", form, error, opened=row.uid)
    return redirect("fund:mine_due", token)


ACTS: Final[Mapping[str, OwnAct]] = {"unsafe": _unsafe}
due = own_page(_show, ACTS)
"""Show what is due, and take that it cannot be done safely."""
