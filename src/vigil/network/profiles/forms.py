"""The form for the fields of a member: short texts, and values chosen from lists."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.casefile.people.name_matching import fold
from vigil.network.models import Member
from vigil.network.profiles import labels
from vigil.network.profiles.choices import Choices, country_choices, named_choices, region_choices
from vigil.network.profiles.fields import FIELDS
from vigil.network.profiles.values import LINE, InvalidField, clean, tags_by_name


class FieldsForm(forms.Form):
    """The fields of a member: short texts, and values chosen from lists."""

    name = forms.CharField(label=_("Name"), max_length=LINE)
    pseudonym = forms.CharField(
        label=_("Other name"),
        required=False,
        max_length=LINE,
        help_text=_("You can be listed under this name instead of your own."),
    )
    role = forms.CharField(
        label=_("Role"),
        required=False,
        max_length=LINE,
    )
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=LINE)
    languages = forms.CharField(
        label=_("Languages"),
        required=False,
        max_length=1000,
        help_text=_("Names, or tags such as pt-BR, separated by commas."),
    )
    markets = forms.MultipleChoiceField(
        label=_("Knowledge of markets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    responses = forms.MultipleChoiceField(
        label=_("Knowledge of responses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(
        label=_("Knowledge of regions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(
        label=_("Region of the world"),
        required=False,
        help_text=_("You choose separately who sees the country and who sees the region."),
    )
    joined_on = forms.DateField(
        label=_("Member since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One link per line: a description, then the address."),
    )

    def __init__(self, *args: Any, only: Collection[str] | None = None, **kwargs: Any) -> None:
        """Make the form, with all fields or with `only` some."""
        super().__init__(*args, **kwargs)
        choices: dict[str, Choices] = {
            "markets": named_choices("markets"),
            "responses": named_choices("responses"),
            "regions": region_choices(),
            "country": [("", "–"), *country_choices()],
            "region": [("", "–"), *region_choices()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
        for name in [name for name in self.fields if only is not None and name not in only]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Read links and languages, and check each value by the rules of its field."""
        data = super().clean() or {}
        for name, read in (("links", read_links), ("languages", read_tags)):
            if name in data:
                data[name] = read(data[name])
        for name in [name for name in data if name in FIELDS]:
            try:
                data[name] = clean(name, data[name])
            except InvalidField as error:
                self.add_error(name, str(error))
        return data


def values_in_form(member: Member) -> dict[str, Any]:
    """Return the fields of a member as `FieldsForm` shows them."""
    initial: dict[str, Any] = {
        name: getattr(member, name)
        for name in FIELDS
        if name not in ("biography", "links", "portrait")
    }
    initial["languages"] = ", ".join(map(_language_as_typed, member.languages))
    initial["links"] = "\n".join(f"{link.label} {link.url}" for link in member.links.all())
    return initial


def _language_as_typed(tag: str) -> str:
    """Return a language as `read_tags` reads it: its name, or its tag if that is more exact."""
    name = labels.tag_name(tag)
    return name if read_tags(name) == [tag] else tag


def read_tags(text: str) -> list[str]:
    """Return language tags from names in any interface language, or from tags."""
    entries = [entry.strip() for entry in re.split(r"[,;|\n،]", text)]
    return [tags_by_name().get(fold(entry), entry) for entry in entries if entry]


def read_links(text: str) -> list[tuple[str, str]]:
    """Return links from lines of text: a label, which is optional, then an address."""
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        label, _space, url = line.rpartition(" ")
        links.append((label.strip(), url))
    return links
