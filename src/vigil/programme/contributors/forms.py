"""Forms of the desk for contributors: their part in a session, and what they agree to."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.member_search import MemberChoice, MemberSearchForm
from vigil.programme.contributors.verbs.consenting import ASKABLE
from vigil.programme.events.form_fields import day_field
from vigil.programme.models import Contribution, Session
from vigil.trust.models import Consent
from vigil.trust.rooms.house import consent_uses


class NewContributionForm(MemberSearchForm, forms.ModelForm):
    """Somebody's part in a session: a member, a plain name, or people without a name."""

    member = MemberChoice(label=_("Member"), required=False)

    class Meta:
        model = Contribution
        fields = (
            "role",
            "member",
            "name",
            "unnamed",
            "position",
            "affiliation",
            "announced",
            "order",
        )
        labels: ClassVar = {"role": _("As what"), "order": _("Place among the others")}
        help_texts: ClassVar = {
            "order": _("A number: the lowest stands first."),
            "unnamed": _("Instead of a name, as: people affected directly."),
            "announced": _(
                "Where they or the host made the name public. Without this, or their recorded "
                "agreement to be named, the public does not see it."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Skip the constraints of the model: the verb checks the same and explains it in words."""
        return self.cleaned_data


class ContributionForm(forms.ModelForm):
    """What is stated of a contributor. Who they are does not change."""

    class Meta:
        model = Contribution
        fields = ("role", "unnamed", "position", "affiliation", "announced", "order")
        labels = NewContributionForm.Meta.labels
        help_texts = NewContributionForm.Meta.help_texts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask who they are without a name only where they have none."""
        super().__init__(*args, **kwargs)
        if not self.instance.unnamed:
            del self.fields["unnamed"]

    def clean(self) -> dict[str, Any]:
        """Skip the constraints of the model: the verb checks the same and explains it in words."""
        return self.cleaned_data


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
