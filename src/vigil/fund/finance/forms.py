"""Forms of finance: budgets, files, columns, matches."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.fund.finance.reading.csv_files import DAY_FORMATS, Columns, Sheet
from vigil.fund.grants.forms.acts import GrantForm, amount_field, currency_field, day_field
from vigil.fund.models import Donor, Payment
from vigil.fund.payments import money

DAY_EXAMPLES: Final = {
    "%Y-%m-%d": "2026-11-30",
    "%d.%m.%Y": "30.11.2026",
    "%d/%m/%Y": "30/11/2026",
    "%m/%d/%Y": "11/30/2026",
    "%d-%m-%Y": "30-11-2026",
    "%d.%m.%y": "30.11.26",
    "%d/%m/%y": "30/11/26",
    "%m/%d/%y": "11/30/26",
    "%Y/%m/%d": "2026/11/30",
    "%Y%m%d": "20261130",
}
"""How the last day of November is written."""


class BudgetForm(GrantForm):
    """A donor's budget."""

    donor = forms.ModelChoiceField(label=_("Donor"), queryset=Donor.objects.none())
    title = forms.CharField(
        label=_("Name of the budget"),
        max_length=120,
        help_text=_("Such as the number of the donor’s own agreement."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    amount = amount_field(_("Amount"))
    currency = currency_field(_("Currency"))
    starts_on = day_field(_("First day"))
    spend_by = day_field(_("To be spent by"))
    report_due_on = day_field(_("Report to the donor due on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer all donors."""
        super().__init__(*args, **kwargs)
        field = self.fields["donor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Donor.objects.all()

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency."""
        code = self.read_currency("currency") if self.cleaned_data.get("currency") else ""
        self.cleaned_data["minor"] = self.read("amount", code)
        self.cleaned_data["currency"] = code
        return self.cleaned_data


class FileForm(GrantForm):
    """A file of a bank."""

    file = forms.FileField(
        label=_("File of the bank (CAMT.053 or CSV)"),
        help_text=_(
            "What the lines say is kept encrypted. Nothing is matched before a person confirms it."
        ),
        allow_empty_file=True,  # the reader says it better
    )


class OpenTextsForm(GrantForm):
    """Why the texts of the lines on a page are opened."""

    page = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("That you opened it, when and why, is kept and shown."),
    )


class EmptyForm(GrantForm):
    """An act that asks for nothing."""


class MatchForm(GrantForm):
    """The payment that a line is."""

    payment = forms.ModelChoiceField(
        label=_("Payment"), queryset=Payment.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, payments: Any = None, **kwargs: Any) -> None:
        """`payments` are those that the line may be matched with."""
        super().__init__(*args, **kwargs)
        field = self.fields["payment"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = payments if payments is not None else Payment.objects.none()
        field.label_from_instance = payment_label  # type: ignore[method-assign]


def payment_label(payment: Payment) -> str:
    """Return a payment by grant, tranche, day and amount: it names nobody."""
    return " · ".join(
        (
            payment.tranche.grant.code,
            _("Tranche %(n)d") % {"n": payment.tranche.number},
            str(payment.paid_on),
            money.format_amount(payment.sent_minor, payment.sent_currency),
        )
    )


class ColumnsForm(GrantForm):
    """Which column of a CSV file is what."""

    day = forms.ChoiceField(label=_("Day of booking"))
    day_format = forms.ChoiceField(
        label=_("A day is written like"),
        choices=[(one, DAY_EXAMPLES[one]) for one in DAY_FORMATS],
    )
    amount = forms.ChoiceField(
        label=_("Amount"),
        required=False,
        help_text=_("One column for all amounts. Leave it empty if there are two."),
    )
    sign = forms.ChoiceField(
        label=_("Column that says whether money left or came"),
        required=False,
        help_text=_("Only if the amounts have no minus sign."),
    )
    leaves = forms.CharField(
        label=_("What it says when money left"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("Such as D, DBIT or Debit."),
    )
    debit = forms.ChoiceField(label=_("Money that left"), required=False)
    credit = forms.ChoiceField(label=_("Money that came"), required=False)
    decimal = forms.ChoiceField(
        label=_("An amount is written like"), choices=[(".", "1,234.56"), (",", "1.234,56")]
    )
    currency_column = forms.ChoiceField(label=_("Currency"), required=False)
    currency = forms.CharField(
        label=_("Currency of all lines, if no column says it"),
        max_length=5,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "size": "4"}),
    )
    texts = forms.MultipleChoiceField(
        label=_("Texts: names, purpose"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    account = forms.ChoiceField(label=_("Account of the other side"), required=False)
    reference = forms.ChoiceField(label=_("The bank’s own reference"), required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        """`sheet` is the file whose columns are chosen."""
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        columns = [
            (str(n), name or _("column %(n)d") % {"n": n + 1})
            for n, name in enumerate(sheet.header)
        ]
        for name, field in self.fields.items():
            if not isinstance(field, forms.ChoiceField) or name in ("day_format", "decimal"):
                continue
            none = [] if name in ("day", "texts") else [("", pgettext_lazy("column", "none"))]
            field.choices = [*none, *columns]

    def clean(self) -> dict[str, Any]:
        """Check that the columns say an amount and a currency; `chosen` is the choice."""
        said = self.cleaned_data
        both = bool(said.get("debit")) and bool(said.get("credit"))
        if not said.get("amount") and not both:
            self.add_error(
                "amount", _("Choose the column of the amount, or those of both directions.")
            )
        if said.get("sign") and not said.get("leaves"):
            self.add_error("leaves", _("Write what the column says when money left."))
        if not said.get("currency_column"):
            said["currency"] = self.read_currency("currency")
        if not self.errors:
            said["chosen"] = self._chosen()
        return said

    def _chosen(self) -> Columns:
        said = self.cleaned_data
        number = {
            name: int(said[name]) if said.get(name) else None
            for name in (
                *("amount", "sign", "debit", "credit", "currency_column", "account", "reference"),
            )
        }
        if number["amount"] is not None:
            number["debit"] = number["credit"] = None
        return Columns(
            day=int(said["day"]),
            day_format=said["day_format"],
            decimal=said["decimal"],
            leaves=said.get("leaves", ""),
            currency="" if number["currency_column"] is not None else said.get("currency", ""),
            texts=tuple(int(n) for n in said.get("texts", ())),
            **number,
        )
