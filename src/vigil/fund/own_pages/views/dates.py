"""Amounts and days: whether money arrived, and asking for more time."""

from collections.abc import Mapping
from typing import Final

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vigil.fund.extensions import verbs as extensions
from vigil.fund.messages import verbs as messages
from vigil.fund.models import ExtensionRequest, Grant, Party, Payment
from vigil.fund.own_pages import queries
from vigil.fund.own_pages.amounts import grants_on_page, told_grants
from vigil.fund.own_pages.behind_link import (
    Answer,
    OwnAct,
    PageOutcome,
    not_accepted,
    not_found,
    own_page,
    shown,
)
from vigil.fund.own_pages.forms import ArrivedForm, ExtensionForm, MissingForm
from vigil.fund.own_pages.resubmission import uid_from_ticket
from vigil.fund.payments.verbs import receiving
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.anonymous_pages import CONFLICT, ticket_of


def _show(request: HttpRequest, party: Party, token: str, told: PageOutcome) -> HttpResponse:
    grants = grants_on_page(told_grants(party))
    sent = [part.payment for grant in grants for part in grant.parts if part.payment]
    extension = told.forms.get("ask")
    context = {
        "grants": grants,
        "arrived": _forms("arrived", ArrivedForm, sent, told),
        "missing": _forms("missing", MissingForm, sent, told),
        "extension": extension or ExtensionForm(grants=_extensible(party), auto_id="more-%s"),
        "may_ask": extension is not None or any(one.may_ask_for_time for one in grants),
    }
    return shown(request, "dates.html", token, told, context)


def _forms(
    act: str, form: type[Form], payments: list[Payment], told: PageOutcome
) -> dict[str, Form]:
    """Return a form for each payment, by its uid; a refused one as it was typed."""
    refused = told.forms.get(act)
    return {
        one.uid: refused
        if refused is not None and told.opened == one.uid
        else form(auto_id=f"{act}-{one.pk}-%s")
        for one in payments
    }


def _arrived(request: HttpRequest, party: Party, token: str) -> Answer:
    payment = _payment(request, party)
    if payment is None:
        return not_found(request)
    form = ArrivedForm(request.POST, auto_id=f"arrived-{payment.pk}-%s")
    if not form.is_valid():
        return not_accepted("arrived", form, opened=payment.uid)
    try:
        receiving.confirm_receipt(payment, form.cleaned_data["on"])
    except NotPossible as error:
        return not_accepted("arrived", form, error, opened=payment.uid)
    return redirect("fund:mine_dates", token)


def _missing(request: HttpRequest, party: Party, token: str) -> Answer:
    payment = _payment(request, party)
    if payment is None:
        return not_found(request)
    form = MissingForm(request.POST, auto_id=f"missing-{payment.pk}-%s")
    if not form.is_valid():
        return not_accepted("missing", form, opened=payment.uid)
    text = form.cleaned_data["text"]
    uid = uid_from_ticket(ticket_of(request), party, "missing", payment.uid, text)
    try:
        messages.tell_missing(payment, text, uid=uid)
    except NotPossible as error:
        return not_accepted("missing", form, error, opened=payment.uid)
    return redirect("fund:mine_dates", token)


def _ask(request: HttpRequest, party: Party, token: str) -> Answer:
    form = ExtensionForm(request.POST, grants=_extensible(party), auto_id="more-%s")
    if not form.is_valid():
        return not_accepted("ask", form)
    grant, said = form.grant(), form.cleaned_data
    if grant is None:
        form.add_error(None, _("No support is running now, so you cannot ask for more time here."))
        return PageOutcome(CONFLICT, forms={"ask": form})
    parts = (grant.uid, str(said["until"]), said["why"])
    uid = uid_from_ticket(ticket_of(request), party, "extension", *parts)
    try:
        extensions.ask(grant, said["until"], said["why"], uid=uid)
    except NotPossible as error:
        return not_accepted("ask", form, error)
    return redirect("fund:mine_dates", token)


def _extensible(party: Party) -> list[Grant]:
    return queries.open_grants(party)


def _unask(request: HttpRequest, party: Party, token: str) -> Answer:
    row = _extension(request, party)
    if row is None:
        return not_found(request)
    extensions.take_back(row)
    return redirect("fund:mine_dates", token)


def _read_answer(request: HttpRequest, party: Party, token: str) -> Answer:
    row = _extension(request, party)
    if row is None:
        return not_found(request)
    text = extensions.read_answer(row)
    if not text:
        return PageOutcome(CONFLICT, refused=_("There is no text with this answer."))
    return PageOutcome(message=text, opened=row.uid)


def _payment(request: HttpRequest, party: Party) -> Payment | None:
    rows = Payment.objects.filter(tranche__grant__in=told_grants(party), reverses=None)
    uid = request.POST.get("of", "")
    return rows.select_related("tranche__grant__party").filter(uid=uid).first()


def _extension(request: HttpRequest, party: Party) -> ExtensionRequest | None:
    rows = ExtensionRequest.objects.filter(grant__in=told_grants(party))
    return rows.select_related("grant__party").filter(uid=request.POST.get("of", "")).first()


ACTS: Final[Mapping[str, OwnAct]] = {
    "arrived": _arrived,
    "missing": _missing,
    "ask": _ask,
    "unask": _unask,
    "read": _read_answer,
}
dates = own_page(_show, ACTS)
"""Show amounts and days, and take what the grantee says of them."""
