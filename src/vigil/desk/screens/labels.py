"""Labels for codes, in the language of the screen."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language, gettext

from vigil.casefile.models import Case
from vigil.casefile.reports.records import NUMBER_FIELDS
from vigil.desk.screens.numbers import number_text
from vigil.language.counts import count_text
from vigil.language.punctuation import beside, in_a_row
from vigil.reading import codebook
from vigil.reading.codebook import Codebook, Field, Problem, Reason, Value
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.rooms import house

NOT_IN_CLDR = {"XKX": "XK"}
"""Kosovo's user-assigned code, which CLDR lists only in its two-letter form."""


def country_name(code: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-3), or the code if it is unknown."""
    two = NOT_IN_CLDR.get(code) or (get_global("territory_aliases").get(code) or [""])[0]
    return _locale(get_language() or "en").territories.get(two) or code


def country_choices() -> list[tuple[str, str]]:
    """Return code and name of every country, by name."""
    return sorted(
        ((code, country_name(code)) for code in COUNTRIES), key=lambda p: sorting_key(p[1])
    )


def sorting_key(text: str) -> str:
    """Return `text` without accents and capitals, so that Åland is sorted under A."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def language_name(tag: str) -> str:
    """Return the name of a language (BCP 47 tag), or the tag if it is unknown."""
    main = tag.partition("-")[0].lower()
    return _locale(get_language() or "en").languages.get(main) or tag


def value_text(field: str, value: Any) -> str:
    """Return the text of a value of a field."""
    return label_of_value(codebook.current(), field, value)


def field_label(field: str) -> str:
    """Return the codebook's name of a field."""
    return field_label_in(codebook.current(), field)


def field_label_in(book: Codebook, field: str) -> str:
    """Return what a field is called: by a codebook, or by the desk for what only machines read."""
    known = book.fields.get(field)
    if known is not None:
        return known.label(get_language() or "en")
    read = {"killed": gettext("Number killed"), "injured": gettext("Number injured")}
    return read.get(field, field)


def text_label(name: str) -> str:
    """Return what a text of a compiled case is called (`casefile.cases.compiled_texts`)."""
    known = {"summary": gettext("Summary"), "convictions": gettext("Convictions so far")}
    return known.get(name, name)


def rule_label(rule: str) -> str:
    """Return the codebook's name of the rule by which a value was accepted."""
    known = codebook.current().rules.get(rule)
    return known.label(get_language() or "en") if known else rule


def reason(why: Reason) -> str:
    """Return why the codebook refuses a value, in the language of the screen."""
    values = {name: _part_of_reason(value) for name, value in why.values.items()}
    said = gettext(why.template)
    return said % values if values else said


def _part_of_reason(value: object) -> object:
    if isinstance(value, Reason):
        return reason(value)
    return value.label(get_language() or "en") if isinstance(value, Field | Value) else value


def objection(problem: Problem) -> str:
    """Return what is wrong with which field and person, for problems away from their input."""
    label, said = field_label(problem.field), reason(problem.reason)
    if problem.person is None:
        return beside(label, said)
    of = gettext("%(field)s, person %(number)d")
    return beside(of % {"field": label, "number": problem.person + 1}, said)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def label_of_value(book: Codebook, name: str, value: Any) -> str:
    """Return the text of a value of a field, in the language of the screen."""
    if value in (None, "", [], {}):
        return ""
    known = book.fields.get(name)
    if known is None:
        return number_text(value) if name in NUMBER_FIELDS else str(value)
    if isinstance(value, list):
        return in_a_row(label_of_value(book, name, entry) for entry in value)
    if isinstance(value, Mapping):
        return _compound(known, value, book)
    found = known.values.get(str(value))
    return found.label(get_language() or "en") if found else str(value)


def _compound(known: Field, value: Mapping[str, Any], book: Codebook) -> str:
    if known.type == "edtf":
        return str(value.get("value") or "")
    if known.type == "integer":
        low, high = value.get("low"), value.get("high")
        return f"{low}" if low == high else f"{low}–{high}"
    if known.type == "count":
        return count_text(value)
    if known.type == "place":
        return in_a_row(place_parts(value))
    if known.type == "money":
        return f"{value.get('amount')} {value.get('currency')}"
    language = get_language() or "en"
    parts = [
        book.parts[of].values[value[part]].label(language)
        for part, of in known.parts.items()
        if value.get(part) in book.parts[of].values
    ]
    return f"{value.get('name', '')} ({', '.join(parts)})" if parts else str(value.get("name", ""))


COARSE: Final = ("admin1", "country")
"""Precisions with which a state or a country stands where the name of a town would."""


def place_parts(place: Mapping[str, Any]) -> list[str]:
    """Return a place from its town to its country, each level once.

    A state follows the town of the same name. But a municipality called as its town, or a state
    that stands for itself, is not said twice.
    """
    name, admin2, admin1 = (str(place.get(part) or "") for part in ("name", "admin2", "admin1"))
    country = country_name(str(place.get("country") or ""))
    if admin2 == name:
        admin2 = ""
    if admin1 == name and place.get("precision") in COARSE:
        admin1 = ""
    return [part for part in (name if name != country else "", admin2, admin1, country) if part]


def place_of(case: Case) -> list[str]:
    """Return where the attack on a case happened, from its town to its country."""
    place = {"name": case.place_name, "admin1": case.admin1, "country": case.country}
    return place_parts({**place, "precision": case.place_precision})


def room_name(room: str) -> str:
    """Return what people call what a keeper keeps; an unknown one stands for itself."""
    return next((str(one.label) for one in house.keepers() if one.room == room), room)


def left_out_label(word: str) -> str:
    """Return the label of what the working copy of a document leaves out."""
    return {
        "metadata": gettext("what it said about itself"),
        "outline": gettext("its outline"),
        "labels": gettext("labels of pages"),
        "tags": gettext("tags for screen readers"),
        "layers": gettext("layers"),
        "actions": gettext("scripts and actions"),
        "private": gettext("data of programs"),
        "attachments": gettext("attachments"),
        "form": gettext("form fields (what they show stays)"),
        "links": gettext("links"),
        "comments": gettext("comments and drawings upon it"),
        "notes": gettext("the words of comments (what they draw stays)"),
        "text": gettext("text that can be searched and copied"),
        "thumbnails": gettext("thumbnails"),
    }.get(word, word)
