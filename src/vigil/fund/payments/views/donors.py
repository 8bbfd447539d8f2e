"""Donors at the desk: the list, a new donor, changes."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import room_view
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, perform
from vigil.fund.access.rules import MANAGE_DONORS
from vigil.fund.models import Donor
from vigil.fund.payments.verbs.managing_donors import add_donor, edit_donor
from vigil.trust.models import User


class DonorForm(forms.Form):
    """Name and identifier of a donor."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    reference = forms.CharField(
        label=_("Identifier"),
        max_length=80,
        help_text=_("As registers write it: NO-BRC-971277882."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


@room_view(MANAGE_DONORS)
@require_http_methods(READ_AND_ACT)
def donors(request: HttpRequest) -> HttpResponseBase:
    """List the donors; add one, or change the name or identifier of one."""
    asked = request.POST.get("donor", "")
    # Nobody's number is long: what is no donor is not there.
    donor = get_object_or_404(Donor, pk=int(asked)) if asked.isdecimal() else None
    name = str(donor.pk) if donor else "new"

    def show(screen: ScreenState) -> HttpResponseBase:
        sent = screen.forms.get
        rows = [(row, sent(str(row.pk)) or _blank(row)) for row in Donor.objects.all()]
        context = {"rows": rows, "new": sent("new") or _blank(None)}
        return render(request, "fund/payments/donors.html", context, status=screen.status)

    if request.method != "POST":
        return show(ScreenState())
    return perform(request, donor, name, SAVE, show=show, back=reverse("desk_grants:donors"))


def _save(donor: Donor | None, data: Data, by: User) -> None:
    if donor is None:
        add_donor(by=by, **data)
    else:
        edit_donor(donor, by=by, **data)


def _blank(donor: Donor | None) -> DonorForm:
    initial = {"name": donor.name, "reference": donor.reference} if donor else {}
    return DonorForm(initial=initial, auto_id=f"{donor.pk if donor else 'new'}-%s", label_suffix="")


SAVE: Final = Act[Donor | None](
    form=DonorForm,
    verb=_save,
    done=_("Saved."),
    form_arguments=lambda _donor, _by: {"label_suffix": ""},
)
