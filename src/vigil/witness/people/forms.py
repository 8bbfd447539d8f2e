"""Forms of the screen on a life."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from vigil.witness.names.forms import ReasonForm
from vigil.witness.people.lives import LONGEST

__all__ = ["ApprovalForm", "LifeForm", "ReasonForm", "SendBackForm"]


def _languages() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class LifeForm(forms.Form):
    """The text on a life in one language."""

    text = forms.CharField(
        label=gettext_lazy("Their life: what they did and cared about"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy(
            "Write two to five sentences. The page tells elsewhere what happened."
        ),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"] = _languages()
        self.order_fields(["language", "text"])


class ApprovalForm(forms.Form):
    """The text that was read, so that nothing else is approved."""

    language = forms.CharField(max_length=2, widget=forms.HiddenInput)
    text = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    may_name = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    """The words like names that were ticked, with spaces between."""


class SendBackForm(ReasonForm):
    """Why a text is sent back."""

    language = forms.CharField(max_length=2, widget=forms.HiddenInput)
