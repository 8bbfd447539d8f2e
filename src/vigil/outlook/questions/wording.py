"""Return questions, answers and terms in words, in the language of the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from vigil.charts.numbers import decimals, share_decimals
from vigil.desk.screens.labels import country_name
from vigil.network.profiles.labels import region_name
from vigil.outlook.models import Question
from vigil.outlook.questions.term_lists import LISTS
from vigil.outlook.questions.values import CELLS, NO_VIEW, is_matrix
from vigil.reading.codebook.country_codes import COUNTRIES

Kind = Question.Kind
LIST_OF_ROWS = {Kind.DRIVERS: "drivers", Kind.EFFICACY: "resilience"}


def term_label(name: str, code: str) -> str:
    """Return the name of a code of a list; the code itself if the list does not have it."""
    found = LISTS[name]().terms.get(code)
    return found.named(get_language() or "en") if found is not None else code


def subject_labels(question: Question) -> list[str]:
    """Return what a question is about: market, actors, building block, place."""
    lists = {"markets": question.market, "actors": question.actor, "resilience": question.block}
    found = [term_label(name, code) for name, code in lists.items() if code]
    if question.place:
        known = question.place in COUNTRIES
        found.append(country_name(question.place) if known else region_name(question.place))
    return found


def direction_labels() -> dict[int, str]:
    """Return the labels of the answers to a trajectory question, by value."""
    return {
        -2: _("falls fast"),
        -1: _("falls"),
        0: _("stays as it is"),
        1: _("rises"),
        2: _("rises fast"),
    }


def field_label(question: Question, name: str) -> str:
    """Return the label of a field of a value; for a matrix, of its cell."""
    if is_matrix(question):
        return ", ".join(filter(None, cell_labels(question, name).values()))
    return {
        "score": _("Score, 1 to 10"),
        "probability": _("Probability in percent"),
        "direction": _("Where it is heading, and how fast"),
        "q05": _("Low: with 5 percent it is lower still"),
        "q50": _("Middle: as likely lower as higher"),
        "q95": _("High: with 5 percent it is higher still"),
        "lowest": _("Lowest that is plausible"),
        "highest": _("Highest that is plausible"),
        "best": _("Best estimate"),
        "confidence": _("How sure it lies between these two, 50 to 100 %"),
    }[name]


def value_text(question: Question, value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a value in words: pairs of the field's label and its answer."""
    inner = value.get(CELLS, {}) if is_matrix(question) else value
    return [(field_label(question, name), _one(question, one)) for name, one in inner.items()]


def cell_label(question: Question, cell: str) -> str:
    """Return the label of a cell of a matrix; empty for any other question."""
    return field_label(question, cell) if is_matrix(question) else ""


def cell_labels(question: Question, cell: str) -> dict[str, str]:
    """Return the names of the row and the column of a cell; both empty if it is no matrix."""
    if not is_matrix(question):
        return {"row": "", "column": ""}
    row, _bar, column = cell.partition("|")
    return {
        "row": term_label(LIST_OF_ROWS[Kind(question.kind)], row),
        "column": term_label("markets", column) if column else "",
    }


def number_text(question: Question, number: float) -> str:
    """Return a number of an answer in words, in the form in which the question asks for it."""
    if question.kind == Kind.TRAJECTORY and number in direction_labels():
        return direction_labels()[int(number)]
    if question.kind == Kind.PROBABILITY:
        return _("%(number)s %%") % {
            "number": plain_number_text(number * 100, share_decimals(number))
        }
    return plain_number_text(number)


def plain_number_text(number: float, least: int = 0) -> str:
    """Return a number in the language of the page, without needless digits.

    It has at most four decimals; more if `least` asks for them, or if it would be shown as 0.
    """
    most = max(4, least, decimals(number))
    rounded = round(number, most)
    digits = next(n for n in range(most + 1) if n == most or round(rounded, n) == rounded)
    return str(number_format(rounded, digits, use_l10n=True, force_grouping=True))


def columns_of(question: Question) -> list[str]:
    """Return the headings of the columns of a matrix."""
    if question.columns:
        return [term_label("markets", code) for code in question.columns]
    return [pgettext("of a response", "how well it works")]


def _one(question: Question, value: object) -> str:
    if value == NO_VIEW:
        return _("no view")
    assert isinstance(value, int | float)
    return number_text(question, value)


def spread_texts(question: Question, cell: Mapping[str, Any]) -> Iterator[str]:
    """Yield the median and the middle half of a distribution, in words."""
    for name in ("median", "low", "high"):
        yield number_text(question, cell[name]) if name in cell else "–"
