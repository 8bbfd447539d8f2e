"""The fields by which a candidate is rejected: a reason of the list, and words beside it."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case, Rejection, Stage
from vigil.desk.cases.search import find_cases
from vigil.language.punctuation import in_a_row

LETTERS: Final = {
    Rejection.NO_KILLING: "n",
    Rejection.ACCIDENT: "i",
    Rejection.WAR: "w",
    Rejection.PRIVATE: "p",
    Rejection.POLICE: "o",
    Rejection.OTHER: "e",
    Rejection.DUPLICATE: "d",
    Rejection.UNUSABLE: "t",
}
"""The key that chooses a reason. None of them does anything else on these screens."""


SHOWN = 5
"""Cases that a message names where several match."""


def _which(found: list[Case]) -> str:
    """Say why no one case was found: there is none, or there are these."""
    if not found:
        return gettext("No case matches.")
    listed = in_a_row(f"{case.public_id or case.pk} ({case.title})" for case in found[:SHOWN])
    return gettext("Enter the number of one of these: %(cases)s.") % {"cases": listed}


class RejectionFields(forms.Form):
    """Why something is not a case."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Rejection.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why this is not a case.")},
    )
    duplicate_of = forms.CharField(
        label=_("Duplicate of which case? Its number, or a name in it (may stay empty)"),
        max_length=200,
        required=False,
    )
    why = forms.CharField(
        label=_("Note (may stay empty)"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def rejected_cases(self) -> Iterable[Case]:
        """Return what is rejected: a name in it must not find itself as what it repeats."""
        return ()

    def clean_reason(self) -> Rejection:
        """Return the reason."""
        return Rejection(self.cleaned_data["reason"])

    def clean_duplicate_of(self) -> Case | None:
        """Return the case that was named, if any. Only one that is not rejected is found."""
        text = self.cleaned_data["duplicate_of"].strip()
        if not text or self.cleaned_data.get("reason") != Rejection.DUPLICATE:
            return None
        own = {case.pk for case in self.rejected_cases()}
        there = (case for case in find_cases(text) if case.stage != Stage.REJECTED)
        found = [case for case in there if case.pk not in own]
        if len(found) != 1:
            raise forms.ValidationError(_which(found))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Ask for words where the list has none."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Rejection.OTHER and not data.get("why", "").strip():
            self.add_error("why", _("Say in a few words why it is out of scope."))
        return data

    @property
    def choices(self) -> list[tuple[str, str, str, bool]]:
        """The reasons: code, label, key, and whether each is chosen."""
        chosen = self["reason"].value()
        return [(r.value, str(r.label), LETTERS[r], r.value == chosen) for r in Rejection]
