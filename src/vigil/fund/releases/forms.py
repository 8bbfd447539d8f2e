"""Forms to publish a release."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """Confirmation that somebody checked what is published."""

    sure = forms.BooleanField(
        label=_("I looked at what is published, and at what is held back."),
        error_messages={"required": _("Look at it first, and tick this.")},
    )


class ReadForm(forms.Form):
    """The reason for opening texts of listed grants."""

    why = forms.CharField(label=_("Why you open them"), max_length=300)
