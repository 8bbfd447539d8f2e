"""The filter form: it reads the query parameters of a selection."""

import re
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.publication.record import bands
from vigil.publication.record.columns import Columns
from vigil.publication.record.labels import choices, country_name, field_label
from vigil.publication.record.people import NOT_REPORTED
from vigil.reading.codebook.country_codes import COUNTRIES

PARAMETERS: Final = (
    *("q", "country", "admin1", "precision", "year_from", "year_to", "month"),
    *("undated", "target_category", "gender", "age_group", "outcome"),
    *("impunity", "years_to_check", "years_to_judgement", "why_targeted", "motive", "method"),
    *("place_type", "event", "organised_crime_link", "contract_or_reward", "headline"),
    *("bbox", "sort"),
)
"""Every query parameter of a selection, in the order of its address."""
CODED = (
    *("target_category", "gender", "age_group", "outcome", "impunity", "years_to_check"),
    *("years_to_judgement", "why_targeted", "motive", "method", "place_type", "event"),
    *("organised_crime_link", "contract_or_reward"),
)
"""Parameters whose choices are the values of a field of the codebook, or bands."""
NEWEST = "newest"
OTHER_ORDERS: Final = ("country", "killed", "changed")
"""Orders by something else than the date or the match."""
ORDERS: Final = (NEWEST, "oldest", *OTHER_ORDERS)
"""The values of `sort`. `newest` differs from none only where words are searched for."""
NO_COUNTRY = "none"
"""The value that asks for cases without a country, or without a division."""
PRECISIONS: Final = {
    "point": ("exact", "neighbourhood", "town", "admin2"),
    "admin1": ("admin1",),
    "country": ("country", "unknown", ""),
}
"""Precisions of places: enough for a point, only the division, or only the country."""


def precision_choices() -> list[tuple[str, Any]]:
    """List the choices for the precision of a place."""
    return [
        ("point", gettext_lazy("placed to a town or district")),
        ("admin1", gettext_lazy("placed to a state, province or region")),
        ("country", gettext_lazy("placed no finer than the country")),
    ]


def undated_choices() -> list[tuple[str, Any]]:
    """List the choices for cases whose date is not fully reported."""
    return [
        ("year", gettext_lazy("no one year is reported")),
        ("month", gettext_lazy("no one month is reported")),
    ]


def coded_choices(name: str) -> list[tuple[str, Any]]:
    """List the choices of a field of the codebook or of bands; bands can be not reported too."""
    found: list[tuple[str, Any]] = list(choices(name))
    return [*found, ("unknown", capfirst(_("not reported")))] if name in bands.FIELDS else found


def _any_or_coded(name: str) -> list[tuple[str, Any]]:
    return [("", _("any")), *coded_choices(name)]


def link_to_unreported(name: str) -> dict[str, str]:
    """Return the parameter that asks for cases without a value of a field, if there is one."""
    values = [value for value, _label in coded_choices(name) if value in NOT_REPORTED]
    return {name: values[0]} if values else {}


ON = ("on", "true", "1")
OFF = ("", "off", "false", "0")


class CountryField(forms.ChoiceField):
    """A country. A country without cases is valid too, and selects none."""

    def valid_value(self, value: str) -> bool:
        """Say whether there is such a country."""
        return value in COUNTRIES or value == NO_COUNTRY or super().valid_value(value)


