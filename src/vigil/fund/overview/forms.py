"""Forms of the first screen and of lists: letters that wait, prompts, a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Prompt
from vigil.fund.parties.forms.desk import DeskForm, ReasonForm, set_choices
from vigil.trust.models import Letter


class CodeFilter(forms.Form):
    """The code of a party, to search a list by."""

    code = forms.CharField(label=_("Number of a party"), required=False, max_length=20)

    @property
    def code_asked(self) -> str:
        """Return the code as it was typed; empty if it cannot be one."""
        return str(self.cleaned_data["code"]) if self.is_valid() else ""


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
