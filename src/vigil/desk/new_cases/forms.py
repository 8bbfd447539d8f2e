"""Enter a case by hand in under a minute: who, when, where, how, and the source."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from vigil.desk.fields.conversion import parts_of, read
from vigil.desk.fields.inputs import FieldInput
from vigil.desk.screens.labels import objection, reason
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Problem

ASKED_FIELDS = ("event", "date_of_attack", "place", "method")
"""Fields of the case that the small form asks for; everything else waits for coding."""


class SourceForm(forms.Form):
    """Who was attacked, and where that was read."""

    names = forms.CharField(
        label=_("Who was attacked (a line a person; unnamed: leave empty)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    url = forms.URLField(
        label=_("Link to the source"), required=False, max_length=2000, assume_scheme="https"
    )
    source_title = forms.CharField(label=_("Title of the source"), required=False, max_length=500)
    outlet = forms.CharField(label=_("Outlet"), required=False, max_length=200)
    published = forms.DateField(
        label=_("Day it was published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class EntryForm(SourceForm):
    """The small form: the source, and a few fields of the codebook."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book = codebook.current()
        sent = self.data if self.is_bound else None
        self.inputs = [_input(self.book, name, sent) for name in ASKED_FIELDS]

    def clean(self) -> dict[str, Any]:
        """Add `values`: what was typed, in the shape of a coding. Say what is wrong with it."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        values = self._values(data["names"])
        for problem in self.book.check_coding(values, complete=False):
            self._show(problem)
        return {**data, "values": values}

    def is_valid(self) -> bool:
        """Return whether the case can be entered."""
        return super().is_valid() and not any(item.problems for item in self.inputs)

    def _values(self, names: str) -> dict[str, Any]:
        held = {item.field.id: read(item.field, item.raw) for item in self.inputs}
        victims = [{"names": [name.strip()]} for name in names.splitlines() if name.strip()]
        return {"case": {n: v for n, v in held.items() if v is not None}, "victims": victims}

    def _show(self, problem: Problem) -> None:
        item = next((item for item in self.inputs if item.field.id == problem.field), None)
        if item is not None:
            item.problems.append(reason(problem.reason))
        elif problem.field == "names":
            self.add_error("names", reason(problem.reason))
        else:
            self.add_error(None, objection(problem))


def _input(book: Codebook, name: str, data: Any) -> FieldInput:
    # The small form asks for what is known now; what is needed is asked when coding.
    known = msgspec.structs.replace(book.fields[name], required=False)
    raw: dict[str, list[str]] = {}
    if data is not None:
        at = f"case-{name}"
        raw = {p: data.getlist(f"{at}-{p}" if p else at) for p in parts_of(known)}
    elif name == "event":
        raw = {"": [next(iter(known.values))]}
    return FieldInput(known, "case", raw, book)


class LinkForm(forms.Form):
    """A link to read."""

    url = forms.URLField(label=_("Link to a report"), max_length=2000, assume_scheme="https")


class TextForm(forms.Form):
    """A text that was copied from where Vigil cannot fetch it."""

    text = forms.CharField(
        label=_("Text of the report"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    title = forms.CharField(label=_("Headline"), required=False, max_length=500)
    outlet = forms.CharField(
        label=_("Who published it (may stay empty; the public sees it)"),
        required=False,
        max_length=200,
    )
    url = forms.URLField(
        label=_("Its address, if it has one"),
        required=False,
        max_length=2000,
        assume_scheme="https",
    )
    published = forms.DateField(
        label=_("Day it was published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    how = forms.CharField(
        label=_("How it came to you (the public never sees it)"), required=False, max_length=2000
    )
