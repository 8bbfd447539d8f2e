"""The form of a report on the grantee’s own page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.parties.forms.public import PRIVATE_INPUT


class ReportForm(forms.Form):
    """A report in the grantee's own words."""

    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 10}),
        help_text=_("Write here, or say it in a voice message below."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
