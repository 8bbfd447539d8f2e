"""Forms of a payment: its way, its proof, and what witnesses saw."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.fund.grants.forms.acts import (
    GrantForm,
    amount_field,
    day_field,
    sealed_text_field,
)
from vigil.fund.payments.models import PaymentWay


class WayForm(GrantForm):
    """How a tranche is paid, and why not by bank."""

    way = forms.ChoiceField(label=_("How the money travels"), choices=PaymentWay.choices)
    why = sealed_text_field(_("Why not by bank (kept encrypted)"), 2, required=False)
    intermediary = forms.CharField(
        label=_("Who carries it, if an intermediary (kept encrypted)"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class ProofForm(GrantForm):
    """The file that proves a payment."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A picture or a PDF. We remove what the file records of its maker."),
        allow_empty_file=True,  # the rebuilder says it better
    )


class OpenForm(GrantForm):
    """What to open, and why."""

    what = forms.CharField(max_length=40, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("That you opened it, when and why, is kept and shown."),
    )


class RemoveForm(GrantForm):
    """Which file to remove."""

    what = forms.CharField(max_length=40, widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("The file is destroyed. This cannot be undone."))


class WitnessForm(GrantForm):
    """What one saw of money that was handed over."""

    amount = amount_field(_("How much was handed over"))
    on = day_field(_("Day"), initial=timezone.localdate)
    seen = sealed_text_field(_("What you saw (kept encrypted)"), 3)
