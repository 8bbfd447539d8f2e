"""Forms to register for a session, and for hosts to refuse and to import codes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.models import Session
from vigil.programme.registrations.verbs.host_codes import LONGEST as LONGEST_CODE
from vigil.programme.registrations.verbs.registering import LONGEST_NAME
from vigil.programme.time_zones.reader_zone import ReaderZone

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, without the brackets."""


class RegisterForm(forms.Form):
    """Where to write to, and what else somebody wants to say."""

    code = forms.CharField(
        label=_("Code from the host"),
        max_length=2 * LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        help_text=_("The host gave each participant one. It can be used once."),
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("Your link comes to this address. It is kept encrypted."),
    )
    name = forms.CharField(
        label=_("Name (may stay empty)"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        help_text=_("For the list at the door. It is kept encrypted."),
    )
    zone = forms.ChoiceField(label=_("Your time zone, for our letters"), required=False)
    follow_up = forms.BooleanField(
        label=_("You may write to me once about this session after it is over."), required=False
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    """A trap: people do not see it, programs fill it in."""

    def __init__(
        self, session: Session, reader: ReaderZone, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, label_suffix="")
        offered = [(zone, city) for _area, group in reader.choices() for zone, city in group]
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("that of the session")), *_grouped(reader)]
        field.initial = reader.zone if reader.zone in dict(offered) else ""
        if session.registering != Session.Registering.CODES:
            del self.fields["code"]
        self.fields["website"].widget.attrs |= {
            "tabindex": "-1",
            "aria-hidden": "true",
            "autocomplete": "off",
        }

    @property
    def trapped(self) -> bool:
        """Whether a program filled the form in."""
        return bool(self.cleaned_data.get("website"))


class RefuseForm(forms.Form):
    """What the letter to somebody who is refused says."""

    told = forms.CharField(
        label=_("What the letter says besides (may stay empty)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class CodesForm(forms.Form):
    """A host's list of codes."""

    codes = forms.CharField(
        label=_("Codes, one a line"),
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "autocomplete": "off"}),
        help_text=_("Only digests are kept: the codes cannot be shown again."),
    )


def _grouped(reader: ReaderZone) -> list[tuple[str, Any]]:
    """Return zones as a list of choices: those without an area first, one by one."""
    choices: list[tuple[str, Any]] = []
    for area, group in reader.choices():
        choices += [(area, group)] if area else group
    return choices
