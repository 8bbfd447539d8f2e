"""The forms that say whether two cases are one attack."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ComparisonForm(forms.Form):
    """Why they are one attack, or two."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Why (may stay empty)"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
