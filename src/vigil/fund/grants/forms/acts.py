"""Forms of the acts on a grant, and the fields they share."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.fund.calls.public_call import theme_name
from vigil.fund.models import (
    Accompaniment,
    Connection,
    Grant,
    Incident,
    Report,
    Result,
)
from vigil.fund.parties.verbs.sealing import MAX_TEXT_LENGTH
from vigil.fund.payments import money
from vigil.fund.reporting.evidence import sources_of
from vigil.fund.reporting.reach import world_regions
from vigil.fund.reporting.verbs import add_months
from vigil.network.profiles.labels import region_name
from vigil.reading.codebook.terms import markets, responses

MONEY: Final = {"inputmode": "decimal", "autocomplete": "off", "dir": "ltr", "size": "14"}


def language() -> str:
    """Return the language by whose habits amounts are typed."""
    return get_language() or "en"


def format_typed_amount(minor: int | None, currency: str) -> str:
    """Write an amount the way it can be typed again in the language of the screen."""
    return money.format_typed(minor, currency, language()) if minor else ""


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day, with the browser's own picker."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, **kwargs)


def month_field(label: Any) -> forms.DateField:
    """Return a field for a month: no day is asked for."""
    picker = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    return forms.DateField(
        label=label,
        widget=picker,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        help_text=_("Year and month: 2026-04. No day is kept."),
    )


def sealed_text_field(label: Any, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Return a field for words about people: they are kept encrypted."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=MAX_TEXT_LENGTH, widget=widget, **kwargs)


def amount_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for an amount, read by the habits of the language."""
    return forms.CharField(
        label=label, max_length=30, widget=forms.TextInput(attrs=dict(MONEY)), **kwargs
    )


def currency_field(label: Any) -> forms.CharField:
    """Return a field for the three letters of a currency."""
    attrs = {"autocomplete": "off", "dir": "ltr", "size": "4", "maxlength": "5"}
    return forms.CharField(label=label, max_length=5, widget=forms.TextInput(attrs=attrs))


class GrantForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def read(self, name: str, code: str) -> int | None:
        """Read an amount that was typed; what is wrong with it stands at its field."""
        text = self.cleaned_data.get(name, "")
        if not text or not code:
            return None
        try:
            return money.read_amount(text, code, language())
        except money.NotAnAmount as error:
            self.add_error(name, str(error))
            return None

    def read_currency(self, name: str) -> str:
        """Read a currency that was typed; what is wrong with it stands at its field."""
        try:
            return money.known_currency(self.cleaned_data.get(name, ""))
        except money.NotAnAmount as error:
            self.add_error(name, str(error))
            return ""


# The acts on a grant


class EmptyForm(GrantForm):
    """An act that asks for nothing."""


class DayForm(GrantForm):
    """A day, today unless another is said."""

    on = day_field(_("On"), initial=timezone.localdate)


class ReasonForm(GrantForm):
    """A reason, kept encrypted."""

    why = sealed_text_field(_("Why (kept encrypted)"), 2)


