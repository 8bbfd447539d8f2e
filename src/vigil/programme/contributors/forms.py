"""Forms of the desk for what contributors agree to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.verbs.consenting import ASKABLE
from vigil.programme.events.form_fields import day_field
from vigil.programme.models import Session
from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses


class ContributorChoice(forms.ModelChoiceField):
    """A contributor of one session, as staff may call them."""

    called: Mapping[str, str] = {}

    def offer(self, session: Session, called: Mapping[str, str]) -> None:
        """Offer the contributors of a session. `called` maps the uid of each to their name."""
        self.called, self.queryset = called, session.contributions.all()

    def label_from_instance(self, obj: Any) -> str:
        """Return how staff may call a contributor."""
        return self.called.get(obj.uid, str(obj))


class ConsentForm(forms.Form):
    """What a contributor agrees to."""

    uses = forms.MultipleChoiceField(
        label=_("They agree"),
        choices=lambda: [(use, consent_uses()[use]) for use in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    given_by = forms.ChoiceField(label=_("Who agreed"), choices=Consent.Relation.choices)
    given_how = forms.ChoiceField(
        label=_("How"),
        choices=[pair for pair in Consent.Given.choices if pair[0] != Consent.Given.ON_SCREEN],
    )
    given_on = day_field(_("On"), required=False)
    until = day_field(_("Last day on which it holds"), required=False)
    why = forms.CharField(
        label=_("How we know (no names)"),
        required=False,
        max_length=2000,
        help_text=_(
            "To name them: which of you heard it, and what was said. A second person confirms it."
        ),
    )


class EndConsentForm(forms.Form):
    """What a contributor does not agree to any more."""

    uses = forms.MultipleChoiceField(
        label=_("They take back"),
        choices=lambda: [(use, consent_uses()[use]) for use in ASKABLE],
        widget=forms.CheckboxSelectMultiple,
    )
