"""Acts that wait for a second person: the list, confirming, refusing."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vigil.desk.confirmations.links import address_of, document_address
from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import Act, Data, ScreenState, perform
from vigil.desk.screens.forms import ReasonForm
from vigil.trust.confirmations import verbs
from vigil.trust.models import Confirmation, User

SEE = "trust.see_confirmations"


def _confirm(asked: Confirmation, _data: Data, by: User) -> None:
    verbs.confirm(asked, by=by)


def _refuse(asked: Confirmation, data: Data, by: User) -> None:
    verbs.refuse(asked, by=by, why=data["why"])


REFUSE: Final = Act(
    form=ReasonForm,
    form_arguments=lambda asked, _by: {"prefix": f"refuse-{asked.pk}"},
    verb=_refuse,
    done=gettext_lazy("Refused. Nothing was changed."),
)


@dataclass(frozen=True)
class ConfirmationRow:
    """An act that waits, as the list shows it to one person."""

    asked: Confirmation
    what: str
    address: str
    document: str
    own: bool
    form: BaseForm


@room_view(SEE)
@require_safe
def confirmations(request: HttpRequest) -> HttpResponseBase:
    """List what this person may confirm, and what they asked for themselves."""
    return _list(request, ScreenState())


@room_view(SEE, recent=True)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Confirm what another person asked for, which is then done at once."""
    found = get_object_or_404(Confirmation, pk=pk)
    what = verbs.act_of(found).describe(found)  # as it is before it is done
    done = _("Confirmed and done. %(what)s") % {"what": what}
    return _perform(request, found, "confirm", Act(form=Form, verb=_confirm, done=done))


@room_view(SEE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Refuse what another person asked for, or withdraw what one asked for oneself."""
    return _perform(request, get_object_or_404(Confirmation, pk=pk), "refuse", REFUSE)


def _perform(
    request: HttpRequest, asked: Confirmation, name: str, act: Act[Confirmation]
) -> HttpResponseBase:
    back = reverse("desk:confirmations")
    return perform(request, asked, name, act, show=partial(_list, request), back=back)


def _list(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    user = person(request)
    refused = screen.forms.get("refuse")
    rows = [_row(asked, user, refused) for asked in verbs.waiting_for(user)]
    placed = any(row.form is refused for row in rows)
    context = {
        "others": [row for row in rows if not row.own],
        "own": [row for row in rows if row.own],
        "refused": [form for form in screen.forms.values() if form is not refused or not placed],
    }
    return render(request, "desk/confirmations/confirmations.html", context, status=screen.status)


def _row(asked: Confirmation, user: User, refused: BaseForm | None) -> ConfirmationRow:
    form = REFUSE.blank("refuse", asked, user)
    return ConfirmationRow(
        asked=asked,
        what=verbs.act_of(asked).describe(asked),
        address=address_of(asked),
        document=document_address(asked, user),
        own=asked.is_asked_by(user),
        form=refused if refused and refused.prefix == form.prefix else form,
    )
