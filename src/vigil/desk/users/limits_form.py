"""The part of a form that limits a role to countries and languages."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.screens.labels import country_choices, language_name, sorting_key
from vigil.reading.intake.extraction.lexicon import LANGUAGES


class LimitsForm(forms.Form):
    """To which countries and languages a role is limited."""

    countries = forms.MultipleChoiceField(
        label=_("Countries (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the reports (none ticked: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    may_filter = ("countries",)
    """Fields whose list is long: the page offers to search it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """List both in the language of the screen."""
        super().__init__(*args, **kwargs)
        self.list_limits()

    def list_limits(self, countries: Collection[str] = (), languages: Collection[str] = ()) -> None:
        """List both, what is chosen now before the rest."""
        named = {tag: language_name(tag) for tag in {*LANGUAGES, *languages}}
        tags = sorted(named.items(), key=lambda pair: sorting_key(pair[1]))
        self._list("countries", country_choices(), countries)
        self._list("languages", tags, languages)

    def _list(self, name: str, choices: list[tuple[str, str]], chosen: Collection[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = sorted(choices, key=lambda pair: pair[0] not in chosen)
