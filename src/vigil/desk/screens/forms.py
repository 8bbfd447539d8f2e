"""Forms that several screens of the desk share."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note on the act, which may stay empty."""

    why = forms.CharField(label=_("Note (no names)"), max_length=2000, required=False)


class ReasonForVerbForm(forms.Form):
    """A reason. The verb refuses the act without one."""

    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "required": True}),
    )


class ReasonForm(forms.Form):
    """A reason, without which the act is not done."""

    why = forms.CharField(
        label=_("Reason (no names)"), max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
