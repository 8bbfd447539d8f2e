"""The form that adds a source to one value of a case: which value, which page, what it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.disclosure.names_in_sources import ADDRESS, TITLE
from vigil.casefile.models import AcceptedValue
from vigil.casefile.reports.verbs.citing import (
    CitedPage,
    PassageRead,
    names_in_page,
    page_known,
    spelt_in,
)
from vigil.desk.cases.forms import ActForm
from vigil.desk.screens.labels import field_label, label_of_value, reason
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook import Field
from vigil.reading.codebook.edtf import InvalidEdtf, parse
from vigil.reading.codebook.scheme import InvalidValue

STATES, DIFFERS = "states", "differs"
HIDE, SHOW = "hide", "show"
LONGEST_LABEL = 90
"""Characters of a value in the list of values."""


class SourceForm(ActForm):
    """One source of one value, in one step."""

    value = forms.ChoiceField(label=gettext_lazy("Value"))
    url = forms.URLField(
        label=gettext_lazy("Address of the page"),
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"list": "addresses-of-sources", "autocomplete": "off"}),
    )
    publisher = forms.CharField(
        label=gettext_lazy("Publisher (may stay empty if the address is known here)"),
        max_length=200,
        required=False,
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the page (may stay empty if the address is known here)"),
        max_length=500,
        required=False,
    )
    published = forms.CharField(
        label=gettext_lazy("Date of the page: 2024-05-17, 2024-05 or 2024 (may stay empty)"),
        max_length=32,
        required=False,
    )
    says = forms.ChoiceField(
        label=gettext_lazy("What it says"),
        choices=[
            (STATES, gettext_lazy("It states this value.")),
            (DIFFERS, gettext_lazy("It gives another value.")),
        ],
        widget=forms.RadioSelect,
        initial=STATES,
    )
    otherwise = forms.CharField(
        label=gettext_lazy("The other value, if it gives one"), max_length=300, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("What it says, in your own words and without names (may stay empty)"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    where = forms.CharField(
        label=gettext_lazy("Where on the page, for example “3rd paragraph” (may stay empty)"),
        max_length=200,
        required=False,
    )

    names = forms.ChoiceField(
        label=gettext_lazy("What readers see of the title and the address"),
        required=False,
        widget=forms.HiddenInput,
    )
    asked = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["names"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(HIDE, ""), (SHOW, "")]
        self._entries = {str(entry.pk): entry for entry in self.shown.values_with_sources}
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _describe(entry)) for key, entry in self._entries.items()]
        if self.shown.chosen_value in self._entries:
            self.initial["value"] = self.shown.chosen_value

    def clean_value(self) -> AcceptedValue:
        """Return the accepted value that was chosen."""
        return self._entries[self.cleaned_data["value"]]

    def clean_published(self) -> str:
        """Return the date of the page, EDTF or ""."""
        text = str(self.cleaned_data["published"]).strip()
        try:
            if text:
                parse(text)
        except InvalidEdtf as error:
            raise forms.ValidationError(reason(error.reason)) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Add `page` and `read`, as the verb takes them."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if not data["title"] and page_known(data["url"]) is None:
            self.add_error("title", _("This address is not known here yet. Type its title."))
            return data
        described = {name: data[name] for name in ("url", "publisher", "title", "published")}
        described |= self._what_readers_see(CitedPage(**described))
        otherwise = self._otherwise(data["value"]) if data["says"] == DIFFERS else None
        read = PassageRead(otherwise=otherwise, words=data["words"], where=data["where"])
        return {**data, "page": CitedPage(**described), "read": read}

    def _what_readers_see(self, page: CitedPage) -> dict[str, frozenset[str]]:
        """Return what is hidden of a page and which names are shown; ask, where nobody was asked.

        An answer counts for the words for which it was given.
        """
        found = names_in_page(self.shown.case, page)
        named = sorted({name for names in found.values() for name in names})
        if not found:
            return {}
        if self.cleaned_data["names"] == HIDE:
            return {"hidden": frozenset(found)}
        if self.cleaned_data["names"] == SHOW and self.cleaned_data["asked"] == "\n".join(named):
            return {"may_name": frozenset(named)}
        for part, names in found.items():
            self.add_error("url" if part == ADDRESS else part, spelt_in(part, names))
        self._ask(found, "\n".join(named))
        return {}

    def _ask(self, found: Mapping[str, Sequence[str]], named: str) -> None:
        """Turn the hidden question into one that is seen; to hide is chosen already."""
        field = self.fields["names"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = forms.RadioSelect()
        both = _("Hide the title and the address from the public"), _("Show both")
        parts: dict[tuple[str, ...], tuple[str, str]] = {
            (TITLE,): (_("Hide the title from the public"), _("Show the title")),
            (ADDRESS,): (_("Hide the address from the public"), _("Show the address")),
        }
        hide, show = parts.get(tuple(found), both)
        field.choices = [(HIDE, hide), (SHOW, show)]
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("names")], data[self.add_prefix("asked")] = HIDE, named
        self.data = data

    def _otherwise(self, entry: AcceptedValue) -> Any:
        """Return the other value in the shape of the codebook; None, with an error, if it fails."""
        text = self.cleaned_data["otherwise"].strip()
        if not text:
            self.add_error("otherwise", _("Type the value that the page gives."))
            return None
        field = codebook.current().fields[entry.field]
        try:
            value = typed_value(field, text, entry.value)
            codebook.current().check(field.id, value)
        except InvalidEdtf as error:
            self.add_error("otherwise", reason(error.reason))
        except InvalidValue as error:
            self.add_error("otherwise", _choices(field) or reason(error.reason))
        else:
            return value
        return None


def typed_value(field: Field, text: str, accepted: Any) -> Any:
    """Return what was typed in the shape of the codebook. Raises InvalidEdtf."""
    if field.values:
        labels = {label_of_value(codebook.current(), field.id, key): key for key in field.values}
        folded = {label.casefold(): key for label, key in labels.items()}
        return folded.get(text.casefold(), text)
    if field.type == "edtf":
        return {"value": text, "precision": parse(text).precision}
    if field.type == "integer":
        low, _dash, high = text.replace("–", "-").partition("-")
        ends = (low.strip(), (high or low).strip())
        return dict(zip(("low", "high"), map(_number, ends), strict=True))
    if field.type == "list":
        return [text]
    if field.type == "place":
        country = accepted.get("country") if isinstance(accepted, dict) else None
        return {"name": text, **({"country": country} if country else {})}
    return text


def _number(text: str) -> Any:
    return int(text) if text.isdecimal() else text


def _choices(field: Field) -> str:
    if not field.values:
        return ""
    known = in_a_row(label_of_value(codebook.current(), field.id, key) for key in field.values)
    return _("Type one of these: %(values)s.") % {"values": known}


def _describe(entry: AcceptedValue) -> str:
    """Name a value in one line: the person, the field, the value."""
    value = label_of_value(codebook.current(), entry.field, entry.value)
    if len(value) > LONGEST_LABEL:
        value = value[: LONGEST_LABEL - 1] + "…"
    parts = [str(entry.victim)] if entry.victim else []
    return " · ".join([*parts, field_label(entry.field), value])
