"""The form by which anybody can report an error or ask for removal."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Request
from vigil.trust.requests.verbs import LONGEST, LONGEST_CONTACT

NUMBER: Final = re.compile(r"V-\d{1,9}")
ITEM: Final = re.compile(r"\A[VS]-\d{1,9}\Z")
"""The number of a case, or of a story."""


class ReportForm(forms.Form):
    """A request for a correction or a removal. Only what is asked for and the text are required."""

    wants = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=Request.Wants.choices,
        widget=forms.RadioSelect,
        initial=Request.Wants.CORRECTION,
    )
    case = forms.RegexField(
        regex=ITEM,
        label=_("Number of the case or story, if it is about one (as V-0042 or S-0042)"),
        required=False,
        max_length=12,
        error_messages={"invalid": _("Write the number as V-0042 or S-0042, or leave it empty.")},
    )
    text = forms.CharField(
        label=_("What is wrong, or what should be removed?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Nothing needs to be proved to ask. You need not say who you are."),
    )
    urgent = forms.BooleanField(
        label=_("Somebody is in danger because of what is published here"), required=False
    )
    contact = forms.CharField(
        label=_("How we can answer you, if you want an answer"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=_("An address or a number. It is kept encrypted and read by nobody else."),
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    """A trap: people do not see it, programs fill it in."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        for name in ("case", "text", "contact", "website"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "aria-hidden": "true"}

    def clean(self) -> None:
        """Refuse a form whose trap field is filled, and empty that field.

        A browser may have filled it for somebody in danger. They see a message, and can send the
        form again.
        """
        if self.cleaned_data.get("website"):
            self.data = {**{name: self.data[name] for name in self.data}, "website": ""}
            self.add_error(
                None,
                _(
                    "A program filled in a field that nobody sees, so this was not sent. "
                    "Press the button once more."
                ),
            )
