"""Forms of the page behind a contributor's private link."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.programme.contributors.links import LinkedPart
from vigil.programme.contributors.verbs.consenting import (
    LIVE,
    PICTURE,
    RECORDING,
    TRANSCRIPT,
    VOICE,
)
from vigil.programme.contributors.verbs.correcting import LONGEST, fields_to_correct
from vigil.programme.contributors.visibility import NAME
from vigil.programme.events.form_fields import day_field
from vigil.programme.models import Correction

Field = Correction.Field
OWN_USES: Final[Mapping[str, Any]] = {
    NAME: _("I am named"),
    LIVE: _("I take part live"),
    RECORDING: _("I am recorded, and the recording is shown"),
    PICTURE: _("I am shown in a picture"),
    VOICE: _("I am heard"),
    TRANSCRIPT: _("my words are written down and shown"),
}
"""What somebody agrees to, as they say it of themself."""
LABELS = {
    Field.NAME: _("Your name, as readers see it"),
    Field.UNNAMED: _("Who you are, without a name"),
    Field.POSITION: _("Your position"),
    Field.AFFILIATION: _("Your organisation"),
    Field.WORDS: _("What else is wrong: title, abstract, transcript or other words"),
}


class AgreeForm(forms.Form):
    """To what somebody agrees, each use apart, and until when."""

    use_required_attribute = False
    uses = forms.MultipleChoiceField(
        label=_("I agree that"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you agree to.")},
    )
    until = day_field(
        _("Last day on which it holds"),
        required=False,
        help_text=_("Leave it empty to agree until you withdraw it."),
    )

    def __init__(self, uses: list[str], *args: Any, **kwargs: Any) -> None:
        """Offer these uses; none is ticked."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        offered = [(use, OWN_USES[use]) for use in uses]
        self.fields["uses"].choices = offered  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """What is written of somebody, for them to correct."""

    use_required_attribute = False

    def __init__(self, whose: LinkedPart, *args: Any, **kwargs: Any) -> None:
        """Show what is written now."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in fields_to_correct(whose):
            replaces = name in Correction.REPLACING
            self.fields[name] = forms.CharField(
                label=LABELS[Field(name)],
                required=False,
                max_length=LONGEST[Field(name)],
                initial=getattr(whose.part, name) if replaces else "",
                widget=forms.TextInput(attrs={"dir": "auto"})
                if replaces
                else forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            )

    def corrections(self) -> dict[str, str]:
        """Return what differs from what is written now, by field; what was emptied is left out."""
        return {
            name: self.cleaned_data[name] for name in self.changed_data if self.cleaned_data[name]
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a form that corrects nothing."""
        if not self.errors and not self.corrections():
            self.add_error(None, _("Change what is wrong, or write what else is wrong."))
        return self.cleaned_data
