"""Forms of second readers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations.forms import PlainForm, long_text
from vigil.outlook.models import ReasonRequest


class ReasonRequestForm(PlainForm):
    """What the experts of a cell are asked, and in which words."""

    wish = forms.ChoiceField(
        label=_("Ask everybody who answered to"),
        choices=ReasonRequest.Wish.choices,
        initial=ReasonRequest.Wish.REASON,
        widget=forms.RadioSelect,
    )
    text = long_text(_("Your words to them (no names of persons)"))
