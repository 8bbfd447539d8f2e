"""The form on which somebody says what they found on each value of a compiled case."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Case, CaseReview, Finding
from vigil.casefile.verification.queries import digest_of, values_to_check

CHOICES: Final = [
    (Finding.CONFIRMED.value, _("Right")),
    (Finding.WRONG.value, _("Wrong")),
    (Finding.UNSURE.value, _("Not sure")),
]


class ReviewForm(forms.Form):
    """A finding for each value, a note, and whether the rest is confirmed."""

    rest = forms.BooleanField(
        label=_("I compared the other values with their sources: all of them are right"),
        required=False,
    )
    note = forms.CharField(
        label=_("What is wrong or not sure, and by which source (no names)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values_to_check(case)
        for value in self.values:
            self.fields[value.key] = forms.ChoiceField(
                choices=CHOICES, required=False, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        """Gather the findings; with `rest`, confirm what was not marked."""
        data = super().clean() or self.cleaned_data
        rest = Finding.CONFIRMED.value if data.get("rest") else ""
        findings = {value.key: data.get(value.key) or rest for value in self.values}
        marked = {finding for finding in findings.values() if finding}
        if marked - {Finding.CONFIRMED.value} and not data.get("note", "").strip():
            self.add_error("note", _("Say what is wrong or not sure."))
        data["findings"] = findings
        return data


class KeepForm(forms.Form):
    """One value that somebody called wrong, or was not sure of, and now confirms."""

    keep = forms.CharField(widget=forms.HiddenInput, max_length=80)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


def as_reviewed(case: Case, review: CaseReview | None) -> Mapping[str, Any]:
    """Return what the form shows before anybody types: what the person found before."""
    known = dict(review.findings) if review else {}
    note = review.note if review else ""
    return {**known, "note": note, "seen": digest_of(values_to_check(case))}
