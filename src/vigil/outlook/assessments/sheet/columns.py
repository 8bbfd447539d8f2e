"""The columns of the sheet of an assessment: how they are called in each language, and read."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.translation import override, pgettext
from msgspec import Struct

from vigil.casefile.sheet_files.vocabulary import simplified

LIST, CODE, TERM, KIND, QUESTION = "list", "code", "term", "kind", "question"
GUIDANCE, BAND, FORM, UNIT = "guidance", "band", "form", "unit"
LOWER, UPPER, LOG_SCALE, HORIZON = "lower", "upper", "log_scale", "horizon"
COUNTRY, REGION, LEAD = "country", "region", "lead"
OF_TERMS: Final = (
    *(LIST, CODE, TERM, KIND, QUESTION, GUIDANCE, BAND),
    *(FORM, UNIT, LOWER, UPPER, LOG_SCALE, HORIZON),
)
OF_COUNTRIES: Final = (COUNTRY, CODE, REGION, LEAD)
NUMBERED: Final = (GUIDANCE, BAND)
"""Columns that are there several times: "Guiding question 1", "Guiding question 2"."""
TRANSLATED: Final = (QUESTION, GUIDANCE, BAND, UNIT)
"""Columns that are there again for each language: "Question (es)"."""
FIELD: Final[Mapping[str, str]] = {"text": QUESTION, "guidance": GUIDANCE, "bands": BAND}
"""The column in which a field of a term stands, where the two have different names."""
_LANGUAGE: Final = re.compile(r"\s*[(（]\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})\s*[)）]\s*$")
_NUMBER: Final = re.compile(r"\s*(\d{1,2})\s*$")


class Column(Struct, frozen=True):
    """What a column holds: a key above, its number if there are several, and its language."""

    key: str
    number: int = 0
    language: str = ""


def title_of(key: str) -> str:
    """Return the title of a column in the language of the screen, without number and language."""
    return {
        LIST: pgettext("column", "List"),
        CODE: pgettext("column", "Code"),
        TERM: pgettext("column", "Term"),
        KIND: pgettext("column", "Kind of question"),
        QUESTION: pgettext("column", "Question"),
        GUIDANCE: pgettext("column", "Guiding question"),
        BAND: pgettext("column", "Threshold"),
        FORM: pgettext("column", "How a quantity is judged"),
        UNIT: pgettext("column", "Unit"),
        LOWER: pgettext("column", "Not less than"),
        UPPER: pgettext("column", "Not more than"),
        LOG_SCALE: pgettext("column", "Logarithmic scale"),
        HORIZON: pgettext("column", "Until which day"),
        COUNTRY: pgettext("column", "Country"),
        REGION: pgettext("column", "Region"),
        LEAD: pgettext("column", "Lead (email)"),
    }[key]


OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    TERM: ("label", "name"),
    KIND: ("kind",),
    QUESTION: ("text",),
    GUIDANCE: ("guidance", "guiding questions"),
    BAND: ("bands", "thresholds"),
    FORM: ("form",),
    LOWER: ("lowest", "lower bound", "minimum"),
    UPPER: ("highest", "upper bound", "maximum"),
    LOG_SCALE: ("log scale",),
    HORIZON: ("horizon", "until"),
    LEAD: ("lead", "regional lead", "email", "lead's email"),
}
"""Other titles that are recognised."""


def full_title(column: Column) -> str:
    """Return the whole title of a column, in the language of the screen."""
    title = title_of(column.key)
    if column.number:
        title = f"{title} {column.number}"
    return f"{title} ({column.language})" if column.language else title


def column_of(title: str) -> Column | None:
    """Return what a column holds by its title in any language of the product, else None."""
    if (key := _keys().get(simplified(title))) is not None:
        return Column(key)
    bare, language = title, ""
    if (found := _LANGUAGE.search(bare)) is not None:
        bare, language = bare[: found.start()], _tag(found[1])
    number = 0
    if (found := _NUMBER.search(bare)) is not None:
        bare, number = bare[: found.start()], int(found[1])
    key = _keys().get(simplified(bare))
    if key is None or (number and key not in NUMBERED) or (language and key not in TRANSLATED):
        return None
    return Column(key, number, language)


def _tag(text: str) -> str:
    """Return a language tag with the usual capitals: pt-BR."""
    main, *rest = text.split("-")
    return "-".join([main.lower(), *(one.upper() if len(one) == 2 else one for one in rest)])


@cache
def _keys() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            _add(found, {key: (title_of(key),) for key in (*OF_TERMS, *OF_COUNTRIES)})
    _add(found, {key: (key, key.replace("_", " ")) for key in (*OF_TERMS, *OF_COUNTRIES)})
    _add(found, OTHER_NAMES)
    return found


def _add(found: dict[str, str], names: Mapping[str, Iterable[str]]) -> None:
    for key, titles in names.items():
        for title in titles:
            found.setdefault(simplified(title), key)
