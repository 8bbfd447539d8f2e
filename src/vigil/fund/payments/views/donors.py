"""Donors at the desk."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.acts import refuse
from vigil.fund.models import Donor
from vigil.fund.payments.verbs.managing_donors import MANAGE_DONORS, add_donor, edit_donor
from vigil.trust.access.errors import Unfit

REFUSED, CONFLICT = 422, 409


class DonorForm(forms.Form):
    """How a donor is called, and by what registers know it."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    reference = forms.CharField(
        label=gettext_lazy("Identifier"),
        max_length=80,
        help_text=gettext_lazy("As registers write it: NO-BRC-971277882."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


@room_view(MANAGE_DONORS)
@require_http_methods(["GET", "HEAD", "POST"])
def donors(request: HttpRequest) -> HttpResponseBase:
    """List the donors; add one, or change how one is called."""
    if request.method != "POST":
        return _donors(request)
    asked = request.POST.get("donor", "")
    # Nobody's number is long: what is no donor is not there.
    donor = get_object_or_404(Donor, pk=int(asked)) if asked.isdecimal() else None
    form = _form(donor, request)
    if not form.is_valid():
        return _donors(request, donor, form, REFUSED)
    try:
        if donor is None:
            add_donor(by=person(request), **form.cleaned_data)
        else:
            edit_donor(donor, by=person(request), **form.cleaned_data)
    except Unfit as error:
        refuse(form, error)
        return _donors(request, donor, form, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("desk_grants:donors")


def _form(donor: Donor | None, request: HttpRequest | None = None) -> DonorForm:
    initial = {"name": donor.name, "reference": donor.reference} if donor else {}
    data = request.POST if request else None
    return DonorForm(
        data, initial=initial, auto_id=f"{donor.pk if donor else 'new'}-%s", label_suffix=""
    )


def _donors(
    request: HttpRequest,
    donor: Donor | None = None,
    sent: DonorForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    rows = [
        (row, sent if sent and donor and row.pk == donor.pk else _form(row))
        for row in Donor.objects.all()
    ]
    new = sent if sent and donor is None else _form(None)
    return render(request, "fund/payments/donors.html", {"rows": rows, "new": new}, status=status)
