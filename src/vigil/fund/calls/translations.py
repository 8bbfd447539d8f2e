"""The texts of a call side by side: which languages lack which. Pure but for names of languages.

A text has an address: `title`, `form.amount.label`, `form.work.option.art`, `rubric.need.help`,
`eligibility.0`. English is the source; where there is none, whatever language there is.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language_info

from vigil.fund.calls.form_definition import LocalizedText, in_language
from vigil.fund.models import Call

SOURCE: Final = "en"
PARTS: Final = ("title", "summary", "eligibility", "form", "rubric")
TEXT_NAMES: Final = ("label", "help", "text")

Texts = dict[str, str]


@dataclass(frozen=True)
class TextPlace:
    """One text of a call: its address, the source, and what it is in another language."""

    address: str
    about: str
    """The key of the field, criterion or condition that it belongs to; "" of title and summary."""
    source: LocalizedText
    text: str

    @property
    def is_gap(self) -> bool:
        """Return whether the other language lacks it."""
        return bool(self.source.text) and not self.text.strip()

    @property
    def is_long(self) -> bool:
        """Return whether it needs several lines."""
        return len(self.source.text) > 120 or self.address == "summary"


def values_of(call: Call) -> dict[str, Any]:
    """Return what of a call holds texts."""
    return {name: getattr(call, name) for name in PARTS}


def places(values: Mapping[str, Any], language: str) -> list[TextPlace]:
    """Return every text of a call beside what it is in a language, in the order of the call."""
    return [
        TextPlace(address, about, in_language(texts, SOURCE), str(texts.get(language, "")))
        for address, about, texts in _texts_in(values)
    ]


def gaps(values: Mapping[str, Any], language: str) -> int:
    """Count the texts that a language lacks."""
    return sum(place.is_gap for place in places(values, language))


def with_texts(
    values: Mapping[str, Any], language: str, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values with texts of a language replaced, by address; an empty one is removed."""
    found = deepcopy({name: values[name] for name in PARTS if name in values})
    for address, _about, texts in _texts_in(found):
        if address not in typed:
            continue
        if text := typed[address].strip():
            texts[language] = text
        elif len(texts) > 1:
            texts.pop(language, None)
    return found


def gaps_by_language(call: Call) -> list[tuple[str, str, int]]:
    """Return code, own name and number of gaps of each language in which a call is read."""
    values = values_of(call)
    ours = [code for code, _name in settings.LANGUAGES if code in call.languages]
    return [(code, str(get_language_info(code)["name_local"]), gaps(values, code)) for code in ours]


def gaps_in_words(call: Call) -> str:
    """Return which languages of a call lack how many texts; "" if none lacks any."""
    return "; ".join(f"{name}: {n}" for _code, name, n in gaps_by_language(call) if n)


def _texts_in(values: Mapping[str, Any]) -> Iterator[tuple[str, str, Texts]]:
    for name in ("title", "summary"):
        if name in values:
            yield name, "", values[name]
    for number, one in enumerate(values.get("eligibility", ())):
        yield f"eligibility.{number}", str(one.get("key", "")), one.get("label", one)
    for name in ("form", "rubric"):
        yield from _texts_of_entries(name, values.get(name, ()))


def _texts_of_entries(
    name: str, entries: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str, Texts]]:
    for one in entries:
        key = str(one["key"])
        for text in TEXT_NAMES:
            if one.get(text):
                yield f"{name}.{key}.{text}", key, one[text]
        for option in one.get("options", ()):
            yield f"{name}.{key}.option.{option['key']}", key, option["label"]
