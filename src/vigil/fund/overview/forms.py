"""Forms of the first screen: letters that wait, and prompts."""

from typing import Any

from django import forms

from vigil.fund.models import Prompt
from vigil.fund.parties.forms.desk import DeskForm, ReasonForm, set_choices
from vigil.trust.models import Letter


class LetterForm(DeskForm):
    """Which letter."""

    letter = forms.ModelChoiceField(
        queryset=Letter.objects.none(), to_field_name="uid", widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        """Offer the letters that wait."""
        super().__init__(*args, **kwargs)
        set_choices(self, "letter", rows)


class PromptForm(DeskForm):
    """Which prompt was answered."""

    prompt = forms.ModelChoiceField(queryset=Prompt.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        """Offer the prompts that wait."""
        super().__init__(*args, **kwargs)
        set_choices(self, "prompt", rows)


class DropLetterForm(LetterForm, ReasonForm):
    """Which letter to discard, and why."""
