"""The search form of the directory."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.network.directory import queries as directory
from vigil.network.models import MemberKind
from vigil.network.profiles.choices import (
    named_and_sorted,
    named_choices,
    region_choices,
    with_larger_regions,
)
from vigil.network.profiles.values import known_languages
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import regions


class DirectoryForm(forms.Form):
    """The filter and the search of a directory; only what is shown of somebody is offered."""

    q = forms.CharField(label=_("Search, in any spelling"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    market = forms.ChoiceField(label=_("Knows the market"), required=False)
    knows = forms.ChoiceField(label=_("Knows the region"), required=False)
    response = forms.ChoiceField(label=_("Knows the response"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    place = forms.ChoiceField(label=_("Location"), required=False)

    def __init__(self, data: Any, used: Mapping[str, set[str]]) -> None:
        super().__init__(data)
        languages = {tag.partition("-")[0] for tag in used["languages"]}
        places = (
            named_and_sorted(used["country"], "country"),
            named_and_sorted(with_larger_regions(used["region"]), "region"),
        )
        self._offer("kind", [(k, capfirst(label)) for k, label in MemberKind.choices])
        self._offer("market", named_choices("markets"))
        self._offer("knows", region_choices())
        self._offer("response", named_choices("responses"))
        self._offer("language", named_and_sorted(languages, "languages"))
        self._offer("place", [*places[0], *places[1]])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", pgettext_lazy("filter", "any")), *choices]

    def asked(self) -> directory.DirectoryQuery:
        """Return what is asked for; what is not understood counts as not asked."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in directory.PARAMETER_NAMES}
        return directory.DirectoryQuery(**said)


def every_code() -> Mapping[str, set[str]]:
    """Return all codes that a filter can be asked for, whether they are shown of anybody or not."""
    return {
        "languages": set(known_languages()),
        "country": set(COUNTRIES),
        "region": set(regions().terms),
    }
