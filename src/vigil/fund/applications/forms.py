"""The application form of a call: built from the definition of the call, with the typed values.

It never rejects anything. `applications.answer_checks` finds errors, which are shown beside the
fields.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from vigil.desk.screens.labels import country_choices
from vigil.fund.applications.answer_checks import read_date
from vigil.fund.calls.answers_in_words import option_label
from vigil.fund.calls.form_definition import (
    DEFAULT_LONG_TEXT_LENGTH,
    DEFAULT_TEXT_LENGTH,
    FILE_KINDS,
    TRIGGER_KINDS,
    WITHOUT_ANSWER,
    Field,
    LocalizedText,
    answer_keys,
    in_language,
)
from vigil.fund.models import ApplicationFile

NO_AUTOCOMPLETE: Final = {"autocomplete": "off"}
"""A browser keeps no list of what was typed."""


@dataclass(frozen=True)
class ApplicationFormField:
    """One field on the screen. A file field has no Django widget; it lists the files kept."""

    data: Field
    label: LocalizedText
    help: LocalizedText | None
    required: bool
    bound: BoundField | None = None
    currency: BoundField | None = None
    files: Sequence[ApplicationFile] = ()
    error: str = ""
    text: LocalizedText | None = None
    """What is agreed to, of a consent."""
    lines: Sequence[tuple[LocalizedText, BoundField, BoundField]] = ()
    """Of a budget: what each line is for, its amount, and words beside it."""

    @property
    def key(self) -> str:
        """Return the key of the field."""
        return str(self.data["key"])

    @property
    def kind(self) -> str:
        """Return the kind of the field."""
        return str(self.data["kind"])

    @property
    def grouped(self) -> bool:
        """Return whether the field is a group of controls."""
        return self.kind in ("choice", "choices")

    @property
    def is_asked(self) -> bool:
        """Return whether it is a question, and not a heading or a note."""
        return self.kind not in WITHOUT_ANSWER

    @property
    def most(self) -> int:
        """Return the maximum number of characters; 0 if it is not a text."""
        if self.kind not in ("text", "long"):
            return 0
        usual = DEFAULT_LONG_TEXT_LENGTH if self.kind == "long" else DEFAULT_TEXT_LENGTH
        return int(self.data.get("most", usual))


class ApplicationForm(forms.Form):
    """The fields of a call in one language, with what was typed."""

    def __init__(
        self,
        form: Sequence[Field],
        values: Mapping[str, Any],
        *,
        language: str,
        currency: str,
        files: Sequence[ApplicationFile] = (),
        errors: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(initial=dict(values), label_suffix="")
        self.data_of, self.language = form, language
        self.found, self.kept = dict(errors or {}), files
        for field in form:
            key = field["key"]
            if field["kind"] in (*FILE_KINDS, *WITHOUT_ANSWER):
                continue
            if field["kind"] == "budget":
                self._add_lines(field)
                continue
            made = _made(field, values.get(key), language)
            made.required = False
            made.label = str(in_language(field["label"], language))
            self._mark(made, field)
            self.fields[key] = made
            if field["kind"] == "money" and field.get("currency") == "any":
                self.fields[f"{key}_currency"] = _currency(currency)

    def rows(self) -> Iterator[ApplicationFormField]:
        """Yield the fields in the order of the call."""
        for field in self.data_of:
            key, bound = field["key"], None
            if key in self.fields:
                bound = self[key]
            yield ApplicationFormField(
                data=field,
                label=in_language(field["label"], self.language),
                help=in_language(field["help"], self.language) if field.get("help") else None,
                required=bool(field.get("required")),
                bound=bound,
                currency=self[f"{key}_currency"] if f"{key}_currency" in self.fields else None,
                files=[one for one in self.kept if one.field == key],
                error=self.found.get(key, ""),
                text=in_language(field["text"], self.language) if field.get("text") else None,
                lines=self._lines(field) if field["kind"] == "budget" else (),
            )

    def wrong(self) -> list[tuple[str, LocalizedText, str]]:
        """Return key, label and error of each invalid field, for the list above the form."""
        return [(row.key, row.label, row.error) for row in self.rows() if row.error]

    def _add_lines(self, field: Field) -> None:
        """Add the two inputs of each line of a budget."""
        for option in field["options"]:
            line = f"{field['key']}__{option['key']}"
            label = str(in_language(option["label"], self.language))
            amount = forms.CharField(
                required=False, label=label, widget=_digits({"kind": "money"}, None)
            )
            words = forms.CharField(required=False, label=label, widget=_line(field, None))
            self._mark(amount, field)
            self.fields |= {line: amount, f"{line}__for": words}

    def _lines(self, field: Field) -> list[tuple[LocalizedText, BoundField, BoundField]]:
        keys = [(one, f"{field['key']}__{one['key']}") for one in field["options"]]
        return [
            (in_language(one["label"], self.language), self[line], self[f"{line}__for"])
            for one, line in keys
        ]

    def _mark(self, made: forms.Field, field: Field) -> None:
        described = []
        if field.get("help"):
            described.append(f"id_{field['key']}_help")
        if field["key"] in self.found:
            described.append(f"id_{field['key']}_error")
            made.widget.attrs["aria-invalid"] = "true"
        if described:
            made.widget.attrs["aria-describedby"] = " ".join(described)


def typed_values(form: Sequence[Field], data: QueryDict) -> dict[str, Any]:
    """Return the values typed into the form of a call, unchanged."""
    found: dict[str, Any] = {}
    for field in form:
        if field["kind"] == "choices":
            found[field["key"]] = data.getlist(field["key"])
        elif field["kind"] not in FILE_KINDS:
            found |= {key: data.get(key, "") for key in answer_keys(field)}
    return {key: value for key, value in found.items() if value}


def saved_elsewhere(
    form: Sequence[Field], values: Mapping[str, Any], kept: Mapping[str, Any], language: str
) -> list[tuple[str, LocalizedText, str]]:
    """Return key, label and saved text of each answer that differs from what was typed.

    They are shown beside the form. A choice is shown by its label.
    """
    found = []
    for field in form:
        for key in answer_keys(field):
            here, there = values.get(key) or "", kept.get(key) or ""
            if _plain(here) != _plain(there):
                names = dict(country_choices()) if field["kind"] == "country" else {}
                texts = there if isinstance(there, list) else [there]
                if field["kind"] in TRIGGER_KINDS:
                    texts = [option_label(field, one, language) for one in texts if one]
                text = ", ".join(names.get(one, one) for one in texts)
                found.append((key, in_language(field["label"], language), text))
    return found


def _plain(value: str | list[str]) -> str | list[str]:
    return value.strip() if isinstance(value, str) else value


def _made(field: Field, value: Any, language: str) -> forms.Field:
    kind = field["kind"]
    if kind in ("choice", "choices"):
        choices = [
            (one["key"], str(in_language(one["label"], language))) for one in field["options"]
        ]
        if kind == "choices":
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple(attrs={**NO_AUTOCOMPLETE})
            )
        return forms.ChoiceField(
            choices=choices, widget=forms.RadioSelect(attrs={**NO_AUTOCOMPLETE})
        )
    if kind == "country":
        return forms.ChoiceField(
            choices=[("", "–"), *country_choices()], widget=forms.Select(attrs={**NO_AUTOCOMPLETE})
        )
    if kind in ("yes", "consent"):
        return forms.BooleanField(
            widget=forms.CheckboxInput(attrs={**NO_AUTOCOMPLETE, "value": "yes"})
        )
    return forms.CharField(widget=_WIDGETS.get(kind, _line)(field, value))


def _line(field: Field, value: Any) -> forms.Widget:
    return forms.TextInput(attrs={**NO_AUTOCOMPLETE, "dir": "auto"})


def _long(field: Field, value: Any) -> forms.Widget:
    return forms.Textarea(attrs={**NO_AUTOCOMPLETE, "rows": 8, "dir": "auto"})


def _digits(field: Field, value: Any) -> forms.Widget:
    mode = "decimal" if field["kind"] == "money" else "numeric"
    return forms.TextInput(attrs={**NO_AUTOCOMPLETE, "inputmode": mode, "dir": "ltr"})


def _date(field: Field, value: Any) -> forms.Widget:
    """Return a date picker; a plain text field if the typed value is not a day."""
    if value and read_date(str(value)) is None:
        return forms.TextInput(attrs={**NO_AUTOCOMPLETE, "dir": "ltr"})
    return forms.DateInput(attrs={**NO_AUTOCOMPLETE, "type": "date"}, format="%Y-%m-%d")


def _address(field: Field, value: Any) -> forms.Widget:
    return forms.TextInput(
        attrs={**NO_AUTOCOMPLETE, "inputmode": "email", "dir": "ltr", "autocapitalize": "off"}
    )


def _account(field: Field, value: Any) -> forms.Widget:
    """Return a field for an account number, without a spelling checker that could send it away."""
    return forms.TextInput(
        attrs={
            **NO_AUTOCOMPLETE,
            "dir": "ltr",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }
    )


_WIDGETS: Final = {
    "long": _long,
    "number": _digits,
    "money": _digits,
    "date": _date,
    "email": _address,
    "account": _account,
}


def _currency(usual: str) -> forms.Field:
    return forms.CharField(
        label=_("Currency (three letters)"),
        initial=usual,
        required=False,
        widget=forms.TextInput(
            attrs={**NO_AUTOCOMPLETE, "dir": "ltr", "size": 5, "autocapitalize": "characters"}
        ),
    )
