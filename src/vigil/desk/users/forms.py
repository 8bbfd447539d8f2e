"""Forms about the accounts of colleagues: which to list, their roles, closing one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vigil.casefile.triage.queries import recorders
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.screens.labels import country_choices, language_name, sorting_key
from vigil.reading.intake.extraction.lexicon import LANGUAGES
from vigil.trust.models import Role, RoleGrant, User
from vigil.trust.people.role_words import ROLE_MEANS


class AccountsFilter(forms.Form):
    """Which accounts to list. Without a choice: those with a role, or all that match a name."""

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


class RoleForm(ReasonForm):
    """Something about one role of an account."""

    role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)


class RevokeRoleForm(RoleForm):
    """Which role is removed. People who remove their own administration confirm it."""

    gives_up_access = forms.BooleanField(
        label=_("I lose access to this page"),
        error_messages={"required": _("Confirm that you lose access to this page.")},
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        """Take `own`: whether people change their own account."""
        super().__init__(*args, **kwargs)
        if not (own and self["role"].value() == Role.ADMINISTRATOR):
            del self.fields["gives_up_access"]


class LimitRoleForm(RoleForm):
    """To which countries and languages a role is limited."""

    countries = forms.MultipleChoiceField(
        label=_("Countries (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the reports (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("role", "countries", "languages", "why")
    may_filter = ("countries",)
    """Fields whose list is long: the page offers to search it."""

    def __init__(self, *args: Any, grants: Iterable[RoleGrant], **kwargs: Any) -> None:
        """List both in the language of the screen, what is chosen now before the rest."""
        super().__init__(*args, **kwargs)
        grant = next((one for one in grants if one.role == self["role"].value()), None)
        countries = grant.countries if grant else []
        languages = grant.languages if grant else []
        named = {tag: language_name(tag) for tag in {*LANGUAGES, *languages}}
        self._list("countries", country_choices(), countries)
        self._list(
            "languages", sorted(named.items(), key=lambda pair: sorting_key(pair[1])), languages
        )

    def _list(self, name: str, choices: list[tuple[str, str]], chosen: list[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = sorted(choices, key=lambda pair: pair[0] not in chosen)


class HandOverWorkForm(ReasonForm):
    """Who takes the cases of a colleague; nobody where it stays empty."""

    to = forms.ModelChoiceField(
        label=_("Who takes the cases"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody: back to the queue"),
    )
    field_order = ("to", "why")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Take `user`: whose cases they are."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = recorders().exclude(pk=user.pk)


class AddRoleForm(ReasonForm):
    """Which role is added, to which countries and languages it is limited, and why."""

    role = forms.ChoiceField(label=_("Role"))
    countries = forms.MultipleChoiceField(
        label=_("Countries (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the reports (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("role", "countries", "languages", "why")
    may_filter = ("countries",)

    def __init__(self, *args: Any, grants: Iterable[RoleGrant], **kwargs: Any) -> None:
        """Offer the roles that the person does not hold."""
        super().__init__(*args, **kwargs)
        held = {grant.role for grant in grants}
        tags = [(tag, language_name(tag)) for tag in LANGUAGES]
        listed: dict[str, list[tuple[str, Any]]] = {
            "role": [(role.value, role.label) for role in ROLE_MEANS if role not in held],
            "countries": country_choices(),
            "languages": sorted(tags, key=lambda pair: sorting_key(pair[1])),
        }
        for name, choices in listed.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