class CaseFilter(forms.Form):
    """The filter of a reader. Every field is a query parameter of the same name."""

    q = forms.CharField(
        label=gettext_lazy("Name, place, year or word, in any spelling"),
        required=False,
        max_length=100,
        strip=True,
    )
    country = CountryField(label=gettext_lazy("Country"), required=False)
    admin1 = forms.CharField(
        label=gettext_lazy("State, province or region"), required=False, max_length=120
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("How finely placed"),
        required=False,
        choices=[("", gettext_lazy("any")), *precision_choices()],
    )
    year_from = forms.IntegerField(
        label=gettext_lazy("From year"), required=False, min_value=1900, max_value=2100
    )
    year_to = forms.IntegerField(
        label=gettext_lazy("To year"), required=False, min_value=1900, max_value=2100
    )
    month = forms.RegexField(
        regex=r"\A(19|20)\d{2}-(0[1-9]|1[0-2])\Z",
        label=gettext_lazy("Month, as 2019-03"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write a month as 2019-03.")},
    )
    undated = forms.ChoiceField(
        label=gettext_lazy("Date not reported"),
        required=False,
        choices=[("", gettext_lazy("any")), *undated_choices()],
    )
    target_category = forms.ChoiceField(required=False)
    gender = forms.ChoiceField(required=False)
    age_group = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    impunity = forms.ChoiceField(required=False)
    years_to_check = forms.ChoiceField(required=False)
    years_to_judgement = forms.ChoiceField(required=False)
    why_targeted = forms.ChoiceField(required=False)
    motive = forms.ChoiceField(required=False)
    method = forms.ChoiceField(required=False)
    place_type = forms.ChoiceField(required=False)
    event = forms.ChoiceField(required=False)
    organised_crime_link = forms.ChoiceField(required=False)
    contract_or_reward = forms.ChoiceField(required=False)
    headline = forms.BooleanField(
        label=gettext_lazy("Only cases of the headline count"), required=False
    )
    bbox = forms.CharField(
        label=gettext_lazy("Part of the map (west, south, east, north)"),
        required=False,
        max_length=100,
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=[(name, name) for name in ORDERS]
    )

    def __init__(self, query: QueryDict, columns: Columns) -> None:
        """Take the parameters, and the record whose countries can be chosen."""
        super().__init__(query, label_suffix="")
        self._query = query
        self._columns = columns
        # Functions: most requests ask for few of the choices.
        self._choice("country").choices = self._countries
        for name in CODED:
            field = self._choice(name)
            field.choices = partial(_any_or_coded, name)
            field.label = field_label(name)

    def _countries(self) -> list[tuple[str, Any]]:
        codes = {*self._columns.coded["country"].values}
        if (asked := self._query.get("country", "")) in COUNTRIES:
            codes.add(asked)  # so that the form shows the country of the page
        named = sorted(((code, country_name(code)) for code in codes if code), key=lambda c: c[1])
        unplaced = [(NO_COUNTRY, _("not reported"))] if "" in codes or asked == NO_COUNTRY else []
        return [("", _("any")), *named, *unplaced]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean_bbox(self) -> tuple[float, float, float, float] | None:
        """Read four numbers of degrees. West may be greater than east, across the antimeridian."""
        value = self.cleaned_data["bbox"]
        return box(value) if value else None

    def clean_headline(self) -> bool:
        """Read the checkbox: a word for on or for off. Anything else is an error."""
        value = self._query.get("headline", "")
        if value.lower() not in (*ON, *OFF):
            unknown = forms.ChoiceField.default_error_messages["invalid_choice"]
            raise forms.ValidationError(unknown, params={"value": value})
        return value.lower() in ON

    def clean(self) -> None:
        """Refuse a parameter that is given with two values. One of them would be lost."""
        for name in PARAMETERS:
            if len({*self._query.getlist(name)}) > 1:
                self.add_error(name, _("This is given more than once."))

    def asked(self) -> dict[str, Any]:
        """Return the valid values. The errors of the form name the others."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in PARAMETERS if self.cleaned_data.get(name)}


def label_of(name: str) -> str:
    """Return the label of a parameter in the form."""
    return str(CaseFilter.base_fields[name].label or field_label(name))


_NUMBER = re.compile(r"[-+]?\d{1,3}(\.\d{1,9})?")


def box(text: str) -> tuple[float, float, float, float]:
    """Read `west,south,east,north` in degrees. Raises ValidationError."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 4 and all(_NUMBER.fullmatch(part) for part in parts):
        west, south, east, north = map(float, parts)
        if -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90:
            return west, south, east, north
    raise forms.ValidationError(
        _("Write four numbers of degrees: west, south, east, north, as -118,14,-86,33.")
    )


def degrees(value: float) -> str:
    """Write degrees so that reading them gives the same number."""
    return f"{value + 0.0:.9f}".rstrip("0").rstrip(".")


def day(text: str) -> date:
    """Read an ISO day. Raises ValueError."""
    return date.fromisoformat(text)


def iso(ordinal: int) -> str:
    """Write the day of an ordinal."""
    return date.fromordinal(ordinal).isoformat()


def first_day(year: int) -> int:
    """Return the ordinal of the first day of a year."""
    return date(year, 1, 1).toordinal()
