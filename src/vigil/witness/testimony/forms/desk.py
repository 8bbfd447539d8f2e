"""Desk forms about testimony."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.witness.models import Testimony
from vigil.witness.testimony.verbs.sending import LONGEST

NUMBER: Final = r"\AV-\d{1,9}\Z"


class TestimonyFilter(forms.Form):
    """Which testimonies to show."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("waiting and opened")),
            *Testimony.State.choices,
            ("all", _("all")),
        ],
    )


class ReasonForm(forms.Form):
    """A reason that stays in the log."""

    why = forms.CharField(label=_("Reason (no names)"), max_length=2000)


class AnswerForm(forms.Form):
    """What the sender finds who comes back."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_(
            "Everybody who has the code can read it. Ask nothing that could show who the sender is."
        ),
    )


class PlaceForm(ReasonForm):
    """The case that the report is added to."""

    case = forms.RegexField(
        regex=NUMBER,
        label=_("Number of the case, as V-0042"),
        max_length=12,
        error_messages={"invalid": _("Write the number as V-0042.")},
    )
    field_order = ("case", "why")
