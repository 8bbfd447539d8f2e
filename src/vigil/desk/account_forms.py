"""Forms about the accounts of colleagues: which to list, their roles, closing one."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vigil.desk.words import country_choices
from vigil.trust.models import Role, RoleGrant

_SEPARATORS = re.compile(r"[\s,;]+")


class AccountsFilter(forms.Form):
    """Which accounts to list: without a choice those with a role, but of a name all."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)
    show = forms.ChoiceField(
        label=_("Accounts"),
        required=False,
        choices=[
            ("", _("with a role")),
            *Role.choices,
            ("none", _("without a role")),
            ("closed", _("closed")),
            ("all", _("all")),
        ],
    )

    def __init__(self, data: QueryDict) -> None:
        """Show the choice that is in force."""
        data = data.copy()
        if data.get("q") and not data.get("show"):
            data["show"] = "all"
        super().__init__(data)


class ReasonForm(forms.Form):
    """A reason that stays in the log."""

    why = forms.CharField(
        label=_("Reason (no names)"), max_length=2000, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class RevokeForm(ReasonForm):
    """Which role is taken away."""

    role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)


class GiveUpForm(RevokeForm):
    """Administrators take their own role: they say that they know what they lose."""

    gives_up_access = forms.BooleanField(
        label=_("I lose access to this page"),
        error_messages={"required": _("Confirm that you lose access to this page.")},
    )


class LimitForm(RevokeForm):
    """To which countries and languages a role is limited."""

    countries = forms.MultipleChoiceField(
        label=_("Countries (none chosen: all)"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    languages = forms.CharField(
        label=_("Languages, for example es pt (empty: all)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ("role", "countries", "languages", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the countries in the language of the screen."""
        super().__init__(*args, **kwargs)
        countries = self.fields["countries"]
        assert isinstance(countries, forms.MultipleChoiceField)
        countries.choices = country_choices()

    @classmethod
    def showing(cls, grant: RoleGrant) -> "LimitForm":
        """Make the form with the limits of now."""
        initial = {
            "role": grant.role,
            "countries": grant.countries,
            "languages": " ".join(grant.languages),
        }
        return cls(initial=initial, auto_id=f"id_{grant.role}_limit_%s")

    def clean_languages(self) -> list[str]:
        """Return the tags, each once."""
        typed = _SEPARATORS.split(self.cleaned_data["languages"].lower())
        return sorted({tag for tag in typed if tag})
