"""Forms of nominations at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Call, Nomination
from vigil.fund.parties.forms.desk import DeskForm, NewPartyForm, long_text, people_of, set_choices
from vigil.trust.models import Role, User


class RefuseForm(DeskForm):
    """Why a nomination is refused."""

    why = long_text(_("Why; sealed"))


class NominateForm(NewPartyForm):
    """Whom to support, and why."""

    why = long_text(_("Why they should be supported"))
    known_to = forms.ModelMultipleChoiceField(
        label=_("Who of the fund may know; nobody ticked means all its officers"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the officers."""
        super().__init__(*args, **kwargs)
        set_choices(self, "known_to", people_of(Role.FUND_OFFICER))


class OfficerNominateForm(NominateForm):
    """A nomination by an officer, with how the party was found and for which call."""

    way = forms.ChoiceField(label=_("How they were found"), choices=Nomination.Way.choices)
    call = forms.ModelChoiceField(
        label=_("For which call"), queryset=Call.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the calls that run."""
        super().__init__(*args, **kwargs)
        set_choices(self, "call", Call.objects.filter(state__in=("draft", "published")))
