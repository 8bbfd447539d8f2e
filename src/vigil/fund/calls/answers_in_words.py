"""Answers to the form of a call as people read them: with the labels of that form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vigil.fund.calls.form_definition import (
    CHOICE_KINDS,
    FILE_KINDS,
    Field,
    LocalizedText,
    in_language,
    is_answered,
    is_identity,
)


@dataclass(frozen=True)
class DisplayedAnswer:
    """One answer on a screen: label and text."""

    key: str
    label: LocalizedText
    text: str
    identity: bool = False


def displayed_answers(
    form: Sequence[Field], values: Mapping[str, Any], language: str
) -> list[DisplayedAnswer]:
    """Return the answers in the order of the form, with labels of choices; without files."""
    found = []
    for field in form:
        if field["kind"] in FILE_KINDS or not is_answered(field, values):
            continue
        label = in_language(field["label"], language)
        text = _in_words(field, values, language)
        found.append(DisplayedAnswer(field["key"], label, text, is_identity(field)))
    return found


def _in_words(field: Field, values: Mapping[str, Any], language: str) -> str:
    kind, key = field["kind"], field["key"]
    value = values.get(key)
    if kind == "budget":
        return "\n".join(_budget_lines(field, values, language))
    if kind in CHOICE_KINDS:
        chosen = [value] if isinstance(value, str) else list(value or ())
        return "; ".join(option_label(field, one, language) for one in chosen)
    if kind == "country":
        from vigil.desk.screens.labels import country_name

        return country_name(str(value))
    if kind == "consent":
        return _("agreed to: %(text)s") % {"text": in_language(field["text"], language)}
    if kind == "yes":
        return _("yes")
    currency = values.get(f"{key}_currency")
    return f"{value} {currency}" if currency else str(value)


def option_label(field: Field, key: str, language: str) -> str:
    """Return the label of an option; its key where the form has no such option."""
    if field["kind"] == "yes":
        return _("yes")
    labels = {one["key"]: one["label"] for one in field.get("options", ())}
    return str(in_language(labels[key], language)) if key in labels else str(key)


def _budget_lines(field: Field, values: Mapping[str, Any], language: str) -> Iterator[str]:
    for option in field["options"]:
        line = f"{field['key']}__{option['key']}"
        amount, words = values.get(line), values.get(f"{line}__for")
        if amount or words:
            label = in_language(option["label"], language)
            yield f"{label}: {amount or '–'}" + (f" ({words})" if words else "")
