"""Forms of the fund's desk: calls, applications, reviews, decisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.wall_time import WallTimeField
from vigil.fund.models import Call
from vigil.fund.parties.forms.desk import DeskForm
from vigil.fund.payments import money
from vigil.reading.codebook.terms import markets, responses


def themes() -> list[tuple[str, str]]:
    """Return the themes of calls, in the language of the screen."""
    language = get_language() or "en"
    terms = {**markets().terms, **responses().terms}
    return [(code, term.named(language)) for code, term in terms.items()]


class BasicsForm(DeskForm):
    """What is given, to whom, when, and how it is reviewed."""

    slug = forms.CharField(
        label=_("Address"), max_length=60, help_text=_("Small letters, digits and hyphens.")
    )
    kind = forms.ChoiceField(label=_("What is given"), choices=Call.Kind.choices)
    access = forms.ChoiceField(label=_("Who may apply"), choices=Call.Access.choices)
    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which applications are read"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = WallTimeField(label=_("Opens, by the clock of its time zone"))
    closes_at = WallTimeField(label=_("Closes, by the clock of its time zone"), required=False)
    zone = forms.CharField(label=_("Time zone (such as Asia/Tokyo)"), max_length=64, initial="UTC")
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="USD")
    most = forms.CharField(label=_("The most that can be asked for"), max_length=30, required=False)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=10_000, required=False)
    reviewers = forms.IntegerField(
        label=_("Reviewers for each application"), min_value=1, max_value=9, initial=2
    )
    reviews_due_on = forms.DateField(
        label=_("Reviews are due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    blind = forms.BooleanField(
        label=_("Reviewers do not see who applies"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the themes in the language of the screen."""
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = themes()

    def clean_zone(self) -> str:
        """Refuse what is no time zone."""
        zone = str(self.cleaned_data["zone"])
        if zone not in available_timezones():
            raise ValidationError(gettext("This is no time zone. Write one like Europe/Oslo."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Read the amount by the habits of the language, in the call's currency."""
        found = super().clean() or {}
        if found.get("most"):
            try:
                code = money.known_currency(found.get("currency", ""))
            except money.NotAnAmount as error:
                self.add_error("currency", str(error))
                return found
            try:
                found["most_minor"] = money.read_amount(found["most"], code, get_language() or "en")
            except money.NotAnAmount as error:
                self.add_error("most", str(error))
        return found


def call_values_from_form(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `calls.edit_call` takes, of what a form of a call read."""
    found = {name: value for name, value in cleaned.items() if name != "most"}
    found.setdefault("most_minor", None)
    zone = ZoneInfo(found["zone"])
    for name in ("opens_at", "closes_at"):
        if found[name] is not None:
            found[name] = found[name].replace(tzinfo=zone)
    return found


def form_initial_from_call(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form of a call shows of these values of a call."""
    found = dict(values)
    minor, currency = found.pop("most_minor", None), found.get("currency", "USD")
    found["most"] = money.format_typed(minor, currency, get_language() or "en") if minor else ""
    zone = ZoneInfo(found.get("zone") or "UTC")
    for name in ("opens_at", "closes_at"):
        if isinstance(found.get(name), datetime):
            found[name] = found[name].astimezone(zone).replace(tzinfo=None)
    return found
