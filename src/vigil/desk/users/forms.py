"""Forms about the accounts of colleagues: which to list, their roles, closing one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vigil.casefile.triage.queries import recorders
from vigil.desk.screens.forms import ReasonForm
from vigil.desk.users.limits_form import LimitsForm
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


class LimitRoleForm(LimitsForm, RoleForm):
    """To which countries and languages a role is limited."""

    field_order = ("role", "countries", "languages", "why")

    def __init__(self, *args: Any, grants: Iterable[RoleGrant], **kwargs: Any) -> None:
        """List what the role is limited to now before the rest."""
        super().__init__(*args, **kwargs)
        grant = next((one for one in grants if one.role == self["role"].value()), None)
        if grant is not None:
            self.list_limits(grant.countries, grant.languages)


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


class AddRoleForm(LimitsForm, ReasonForm):
    """Which role is added, to which countries and languages it is limited, and why."""

    role = forms.ChoiceField(label=_("Role"))
    field_order = ("role", "countries", "languages", "why")

    def __init__(self, *args: Any, grants: Iterable[RoleGrant], **kwargs: Any) -> None:
        """Offer the roles that the person does not hold."""
        super().__init__(*args, **kwargs)
        held = {grant.role for grant in grants}
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, role.label) for role in ROLE_MEANS if role not in held]
