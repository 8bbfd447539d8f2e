"""One payment: what it lacks, its proof or receipt, and its witnesses."""

from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
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
from vigil.files import Kind
from vigil.fund.access.rules import WORK
from vigil.fund.grants.forms.acts import language
from vigil.fund.models import ApplicationFile, Payment, Witness
from vigil.fund.parties import queries as party_queries
from vigil.fund.payments import forms, money, queries
from vigil.fund.payments.models import PaymentWay
from vigil.fund.payments.verbs import proving, witnessing
from vigil.trust.access.errors import Unfit
from vigil.trust.models import User
from vigil.trust.public_forms.in_memory_uploads import keep_in_memory
from vigil.trust.uploads.downloads import download


def _attach(payment: Payment, data: Data, by: User) -> None:
    proving.attach_proof(payment, data["file"].read(), by=by)


def _file_of(payment: Payment, uid: str) -> ApplicationFile:
    row = next((one for one in queries.proofs_of(payment) if one.uid == uid), None)
    if row is None:
        raise Http404
    return row


def _open_file(payment: Payment, data: Data, by: User) -> HttpResponseBase:
    """Return the file as a download with a neutral name; the opening is recorded."""
    file = _file_of(payment, data["what"])
    content, kind = proving.open_proof(file, by=by, why=data["why"]), Kind(file.kind)
    return download(content, kind.media_type, f"file-{file.pk}{kind.suffix}")


def _remove(payment: Payment, data: Data, by: User) -> None:
    proving.remove_proof(_file_of(payment, data["what"]), by=by)


def _witness(payment: Payment, data: Data, by: User) -> Witness:
    try:
        minor = money.read_amount(data["amount"], payment.sent_currency, language())
    except money.NotAnAmount as error:
        raise Unfit(str(error), "amount") from None
    return witnessing.witness(payment, minor, data["on"], data["seen"], by=by)


def _open_statement(payment: Payment, data: Data, by: User) -> dict[str, str]:
    row = payment.witnesses.filter(uid=data["what"]).first()
    if row is None:
        raise Http404
    return {"text": witnessing.open_statement(row, by=by, why=data["why"])}


ACTS: Final = {
    "attach": Act[Payment](form=forms.ProofForm, verb=_attach, done=_("The file is saved.")),
    "open_file": Act[Payment](form=forms.OpenForm, verb=_open_file),
    "remove": Act[Payment](form=forms.RemoveForm, verb=_remove, done=_("The file is removed.")),
    "say_seen": Act[Payment](
        form=forms.WitnessForm, verb=_witness, done=_("Your statement is saved.")
    ),
    "open_statement": Act[Payment](form=forms.OpenForm, verb=_open_statement),
}
"""What an officer does with a payment."""


@keep_in_memory(1)
@room_view(WORK)
@require_http_methods(READ_AND_ACT)
def payment(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show a payment, and keep its proof or what a witness saw."""
    known = party_queries.visible_to(person(request)).order_by().values("pk")
    rows = Payment.objects.filter(tranche__grant__party__in=known)
    rows = rows.select_related("tranche__grant__party", "by", "reversed_by")
    row: Payment = found_or_404(rows, uid=uid)
    acts = {} if row.tranche.grant.party.is_removed else ACTS
    show = partial(_show, request, row, acts)
    if request.method != "POST":
        return show(ScreenState())
    back = reverse("desk_grants:payment", args=[uid])
    return act_named(request, row, acts, show=show, back=back)


def _show(
    request: HttpRequest, row: Payment, acts: dict[str, Act[Payment]], screen: ScreenState
) -> HttpResponseBase:
    user, witnessed = person(request), row.way != PaymentWay.BANK
    witnesses = list(row.witnesses.select_related("by"))
    context: dict[str, Any] = {
        "payment": row,
        "grant": row.tranche.grant,
        "party": row.tranche.grant.party,
        "sent": money.format_amount(row.sent_minor, row.sent_currency),
        "lacks": queries.lacks(row),
        "files": [(one, *_file_forms(one, screen)) for one in queries.proofs_of(row)],
        "witnessed": witnessed,
        "witnesses": [
            (one, money.format_amount(one.minor, row.sent_currency), _opening(one.uid, screen))
            for one in witnesses
        ],
        "may_witness": witnessed and row.by_id != user.pk and row.reverses_id is None,
        "mine": any(one.by_id == user.pk for one in witnesses),
        "forms": forms_of(acts, row, user, screen),
        "screen": screen,
    }
    return render(request, "fund/payments/payment.html", context, status=screen.status)


def _file_forms(one: ApplicationFile, screen: ScreenState) -> tuple[Any, Any]:
    asked = {"initial": {"what": one.uid}}
    opening = _sent("open_file", one.uid, screen) or forms.OpenForm(
        auto_id=f"o{one.pk}-%s", **asked
    )
    removing = _sent("remove", one.uid, screen) or forms.RemoveForm(
        auto_id=f"r{one.pk}-%s", **asked
    )
    return opening, removing


def _opening(uid: str, screen: ScreenState) -> Any:
    return _sent("open_statement", uid, screen) or forms.OpenForm(
        auto_id=f"w{uid[:8]}-%s", initial={"what": uid}
    )


def _sent(name: str, uid: str, screen: ScreenState) -> Any:
    """Return the form as it was sent, where it was sent for this file or witness."""
    form = screen.forms.get(name)
    return form if form is not None and form["what"].value() == uid else None