class EndForm(ReasonForm):
    """A grant that ends before its time; no reason is kept of a party that was removed."""

    sure = forms.BooleanField(label=_("What is not paid is given back. This cannot be undone."))

    def __init__(self, *args: Any, removed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if removed:
            del self.fields["why"]


class ConfirmForm(GrantForm):
    """An act that cannot be undone."""

    sure = forms.BooleanField(label=_("Its money is given back. This cannot be undone."))


class ExtendForm(ReasonForm):
    """A later end."""

    ends_on = day_field(_("New last day"))
    field_order = ("ends_on", "why")


class ApproveForm(GrantForm):
    """One of the two approvals, of what was opened: `seen` names it."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    condition_met = forms.BooleanField(
        label=_("Its condition, if it has one, is met."), required=False
    )


class PayForm(GrantForm):
    """What was sent, when, and at which rate."""

    paid_on = day_field(_("Paid on"), initial=timezone.localdate)
    sent = amount_field(_("Amount that was sent"))
    sent_currency = currency_field(_("Currency that was sent"))
    rate = forms.CharField(
        label=_("Rate"),
        max_length=24,
        initial="1",
        widget=forms.TextInput(attrs=dict(MONEY)),
        help_text=_("How much of what was sent one of the grant’s currency buys."),
    )
    rate_on = day_field(_("Day of the rate"), required=False)
    difference = sealed_text_field(_("If the amount does not fit the rate: why"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency, and the rate."""
        code = self.read_currency("sent_currency")
        self.cleaned_data["sent_minor"] = self.read("sent", code)
        if rate := self.cleaned_data.get("rate"):
            try:
                self.cleaned_data["rate"] = money.read_rate(rate)
            except money.NotAnAmount as error:
                self.add_error("rate", str(error))
        return self.cleaned_data


class ReverseForm(ReasonForm):
    """Money that came back."""

    on = day_field(_("Came back on"), initial=timezone.localdate)
    field_order = ("on", "why")


class ReportForm(GrantForm):
    """A report to ask for."""

    kind = forms.ChoiceField(label=_("Which"), choices=Report.Kind.choices)
    due_on = day_field(_("Due on"))


class ReportScheduleForm(GrantForm):
    """Reports at regular times."""

    every = forms.IntegerField(
        label=_("A report every so many months"), min_value=1, max_value=24, initial=6
    )


class TextForm(GrantForm):
    """Words of theirs, or about them."""

    text = sealed_text_field(_("Text (kept encrypted)"))


def in_months(n: int) -> date:
    """Return the day in so many months."""
    return add_months(timezone.localdate(), n)


class SafetyPlanForm(TextForm):
    """A safety plan."""

    review_on = day_field(_("To be looked at again on"), initial=lambda: in_months(3))


class ReviewOnForm(GrantForm):
    """When a plan that still holds is looked at again."""

    review_on = day_field(_("To be looked at again on"), initial=lambda: in_months(3))


class IncidentForm(TextForm):
    """Something that happened."""

    kind = forms.ChoiceField(label=_("Of what sort"), choices=Incident.Kind.choices)
    month = month_field(_("In which month"))
    field_order = ("kind", "month", "text")


class AccompanimentForm(TextForm):
    """A step of accompanying."""

    kind = forms.ChoiceField(label=_("Which step"), choices=Accompaniment.Kind.choices)
    on = day_field(_("On"), initial=timezone.localdate)
    field_order = ("kind", "on", "text")


class ResultForm(TextForm):
    """What a grant did."""

    evidence = forms.ChoiceField(label=_("On what it stands"), choices=Result.Evidence.choices)
    sources = forms.MultipleChoiceField(
        label=_("What they sent that shows it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their reports, files and messages. Which ones you tick is kept encrypted."),
    )
    shown_by = sealed_text_field(
        _("What you saw or read yourself (kept encrypted)"), 2, required=False
    )
    people = forms.IntegerField(
        label=_("People reached"),
        min_value=0,
        required=False,
        help_text=_(
            "A whole number: all that the grant reached until then. Empty is not reported."
        ),
    )
    counted = forms.ChoiceField(
        label=_("How the people were counted"),
        choices=[("", "–"), *Result.Counted.choices],
        required=False,
    )
    communities = forms.IntegerField(label=_("Communities"), min_value=0, required=False)
    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, widget=forms.SelectMultiple(attrs={"size": "6"})
    )
    region = forms.ChoiceField(
        label=_("Region of the world, if another than that of the grant’s country"), required=False
    )
    month = month_field(_("By which month"))
    field_order = (
        *("text", "evidence", "sources", "shown_by", "people", "counted", "communities"),
        *("themes", "region", "month"),
    )

    def __init__(self, *args: Any, grant: Grant | None = None, **kwargs: Any) -> None:
        """Offer themes and regions in the language of the screen, and what shows a result."""
        super().__init__(*args, **kwargs)
        self.offer_sources(grant)
        codes = (*markets().terms, *responses().terms)
        offered = {
            "themes": [(code, theme_name(code, language())) for code in codes],
            "region": [("", "–"), *((code, region_name(code)) for code in world_regions())],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def offer_sources(self, grant: Grant | None) -> None:
        """Offer what the grantee handed in; where there is nothing, the field is left out."""
        found = sources_of(grant) if grant is not None else []
        field = self.fields.get("sources")
        if found and isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, one.label) for one in found]
        elif grant is not None:
            self.fields.pop("sources", None)


class ConnectForm(GrantForm):
    """Another party that they support, or that supports them."""

    other = forms.CharField(
        label=_("The other’s code"),
        max_length=12,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("As it stands on their page: F-0012."),
    )
    kind = forms.ChoiceField(label=_("How"), choices=Connection.Kind.choices)
    since = day_field(_("Since"), initial=timezone.localdate)


class OpenFileForm(GrantForm):
    """Which file of a report to open, and why."""

    file = forms.CharField(max_length=40, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("That you opened it, when and why, is kept and shown."),
    )


class OpenTextForm(GrantForm):
    """Which text to open, and why."""

    text = forms.ChoiceField(label=_("What to open"))
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("That you opened it, when and why, is kept and shown."),
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]] | None = None, **kw: Any) -> None:
        """`offered` are the texts that are kept."""
        super().__init__(*args, **kw)
        field = self.fields["text"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered or []
