"""Public forms: send a testimony, come back with a code, add to it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices
from vigil.trust.public_forms.doors import is_open
from vigil.witness.models import Testimony
from vigil.witness.testimony.doors import door_of
from vigil.witness.testimony.receipts import LONGEST as LONGEST_CODE
from vigil.witness.testimony.verbs.sending import LONGEST, LONGEST_ABOUT

_PRIVATE: Final = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
"""A browser keeps no list of what was typed, and sends no words to a speller elsewhere."""


class TestimonyForm(forms.Form):
    """A testimony. Nothing is asked that identifies the sender."""

    what = forms.ChoiceField(
        label=_("What do you bring?"),
        choices=Testimony.What.choices,
        widget=forms.RadioSelect,
        initial=Testimony.What.TIP,
    )
    about = forms.CharField(
        label=_("Whom or what is it about? (if you want to say)"),
        required=False,
        max_length=LONGEST_ABOUT,
        help_text=_("A name, a place, or the number of a case, as V-0042. It is encrypted."),
        widget=forms.TextInput(attrs={**_PRIVATE, "dir": "auto"}),
    )
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={**_PRIVATE, "rows": 10, "dir": "auto"}),
        help_text=_(
            "You need not say who you are, and nothing needs to be proved. Leave out what only "
            "you can know, if somebody might guess from it that it was you."
        ),
    )
    country = forms.ChoiceField(
        label=_("Country (if you want to say)"),
        required=False,
        help_text=_(
            "It decides which of us may read this, and is not encrypted. Without it, only those "
            "of us read it who work on all countries."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        if data is None:
            self._offer_what_is_answered()
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", "–"), *country_choices()]
        country.widget.attrs["autocomplete"] = "off"

    def _offer_what_is_answered(self) -> None:
        """Leave out what nobody is there to answer."""
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        offered = [one for one in Testimony.What.choices if is_open(door_of(one[0]))]
        if offered:
            what.choices, what.initial = offered, offered[0][0]


class AdditionForm(forms.Form):
    """What a sender adds later."""

    text = forms.CharField(
        label=_("Write to us"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={**_PRIVATE, "rows": 6, "dir": "auto"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")


class ReceiptCodeForm(forms.Form):
    """The receipt code of a sender who comes back."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={**_PRIVATE, "autocapitalize": "characters", "dir": "ltr", "size": 24}
        ),
        help_text=_("Twenty letters and digits. Hyphens, spaces and capitals do not matter."),
        error_messages={"required": _("Write the code that you were given.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")
