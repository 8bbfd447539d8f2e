"""Forms about keys of words and digits."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import KeyLoss
from vigil.fund.parties.forms.desk import DeskForm, long_text
from vigil.fund.word_keys.reading_words import LONGEST

CHOICES: Final = (
    ("words-en", "English"),
    ("words-es", "Español"),
    ("words-fr", "Français"),
    ("words-pt", "Português"),
    ("digits", _("24 digits in six groups")),
)


class OwnKeyForm(forms.Form):
    """A form on a page of a party: labels without colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the colon."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class KindOfKeyForm(OwnKeyForm):
    """Words of which language, or digits."""

    kind = forms.ChoiceField(
        label=_("What you can remember best"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose words of a language, or digits.")},
    )

    def asked(self) -> tuple[str, str]:
        """Return the form of the key and the language of its words."""
        form, _dash, language = self.cleaned_data["kind"].partition("-")
        return form, language


class TypedKeyForm(OwnKeyForm):
    """A key as somebody types it."""

    key = forms.CharField(
        label=_("Your key"),
        max_length=LONGEST,
        help_text=_("Capitals, accents and spaces do not matter. One slip in a word is repaired."),
        error_messages={"required": _("Type your seven words, or your 24 digits.")},
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "autocomplete": "off",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
                "dir": "auto",
            }
        ),
    )


class LostKeyForm(DeskForm):
    """How an officer knows that it is them who lost the key."""

    how = long_text(_("How you know that it is them"))


class GrantKeyForm(DeskForm):
    """How the party gets to a new key."""

    way = forms.ChoiceField(
        label=_("How they get a new key"),
        choices=KeyLoss.Way.choices,
        widget=forms.RadioSelect,
    )
