"""Forms of answers to applicants: choose, preview, change, and the texts by outcome."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vigil.fund.decision_letters import texts
from vigil.fund.models import Determination, Outcome
from vigil.fund.parties.forms.desk import DeskForm, long_text, set_choices


class ChosenDecisionsForm(DeskForm):
    """Which decisions to release, or to agree with."""

    decisions = forms.ModelMultipleChoiceField(
        label=_("Decisions"), queryset=Determination.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer the decisions that wait."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "decisions", rows)


class OneDecisionForm(DeskForm):
    """Which answer to preview."""

    decision = forms.ModelChoiceField(
        label=_("Decision"), queryset=Determination.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, rows: Any = None, **kwargs: Any) -> None:
        """Offer the decisions that wait."""
        super().__init__(*args, **kwargs)
        if rows is not None:
            set_choices(self, "decision", rows)


class MessageForm(OneDecisionForm):
    """What one applicant reads, with personal words."""

    message = long_text(_("What the applicant reads; sealed"))


class TextsForm(DeskForm):
    """What applicants read in one language, by outcome."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    award = long_text(_("If we support an application"), required=False)
    reserve = long_text(_("If we keep an application in reserve"), required=False)
    decline = long_text(_("If we decline an application"), required=False)


def texts_in(language: str) -> dict[str, str]:
    """Return the texts in force in a language, by outcome, and the language."""
    found = {outcome: texts.text_in_force(outcome, language) for outcome in Outcome.values}
    return found | {"language": language}
