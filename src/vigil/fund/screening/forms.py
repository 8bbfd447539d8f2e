"""The form of the checks of a party: all steps on one screen, none of them required."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.fund.models import Check
from vigil.fund.parties.forms.desk import DeskForm, long_text, short_text
from vigil.fund.screening.rules import ALL_STEPS, Step
from vigil.fund.screening.verbs import Finding


@dataclass(frozen=True)
class StepFields:
    """The fields of one step."""

    label: str | Promise
    fields: list[Any]


class ChecksForm(DeskForm):
    """What each step found; a step without a finding is left as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the fields of each step."""
        super().__init__(*args, **kwargs)
        for step in ALL_STEPS:
            self.fields[f"found_{step}"] = forms.ChoiceField(
                label=_("What you found"),
                choices=[("", _("not checked now")), *Check.Found.choices],
                required=False,
            )
            if step == Step.SANCTIONS:
                self.fields[f"searched_{step}"] = short_text(
                    _("Names and spellings that you searched; sealed"), required=False
                )
                self.fields[f"where_{step}"] = short_text(
                    _("Lists in which you searched; sealed"), required=False
                )
            note = long_text(_("In words; sealed"), required=False)
            note.widget.attrs["rows"] = 2
            self.fields[f"note_{step}"] = note

    @property
    def steps(self) -> list[StepFields]:
        """Return the fields, step by step."""
        names = ("found", "searched", "where", "note")
        return [
            StepFields(
                step.label,
                [self[f"{name}_{step}"] for name in names if f"{name}_{step}" in self.fields],
            )
            for step in ALL_STEPS
        ]


def findings_of(data: dict[str, Any]) -> dict[str, Finding]:
    """Return the findings that a form read, by step."""
    return {
        step: Finding(
            found=data[f"found_{step}"],
            note=data[f"note_{step}"],
            searched=data.get(f"searched_{step}", ""),
            where=data.get(f"where_{step}", ""),
        )
        for step in ALL_STEPS
        if data[f"found_{step}"]
    }
