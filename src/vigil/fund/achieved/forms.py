"""Forms to write, open and read outcome statements."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.fund.calls.public_call import theme_name
from vigil.fund.grants.forms.acts import GrantForm, month_field, sealed_text_field
from vigil.fund.models import Grant, Result
from vigil.reading.codebook.terms import markets, responses

SHOWN, NOT_SHOWN = "yes", "no"


def result_label(row: Result) -> str:
    """Return what tells a result from others of its grant, without opening it."""
    parts = [f"{row.month:%Y-%m}", str(row.get_evidence_display())]
    if row.people is not None:
        parts.append(gettext("%(n)s people") % {"n": row.people})
    return " · ".join(parts)


class StatementForm(GrantForm):
    """An outcome statement, of the results of one grant."""

    change = sealed_text_field(
        _("Who did what differently, and where?"),
        help_text=_("Name the role or the group, not the person: “the council of two villages”."),
    )
    contribution = sealed_text_field(_("What did the grant contribute to it?"))
    month = month_field(_("When? The month"))
    theme = forms.ChoiceField(label=_("Theme"))
    results = forms.MultipleChoiceField(
        label=_("Results that show it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        """Offer themes in the language of the screen, and the results of the grant."""
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        codes = (*markets().terms, *responses().terms)
        offered = {
            "theme": [("", "–"), *((code, theme_name(code, language)) for code in codes)],
            "results": [(row.uid, result_label(row)) for row in grant.results.all()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class OpenForm(GrantForm):
    """The reason for opening a statement with its evidence."""

    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("That you opened it, when and why, is kept and shown."),
    )


class ReadingForm(GrantForm):
    """Whether the evidence shows a statement."""

    shown = forms.ChoiceField(
        label=_("Does the evidence show this statement?"),
        choices=[
            (SHOWN, _("Yes, the evidence shows it")),
            (NOT_SHOWN, _("No, something is missing")),
        ],
        widget=forms.RadioSelect,
    )
    note = sealed_text_field(
        _("Note (kept encrypted)"),
        3,
        required=False,
        help_text=_("Required if something is missing."),
    )


class NothingForm(GrantForm):
    """A form without fields."""
