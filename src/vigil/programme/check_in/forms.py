"""Forms of the door: somebody who walks in, and a place for somebody on the waiting list."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.programme.registrations.forms import LONGEST_ADDRESS
from vigil.programme.registrations.verbs.common import LONGEST_NAME
from vigil.publication.record.labels import language_name
from vigil.trust.organisation.queries import organisation


class WalkInForm(forms.Form):
    """Somebody without a registration. Of who leaves the address empty nothing is kept."""

    language = forms.ChoiceField(label=_("Language"))
    address = forms.EmailField(
        label=_("E-mail address, if they want letters"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("If it stays empty, they are counted and nothing else is kept."),
    )
    name = forms.CharField(
        label=_("Name (may stay empty)"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("Kept only together with an address, encrypted."),
    )
    beyond = forms.BooleanField(label=_("There is room for them"), required=False)
    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, full: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, files, label_suffix="", **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [
            (code, language_name(code).capitalize()) for code in organisation().languages
        ]
        language.initial = get_language()
        if not full:
            self.fields["beyond"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Keep no name of somebody who is only counted."""
        data = super().clean() or {}
        if data.get("name") and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Write an address, or leave the name empty."))
        return data


class AssignPlaceForm(forms.Form):
    """Why somebody gets a place before others."""

    why = forms.CharField(
        label=_("Reason (no names)"), max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    one_more = forms.BooleanField(label=_("Add a place"), required=False)
