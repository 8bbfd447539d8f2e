"""Forms of assigning a call: who is chosen, languages, handing over, deadline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import language_name
from vigil.fund.parties.forms.desk import DeskForm, set_choices
from vigil.trust.models import User


class ChosenField(forms.MultipleChoiceField):
    """Keys of reviewers, as hidden inputs: which of them may review is asked by the plan."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: Any) -> bool:
        """Accept any key."""
        return str(value).isdecimal() and len(str(value)) < 12

    def clean(self, value: Any) -> list[int]:
        """Return the keys as numbers."""
        return [int(one) for one in super().clean(value)]


class AssignPlannedForm(DeskForm):
    """The plan that was seen, and among whom it was made."""

    reviewer = ChosenField(required=False)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)


class HandOverForm(AssignPlannedForm):
    """Whose unwritten reviews others get, and why."""

    leaving = forms.ModelChoiceField(
        label=_("Who drops out"), queryset=User.objects.none(), widget=forms.HiddenInput
    )
    why = forms.CharField(label=_("Reason (no names)"), max_length=2000)

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        """Offer those who have something to write."""
        super().__init__(*args, **kwargs)
        if people is not None:
            set_choices(self, "leaving", people)


class DeadlineForm(DeskForm):
    """Until when reviews are handed in, for all or for one reviewer."""

    due_on = forms.DateField(
        label=_("Reviews are due on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reviewer = forms.ModelChoiceField(
        label=_("Only for this reviewer"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("for everybody"),
    )

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        """Offer those who have something to write."""
        super().__init__(*args, **kwargs)
        if people is not None:
            set_choices(self, "reviewer", people)


class LanguagesForm(DeskForm):
    """In which languages each reviewer reads."""

    def __init__(
        self,
        *args: Any,
        people: Iterable[User] = (),
        codes: Iterable[str] = (),
        known: Mapping[int, Iterable[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """Ask for the languages of each reviewer, as far as they are known."""
        super().__init__(*args, **kwargs)
        choices = [(code, language_name(code)) for code in codes]
        for one in people:
            name = f"languages-{one.pk}"
            offered = {code for code, _label in choices}
            self.fields[name] = forms.MultipleChoiceField(
                label=str(one),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=sorted(set((known or {}).get(one.pk, ())) & offered),
            )

    def clean(self) -> dict[str, Any]:
        """Return the languages by the key of the reviewer; nobody without any."""
        found = super().clean() or {}
        spoken = {
            int(name.removeprefix("languages-")): tags
            for name, tags in found.items()
            if name.startswith("languages-") and tags
        }
        return {"spoken": spoken}
