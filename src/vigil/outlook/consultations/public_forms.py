"""The filter of public statements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.outlook.consultations import queries
from vigil.outlook.consultations.code_lists import CODE_LISTS, LABELS, PLACES, choices, code_name
from vigil.outlook.consultations.forms import PlainForm


class StatementFilterForm(PlainForm):
    """Which statements a reader asks for: of one consultation, about one thing."""

    consultation = forms.ChoiceField(label=_("Consultation"), required=False)
    about = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form with the published consultations, and the codes that statements have."""
        super().__init__(*args, **kwargs)
        held = [(one.uid, one.title) for one in queries.consultations()]
        fields = self.fields
        assert isinstance(fields["consultation"], forms.ChoiceField)
        assert isinstance(fields["about"], forms.ChoiceField)
        fields["consultation"].choices = [("", _("all")), *held]
        places = [
            (f"{PLACES}:{one.code}", code_name(PLACES, one.code))
            for one in queries.code_counts(PLACES)
        ]
        fields["about"].choices = [
            ("", _("everything")),
            *(
                (LABELS[name], [(f"{name}:{code}", label) for code, label in choices(name)])
                for name in CODE_LISTS
            ),
            (LABELS[PLACES], places),
        ]

    def asked(self) -> dict[str, str]:
        """Return the arguments of `queries.public_statements`. No choice asks for all."""
        self.full_clean()
        said = self.cleaned_data
        dimension, _colon, code = said.get("about", "").partition(":")
        return {
            "consultation_uid": said.get("consultation", ""),
            "dimension": dimension,
            "code": code,
        }
