"""Forms of the withdrawal screens: search for a name, and choose what to withdraw."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[;\n]+")


class WithdrawalSearchForm(forms.Form):
    """A name in one or more spellings, or the number of a case."""

    names = forms.CharField(
        label=_("Name, or case number"),
        help_text=_("Separate several spellings of one name with semicolons."),
        max_length=1000,
        strip=True,
        error_messages={"required": _("Enter the name, or the case number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def clean_names(self) -> list[str]:
        """Return the spellings."""
        given = (name.strip() for name in _SEPARATORS.split(self.cleaned_data["names"]))
        names = list(dict.fromkeys(name for name in given if name))
        if not names:
            raise forms.ValidationError(_("Enter the name, or the case number."))
        return names


class KeysField(forms.MultipleChoiceField):
    """Keys of holdings that a screen listed. Some of these holdings may be gone by now."""

    def valid_value(self, value: object) -> bool:
        """Accept every key."""
        return True


class WithdrawForm(WithdrawalSearchForm):
    """What of all that is held is withdrawn, and why."""

    chosen = forms.MultipleChoiceField(
        label=_("What to withdraw"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one item.")},
    )
    seen = KeysField(required=False, widget=forms.MultipleHiddenInput)
    """Everything that the screen listed, ticked or not."""
    why = forms.CharField(
        label=_("Reason (no names)"),
        max_length=2000,
        error_messages={"required": _("State why this is withdrawn.")},
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, key) for key in offered]
