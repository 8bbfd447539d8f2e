"""Forms of emergency requests at the desk."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import EmergencyRequest
from vigil.fund.parties.forms.desk import DeskForm, NewPartyForm, long_text
from vigil.fund.payments import money


class EmergencyForm(NewPartyForm):
    """A request for emergency help, recorded by an officer."""

    code = forms.RegexField(
        regex=r"(?i)\Af-?\d{1,9}\Z",
        label=_("Number of who is kept already (F-0012), or empty"),
        max_length=12,
        required=False,
        error_messages={"invalid": _("Write the number as F-0012.")},
    )
    needs = forms.MultipleChoiceField(
        label=_("Which help"),
        choices=list(EmergencyRequest.NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    amount = forms.CharField(
        label=_("Amount (if they named one)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="USD")
    what = long_text(_("What happened, and what would help"))
    field_order = ("code", *NewPartyForm.PARTY, "needs", "amount", "currency", "what")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a name only where nobody who is kept is named."""
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        """Check that an amount that was typed is one."""
        values = super().clean() or {}
        if values.get("amount", "").strip():
            try:
                code = money.known_currency(values.get("currency", ""))
                money.read_amount(values["amount"], code, get_language() or "en")
            except money.NotAnAmount as error:
                self.add_error("amount", str(error))
        return values


class AmountForm(DeskForm):
    """The amount of an emergency grant."""

    amount = forms.CharField(
        label=_("Amount"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)


class EmergencyDecisionForm(DeskForm):
    """A vote on an emergency request; `seen` is the digest of the opened terms."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    yes = forms.TypedChoiceField(
        label=_("Your word"),
        choices=[("yes", pgettext_lazy("answer", "yes")), ("no", pgettext_lazy("answer", "no"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    why = long_text(_("Why; sealed"))
