"""Forms of the desk for what contributors agree to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.verbs.consenting import ASKABLE
from vigil.programme.contributors.verbs.groups import MOST
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


class LinkForm(forms.Form):
    """A private link for somebody: who holds it, and where it is sent, if anywhere."""

    address = forms.EmailField(
        label=_("Email address"),
        required=False,
        help_text=_("Leave it empty to see the link and hand it over in another way."),
    )
    held_by = forms.ChoiceField(
        label=_("Who holds it"), choices=Consent.Relation.choices, initial=Consent.Relation.SELF
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, initial=get_language
    )


class LinkNumberForm(forms.Form):
    """One of somebody's private links."""

    link = forms.IntegerField(widget=forms.HiddenInput)


class GroupForm(forms.Form):
    """People for whom a contributor without a name stands."""

    count = forms.IntegerField(label=_("How many people"), min_value=1, required=False)
    called = forms.CharField(
        label=_("Or a word for each, one a line"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("As: a sister, a colleague. Never a name."),
    )

    def clean(self) -> dict[str, Any]:
        """Return the words, one for each person: as many as lines, or empty ones as counted."""
        data = self.cleaned_data
        words = [line for line in data.get("called", "").splitlines() if line.strip()]
        data["words"] = words or [""] * min(data.get("count") or 0, MOST + 1)
        if not self.errors and not data["words"]:
            self.add_error("count", _("Say how many people, or write a word for each."))
        return data


class CorrectionForm(forms.Form):
    """A correction that somebody proposed."""

    correction = forms.IntegerField(widget=forms.HiddenInput)


class RefuseCorrectionForm(CorrectionForm):
    """Why a correction is not accepted."""

    why = forms.CharField(
        label=_("Why it is not accepted"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("They read it on their page."),
    )
