"""Forms of the request screens: the filter of the list, and the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.trust.models import Request


class AnswerForm(forms.Form):
    """The answer to the person who asked."""

    answer = forms.CharField(
        label=_("Your answer to the person"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write an answer to the person.")},
    )
    do = forms.CharField(required=False, widget=forms.HiddenInput)
    """"decline" to decline the request: the name of the button that was pressed."""


class RequestFilter(forms.Form):
    """Which requests to show."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("open")),
            *[choice for choice in Request.State.choices if choice[0] != Request.State.OPEN],
            ("all", _("all")),
        ],
    )
