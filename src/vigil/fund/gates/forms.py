"""Forms about gates that are switched off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.gates.verbs import LONGEST_REASON
from vigil.fund.models import SwitchedGate
from vigil.fund.parties.forms.desk import DeskForm


class SwitchForm(DeskForm):
    """Which gate to switch off, and why."""

    gate = forms.ChoiceField(label=_("Gate"), choices=SwitchedGate.Gate.choices)
    why = forms.CharField(
        label=_("Why, in words that auditors read (no names)"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class SwitchedForm(DeskForm):
    """Which switched gate is meant."""

    of = forms.ModelChoiceField(
        queryset=SwitchedGate.objects.filter(on_again_at=None), widget=forms.HiddenInput
    )
