"""What is asked for at the desk about which outlets are monitored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.models import Monitoring, Outlet
from vigil.desk.screens.labels import country_choices


def _day(label: Any, required: bool = True) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=picker)


class CountriesForm(forms.Form):
    """What a monitoring is of."""

    countries = forms.MultipleChoiceField(
        label=_("Countries (several may be chosen)"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    language = forms.CharField(label=_("Language, as es"), max_length=12, required=False)
    since = _day(_("First day"))
    until = _day(_("Last day (empty: ongoing)"), required=False)
    note = forms.CharField(label=_("Note (no names)"), max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List the countries in the language of the screen."""
        super().__init__(*args, **kwargs)
        countries = self.fields["countries"]
        assert isinstance(countries, forms.MultipleChoiceField)
        countries.choices = country_choices()


class StartMonitoringForm(CountriesForm):
    """An outlet that is monitored, or was."""

    outlet = forms.CharField(
        label=_("Outlet"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
    )
    why = forms.CharField(label=_("Reason (optional)"), max_length=2000, required=False)
    field_order = ("outlet", "countries", "language", "since", "until", "note", "why")


class ReasonForm(forms.Form):
    """A reason, without which a monitoring is not changed."""

    why = forms.CharField(label=_("Reason"), max_length=2000)


class EndMonitoringForm(ReasonForm):
    """The last day of a monitoring."""

    until = _day(_("Last day"))
    field_order = ("until", "why")


class CorrectMonitoringForm(CountriesForm, ReasonForm):
    """What was recorded of a monitoring, to be corrected."""

    field_order = ("countries", "language", "since", "until", "note", "why")


def recorded(row: Monitoring) -> dict[str, Any]:
    """Return what is recorded of a monitoring, as `CorrectMonitoringForm` shows it."""
    names = ("countries", "language", "since", "until", "note")
    return {name: getattr(row, name) for name in names}


def outlet_names() -> list[str]:
    """Return the names of the outlets that are known, to pick from."""
    return list(Outlet.objects.order_by("name").values_list("name", flat=True))
