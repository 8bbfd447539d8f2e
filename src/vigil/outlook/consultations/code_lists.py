"""Lists of codes for statements: those of the codebook, and places."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.network.profiles.labels import region_name
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import Term, Terms, drivers, levels, markets, regions, responses
from vigil.trust.access.errors import NotPossible

CODE_LISTS: Final[Mapping[str, Callable[[], Terms[Term]]]] = {
    "markets": markets,
    "drivers": drivers,
    "responses": responses,
    "levels": levels,
}
"""The lists of terms, by the name of their dimension."""
PLACES: Final = "places"
DIMENSIONS: Final = (*CODE_LISTS, PLACES)
"""What coders code in each statement, in the order of the screens."""
LABELS: Final[Mapping[str, Promise]] = {
    "markets": gettext_lazy("Markets"),
    "drivers": gettext_lazy("Drivers"),
    "responses": gettext_lazy("Responses"),
    "levels": gettext_lazy("Levels"),
    PLACES: gettext_lazy("Places"),
}
Codes = dict[str, list[str]]
"""Codes of one statement by dimension: {"markets": ["cocaine"], "places": ["COL", "005"]}."""


def is_known(dimension: str, code: str) -> bool:
    """Return whether a dimension has this code."""
    if dimension == PLACES:
        return code in COUNTRIES or code in regions().terms
    return dimension in CODE_LISTS and code in CODE_LISTS[dimension]().terms


def checked_codes(codes: Mapping[str, Iterable[str]]) -> Codes:
    """Return codes in the order of their lists, each once, without empty dimensions.

    Raises NotPossible, which names the first code that is not in its list.
    """
    found: Codes = {}
    if unknown := sorted(set(codes) - set(DIMENSIONS)):
        raise NotPossible(_("There is no list called “%(name)s”.") % {"name": unknown[0]})
    for dimension in DIMENSIONS:
        asked = {str(code) for code in codes.get(dimension, ())}
        for code in sorted(asked):
            if not is_known(dimension, code):
                raise NotPossible(
                    _("“%(code)s” is not in the list “%(name)s”.")
                    % {"code": code, "name": LABELS[dimension]}
                )
        if asked:
            found[dimension] = in_order(dimension, asked)
    return found


def in_order(dimension: str, codes: Iterable[str]) -> list[str]:
    """Return codes in the order of their list; places in alphabetical order of their codes."""
    asked = set(codes)
    if dimension == PLACES:
        return sorted(asked)
    listed = [code for code in CODE_LISTS[dimension]().terms if code in asked]
    return listed + sorted(asked - set(listed))


def code_name(dimension: str, code: str) -> str:
    """Return the name of a code in the language of the page; for an unknown code, the code."""
    if dimension == PLACES:
        return country_name(code) if code in COUNTRIES else region_name(code)
    term = CODE_LISTS[dimension]().terms.get(code) if dimension in CODE_LISTS else None
    return term.named(get_language() or "en") if term else code


def choices(dimension: str) -> list[tuple[str, str]]:
    """Return code and name of every term of a list, in the language of the screen."""
    language = get_language() or "en"
    return [(code, term.named(language)) for code, term in CODE_LISTS[dimension]().terms.items()]


def region_choices() -> list[tuple[str, str]]:
    """Return code and name of every region of the world, sorted by name."""
    return sorted(
        ((c, region_name(c)) for c in regions().terms), key=lambda one: sorting_key(one[1])
    )


def code_names(codes: Mapping[str, Sequence[str]]) -> list[tuple[str, str, list[str]]]:
    """Return each dimension that has codes, with its name and the names of its codes."""
    return [
        (
            dimension,
            str(LABELS[dimension]),
            [code_name(dimension, code) for code in codes[dimension]],
        )
        for dimension in DIMENSIONS
        if codes.get(dimension)
    ]


def read_places(text: str) -> list[str]:
    """Return the codes of the places that somebody typed, separated by commas, semicolons or lines.

    Each is a code (COL, 005) or a name in the language of the screen or in English. Raises
    NotPossible, which names those that are neither.
    """
    parts = [part.strip() for part in text.replace(";", "\n").replace(",", "\n").split("\n")]
    asked = [part for part in parts if part]
    names: dict[str, str] = _by_name() if asked else {}
    found = {part: _place(part, names) for part in asked}
    if odd := [part for part, code in found.items() if not code]:
        raise NotPossible(
            _("These are no places that we know: %(names)s. Write the name or the code.")
            % {"names": "; ".join(odd)}
        )
    return sorted(set(found.values()))


def _place(said: str, names: Mapping[str, str]) -> str:
    code = said.upper()
    return code if is_known(PLACES, code) else names.get(sorting_key(said), "")


def _by_name() -> dict[str, str]:
    """Return the codes of places by their folded names, in English and the screen's language."""
    found: dict[str, str] = {}
    for language in ("en", get_language() or "en"):
        with override(language):
            found |= {sorting_key(region_name(code)): code for code in regions().terms}
            found |= {sorting_key(country_name(code)): code for code in COUNTRIES}
    return found


def split_code(said: str) -> tuple[str, str]:
    """Split "dimension:code" into its two parts. Raises NotPossible (there is no such code)."""
    dimension, _colon, code = said.partition(":")
    if not is_known(dimension, code):
        raise NotPossible(_("There is no code “%(code)s”.") % {"code": said})
    return dimension, code
