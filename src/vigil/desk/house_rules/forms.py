"""The forms by which the rules of the house are stated and ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.access.reach import CODERS
from vigil.casefile.house_rules.asked import WHOLE
from vigil.casefile.house_rules.kinds import all_kinds
from vigil.casefile.triage.queries import recorders
from vigil.desk.house_rules.words import kind_label
from vigil.desk.screens.forms import ReasonForVerbForm
from vigil.desk.screens.labels import country_choices
from vigil.trust.models import Role, User


class RuleForm(ReasonForVerbForm):
    """A rule of the house, and why it is so."""

    country = forms.ChoiceField(label=_("Cases of"), required=False)
    percent = forms.IntegerField(
        label=_("How many of 100 cases two people code (100: every case)"),
        min_value=0,
        max_value=WHOLE,
        initial=WHOLE,
    )
    always = forms.MultipleChoiceField(
        label=_("Two people always code cases with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    verifying_roles = forms.MultipleChoiceField(
        label=_("Roles that verify (nothing ticked here and below: everybody who records cases)"),
        required=False,
        choices=[(role, Role(role).label) for role in CODERS],
        widget=forms.CheckboxSelectMultiple,
    )
    verifiers = forms.ModelMultipleChoiceField(
        label=_("People who verify beside these roles"),
        required=False,
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    coders_verify = forms.BooleanField(
        label=_("A coder of a case may verify it, if somebody else adjudicated it"),
        required=False,
        initial=True,
    )
    field_order = (
        *("country", "percent", "always", "verifying_roles", "verifiers", "coders_verify", "why"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer countries, kinds and people in the language of the screen."""
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("country", [("", _("all countries without a rule of their own")), *country_choices()]),
            ("always", [(kind, kind_label(kind)) for kind in all_kinds()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        people = self.fields["verifiers"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        people.queryset = recorders()


class EndRuleForm(ReasonForVerbForm):
    """A rule that ends, and why."""

    country = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
