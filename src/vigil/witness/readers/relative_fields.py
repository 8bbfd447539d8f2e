"""Fields of a form that tell relatives apart: a word of the list, or own words."""

from django import forms
from django.utils.translation import gettext_lazy

from vigil.witness.readers.relatives import relative_choices


def relative_fields() -> dict[str, forms.Field]:
    """Return the fields that tell relatives apart: a word of the list, or own words."""
    return {
        "relative": forms.ChoiceField(
            label=gettext_lazy("Which of them"), required=False, choices=relative_choices
        ),
        "own": forms.CharField(
            label=gettext_lazy("In other words"),
            required=False,
            max_length=80,
            help_text=gettext_lazy("A word that is no name: “a sister who lives abroad”."),
        ),
    }
