"""Texts of the codebook with the names of values and fields where they have keys."""

import re
from typing import Final

from vigil.reading.codebook import Codebook, Field, Text

_KEY: Final = re.compile(r"\b(?:[a-z]+(?:_[a-z0-9]+)+|admin[12])\b")
"""How keys look that no sentence has by chance. A key of one word reads as a word."""


def in_words(text: Text, field: Field, book: Codebook, language: str) -> Text:
    """Return a text in which keys are replaced by what people see; those of the field first."""

    def named(key: re.Match[str]) -> str:
        label = _label(key[0], field, book, language)
        return f"“{label}”" if label else key[0]

    return Text(
        definition=_KEY.sub(named, text.definition),
        example=text.example,
        notes=tuple(_KEY.sub(named, note) for note in text.notes),
        language=text.language,
    )


def _label(key: str, field: Field, book: Codebook, language: str) -> str:
    if key in book.fields:
        return book.fields[key].label(language)
    holders = (field, *book.fields.values(), *book.parts.values())
    found = next((one.values[key] for one in holders if key in one.values), None)
    return found.label(language) if found else ""
