"""Inputs of one codebook field, as templates draw them."""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from vigil.casefile.coding.details import Confidence, FieldDetails, NoValue
from vigil.desk.fields.conversion import Raw, parts_of, read
from vigil.desk.fields.help_words import in_words
from vigil.desk.fields.letters import FOR_NO_VALUE, letters_for
from vigil.reading.codebook import Codebook, Field, Text

NO_TEXT = Text(definition="", example="")
SHOWN_ROWS = 2
"""Empty rows offered in a list of compound entries."""


@dataclass(frozen=True)
class Choice:
    """One value that may be chosen, with what decides when it applies."""

    key: str
    label: str
    text: Text
    """When it applies, in the language of the screen or in English."""
    letter: str = ""
    """The key that chooses it on the coding screen."""


@dataclass
class FieldInput:
    """One field of the form, for the case or for one person: what it shows and how it is named."""

    field: Field
    prefix: str
    raw: Raw
    book: Codebook
    person: int | None = None
    problems: list[str] = dataclasses.field(default_factory=list)
    details: FieldDetails = dataclasses.field(default_factory=FieldDetails)
    """What the coder stated beside the value (`Coding.details`)."""
    read: bool = False
    """Whether it holds what the machine read, and the coder has not decided on it yet."""

    @property
    def row(self) -> str:
        """Name of the value in a coding: `method`, or `0/age` for the first person's age."""
        return self.field.id if self.person is None else f"{self.person}/{self.field.id}"

    @property
    def name(self) -> str:
        """Name of the input (of the first one, in a compound field), and its HTML id."""
        return f"{self.prefix}-{self.field.id}"

    @property
    def quotes_json(self) -> str:
        """The quotes behind the value, as the input that holds them has them."""
        held = [quote.json for quote in self.details.quotes]
        return json.dumps(held, ensure_ascii=False) if held else ""

    @property
    def template(self) -> str:
        """Which template draws this type of field."""
        kind: str = self.field.type
        if kind == "list":
            kind = "records" if self.field.parts else "choices" if self.field.values else "lines"
        return f"desk/fields/{kind}.html"

    @property
    def label(self) -> str:
        """The field's label in the language of the screen."""
        return self.field.label(get_language() or "en")

    @property
    def typed(self) -> str:
        """The text of a field with one input."""
        return (self.raw.get("") or [""])[0]

    @property
    def entries(self) -> list[str]:
        """The entries of a field with several entries."""
        return self.raw.get("", [])

    @property
    def parts(self) -> dict[str, str]:
        """The texts of the inputs of a compound field, by part."""
        return {part: (self.raw.get(part) or [""])[0] for part in parts_of(self.field)}

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a list of compound entries, with empty ones to fill."""
        names = parts_of(self.field)
        count = max((len(self.raw.get(name, [])) for name in names), default=0)
        columns = {name: [*self.raw.get(name, []), *[""] * (count + SHOWN_ROWS)] for name in names}
        return [{name: columns[name][row] for name in names} for row in range(count + SHOWN_ROWS)]

    @property
    def choices(self) -> list[Choice]:
        """The values to choose from. A held value that nobody may choose any more is shown too."""
        return _choices(self.field, self.entries, self.book) if self.field.values else []

    @property
    def confidences(self) -> list[Choice]:
        """How sure a coder may say to be."""
        return [Choice(key, str(label), NO_TEXT) for key, label in Confidence.choices]

    @property
    def reasons_for_none(self) -> list[Choice]:
        """The reasons that a coder may give for leaving it empty."""
        own = {"unclear", "unknown"} & self.field.values.keys()
        allowed = set(self.field.lacks)
        allowed -= {str(NoValue.UNCLEAR)} if own else set()
        return [
            Choice(key, str(label), NO_TEXT, FOR_NO_VALUE[key])
            for key, label in NoValue.choices
            if key in allowed
        ]

    @property
    def needs(self) -> str:
        """Fields that must be given with some of its values, as JSON: {value: [fields]}."""
        found: dict[str, list[str]] = {}
        for rule in self.book.consistency:
            for value in rule.when.get(self.field.id, ()) if len(rule.when) == 1 else ():
                found.setdefault(value, []).extend(rule.needs)
        return json.dumps(found) if any(found.values()) else ""

    @property
    def leads(self) -> str:
        """What some of its values leave to the only person, as JSON: {value: {field: value}}."""
        found: dict[str, dict[str, str]] = {}
        for rule in self.book.consistency:
            left = {
                name: allowed[0] for name, allowed in rule.some_person.items() if len(allowed) == 1
            }
            for value in rule.when.get(self.field.id, ()) if len(rule.when) == 1 and left else ():
                found.setdefault(value, {}).update(left)
        return json.dumps(found) if found else ""

    @property
    def help(self) -> Text:
        """What the field means, in the language of the screen where it is translated."""
        language = get_language() or "en"
        return in_words(self.field.text(language), self.field, self.book, language)

    @property
    def part_choices(self) -> dict[str, list[Choice]]:
        """The values to choose from for each part that has such."""
        return {
            part: _choices(self.book.parts[of], self.raw.get(part, []), self.book)
            for part, of in self.field.parts.items()
        }

    @property
    def part_labels(self) -> dict[str, str]:
        """The labels of those parts, in the language of the screen."""
        language = get_language() or "en"
        return {part: self.book.parts[of].label(language) for part, of in self.field.parts.items()}

    @property
    def value(self) -> Any:
        """The value in the inputs; None if they are empty."""
        return read(self.field, self.raw)


def _choices(field: Field, held: Iterable[str], book: Codebook) -> list[Choice]:
    language = get_language() or "en"
    values = field.chosen_from()
    labels = [value.label(language) for value in values]
    wished = labels if any(map(str.isascii, "".join(labels))) else [v.label() for v in values]
    known = [
        Choice(value.key, label, in_words(value.text(language), field, book, language), letter)
        for value, label, letter in zip(values, labels, letters_for(wished), strict=True)
    ]
    offered = {value.key for value in values}
    strange = [key for key in held if key and key not in offered]
    return known + [Choice(key, _label_held(field, key), NO_TEXT) for key in strange]


def _label_held(field: Field, key: str) -> str:
    """Name a value that is no longer to choose, or that the codebook does not know."""
    known = field.values.get(key)
    if known is None:
        return key
    return gettext("%(value)s (retired)") % {"value": known.label(get_language() or "en")}
