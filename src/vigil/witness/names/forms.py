"""Forms about names: filters of readers, asking for reminders, reasons of editors."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.publication.api.validation import BadQuery
from vigil.publication.record.labels import choices, country_name, field_label
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.witness.models import Reminder
from vigil.witness.names.criteria import ALLEGED
from vigil.witness.names.queries.public import FILTERS, NameSelection, countries
from vigil.witness.names.verbs.admitting import LONGEST

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, without the brackets."""
FIRST_YEAR, LAST_YEAR = 1900, 2199


class _CountryField(forms.ChoiceField):
    """A country. Any can be asked for: one without names has none."""

    def valid_value(self, value: str) -> bool:
        """Return whether there is such a country."""
        return value in COUNTRIES


class _PlaceAndCalling(forms.Form):
    """In which country somebody was killed, and in what part of life they were attacked."""

    country = _CountryField(label=gettext_lazy("Country"), required=False)
    category = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        told = {*countries()}
        if (asked := (data or {}).get("country", "")) in COUNTRIES:
            told.add(asked)
        named = sorted(((code, country_name(code)) for code in told), key=lambda one: one[1])
        anything = [("", _("any"))]
        self._choice("country").choices = [*anything, *named]
        # Nobody is remembered as what reports allege.
        kinds = [one for one in choices("target_category") if one[0] != ALLEGED]
        category = self._choice("category")
        category.choices, category.label = [*anything, *kinds], field_label("target_category")

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class NameFilter(_PlaceAndCalling):
    """Filters names. Every field is a query parameter of the same name."""

    q = forms.CharField(
        label=gettext_lazy("Name, in any spelling"), required=False, max_length=100, strip=True
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of death"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, field_order=["q", "year", "country", "category"])

    def selection(self) -> NameSelection:
        """Return the names asked for, without the fields that have an error."""
        self.is_valid()
        said = self.cleaned_data
        asked = {name: said[name] for name in FILTERS if said.get(name)}
        return NameSelection(said.get("q", ""), asked)


def selection_for_program(request: HttpRequest, names: Collection[str]) -> NameSelection:
    """Return the names that a program asks for. Raises BadQuery with all errors."""
    errors = {name: [_("No such parameter.")] for name in request.GET if name not in names}
    errors |= {
        name: [_("This is given more than once.")]
        for name in names
        if len(request.GET.getlist(name)) > 1
    }
    form = NameFilter(request.GET)
    selection = form.selection()
    errors |= {name: list(map(str, said)) for name, said in form.errors.items()}
    if errors:
        raise BadQuery(errors)
    return selection


class DayForm(forms.Form):
    """Which day a reader wants to see."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("Write a day as 2026-03-07.")},
    )

    def clean_day(self) -> Any:
        """Refuse the first and the last day that Python knows."""
        day = self.cleaned_data["day"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a day between %(first)d and %(last)d.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class ReminderForm(_PlaceAndCalling):
    """Where to send reminders, how often, and about whom."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=gettext_lazy("It is kept encrypted, and removed when you leave."),
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=Reminder.Every.choices,
        initial=Reminder.Every.WEEK,
        widget=forms.RadioSelect,
    )
    website = forms.CharField(label=gettext_lazy("Leave this field empty"), required=False)
    """A trap: people do not see it, programs fill it in."""

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, field_order=["address", "every", "country", "category"], **more)
        self.fields["website"].widget.attrs |= {
            "tabindex": "-1",
            "aria-hidden": "true",
            "autocomplete": "off",
        }


class ReasonForm(forms.Form):
    """Why an editor decides something."""

    why = forms.CharField(
        label=gettext_lazy("Reason (no names)"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
