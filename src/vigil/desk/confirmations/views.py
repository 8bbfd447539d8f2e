"""What waits for a second person: the list, confirming, refusing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.confirmations.links import address_of, document_address
from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations import verbs
from vigil.trust.models import Confirmation

REFUSED, CONFLICT = 422, 409
SEE = "trust.see_confirmations"


@dataclass(frozen=True)
class ConfirmationRow:
    """An act that waits, as the list shows it to one person."""

    asked: Confirmation
    what: str
    address: str
    document: str
    own: bool
    form: ReasonForm


@room_view(SEE)
@require_safe
def confirmations(request: HttpRequest) -> HttpResponseBase:
    """List what this person may confirm, and what they asked for themself."""
    return _list(request)


@room_view(SEE, recent=True)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Confirm what another person asked for: it is done at once."""
    found = get_object_or_404(Confirmation, pk=pk)
    what = verbs.act_of(found).describe(found)
    try:
        verbs.confirm(found, by=person(request))
    except NotPossible as error:
        messages.warning(request, str(error))
        return _list(request, status=CONFLICT)
    messages.success(request, _("Confirmed and done. %(what)s") % {"what": what})
    return redirect("desk:confirmations")


@room_view(SEE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Refuse what another person asked for, or take back what one asked for oneself."""
    found = get_object_or_404(Confirmation, pk=pk)
    form = _form(found, request)
    if not form.is_valid():
        return _list(request, form, status=REFUSED)
    try:
        verbs.refuse(found, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        messages.warning(request, str(error))
        return _list(request, status=CONFLICT)
    messages.success(request, _("Refused. Nothing was changed."))
    return redirect("desk:confirmations")


def _list(
    request: HttpRequest, refused: ReasonForm | None = None, *, status: int = 200
) -> HttpResponseBase:
    user = person(request)
    rows = [
        ConfirmationRow(
            asked=asked,
            what=verbs.act_of(asked).describe(asked),
            address=address_of(asked),
            document=document_address(asked, user),
            own=asked.asked_by_id == user.pk,
            form=refused if refused and refused.prefix == _prefix(asked) else _form(asked),
        )
        for asked in verbs.waiting_for(user)
    ]
    context = {
        "others": [row for row in rows if not row.own],
        "own": [row for row in rows if row.own],
    }
    return render(request, "desk/confirmations/confirmations.html", context, status=status)


def _form(asked: Confirmation, request: HttpRequest | None = None) -> ReasonForm:
    return ReasonForm(request.POST if request else None, prefix=_prefix(asked))


def _prefix(asked: Confirmation) -> str:
    return f"refuse-{asked.pk}"
