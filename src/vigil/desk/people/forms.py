"""The forms of the acts on a person of a case: agreements and protection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Victim
from vigil.desk.cases.forms import ActForm
from vigil.trust.models import Consent, Level

GIVEN_TO_US = [given for given in Consent.Given.choices if given[0] != Consent.Given.ON_SCREEN]
"""How somebody may have agreed whom a colleague writes down: on screen they do so themselves."""


class PersonForm(ActForm):
    """An act on one person of the case."""

    person = forms.UUIDField(widget=forms.HiddenInput)

    def clean_person(self) -> Victim:
        """Return the person; who is not in the case any more cannot be chosen."""
        victim = self.shown.case.victims.filter(uid=self.cleaned_data["person"]).first()
        if victim is None:
            raise forms.ValidationError(_("This person is not in the case any more."))
        victim.case = self.shown.case
        return victim


class AgreeForm(PersonForm):
    """Who agreed that the person is named, how, and until when; the document that shows it."""

    given_by = forms.ChoiceField(label=_("Who agreed"), choices=Consent.Relation.choices)
    given_how = forms.ChoiceField(label=_("How"), choices=GIVEN_TO_US)
    given_on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Until (empty: without an end)"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    evidence = forms.ChoiceField(label=_("Document that shows it"), required=False)
    why = forms.CharField(
        label=_("How we know (no names)"),
        max_length=2000,
        required=False,
        help_text=_("Without a document: which of you heard it, from whom, and what was said."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("none: I say how we know")),
            *[
                (one.uid, f"{one.at:%Y-%m-%d} {one.what or one.get_kind_display()}")
                for one in self.shown.documents
            ],
        ]


class EndAgreementForm(PersonForm):
    """Which agreement the family ended. It ends at once, and needs no reason."""

    one = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    why = forms.CharField(label=_("Note (no names)"), max_length=2000, required=False)


class ProtectForm(PersonForm):
    """How far the person may be shown."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    why = forms.CharField(label=_("Reason (no names)"), max_length=2000, required=False)
