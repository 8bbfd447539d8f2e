"""The public form to ask for emergency help."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import EmergencyRequest
from vigil.fund.parties.forms.public import MAX_TEXT_LENGTH, PRIVATE_INPUT, NewPartyForm
from vigil.fund.payments import money
from vigil.trust.access.errors import NotPossible

DEFAULT_EMERGENCY_CURRENCY: Final = "USD"
"""The currency of a request that names no amount, until an officer sets one."""


class EmergencyForm(NewPartyForm):
    """A public request for emergency help."""

    needs = forms.MultipleChoiceField(
        label=_("Which help do you need?"),
        choices=list(EmergencyRequest.NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say which help is needed: at least one kind.")},
    )
    what = forms.CharField(
        label=_("What happened, and what would help?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 8}),
        error_messages={"required": _("Say what happened, and what would help.")},
    )
    amount = forms.CharField(
        label=_("How much is needed? (if you can say)"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "inputmode": "decimal"}),
        help_text=_("A number alone: 1500. A guess is enough, and you can leave it empty."),
    )
    currency = forms.CharField(
        label=_("In which currency? (three letters)"),
        max_length=20,
        initial=DEFAULT_EMERGENCY_CURRENCY,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Write the three letters of a currency: USD, EUR, NOK.")},
    )
    name = forms.CharField(
        label=_("Your name, or one that you choose (if you want to say)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**PRIVATE_INPUT}),
        help_text=_("It is encrypted."),
    )
    field_order = (
        *("needs", "what", "amount", "currency", "level", "kind", "name"),
        *("country", "contact_by", "contact", "never_send"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
        *,
        language: str = "en",
    ) -> None:
        super().__init__(data, initial)
        self.language = language

    def clean(self) -> dict[str, Any]:
        """Read the currency and the amount, if one is named, each beside its field."""
        said = super().clean()
        if not said.get("amount", "").strip() and "amount" not in self.errors:
            said["amount"], said["currency"] = "", DEFAULT_EMERGENCY_CURRENCY
            self.errors.pop("currency", None)
            return said
        code = self._read("currency", money.known_currency)
        if code and "amount" in said:
            said["currency"] = code
            self._read("amount", lambda text: str(money.read_amount(text, code, self.language)))
        return said

    def _read(self, name: str, read: Any) -> str:
        if name not in self.cleaned_data:
            return ""
        try:
            return str(read(self.cleaned_data[name]))
        except NotPossible as error:
            self.add_error(name, str(error))
            return ""

    def who(self) -> dict[str, Any]:
        """Return the values that register the party."""
        return {**super().who(), "name": self.cleaned_data["name"]}
