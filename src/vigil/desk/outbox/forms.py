"""The filter of the list of letters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Letter


class LetterFilter(forms.Form):
    """Which letters to show."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("waiting for a person")),
            *Letter.State.choices,
            ("all", _("all")),
        ],
    )
