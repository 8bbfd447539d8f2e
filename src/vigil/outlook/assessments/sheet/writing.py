"""Write the sheet of an assessment: to fill in, or with what it has now."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vigil.desk.screens.labels import country_name, sorting_key
from vigil.files.formula_safety import safe_cell
from vigil.outlook.assessments.models import AssessedTerm
from vigil.outlook.assessments.sheet.columns import (
    BAND,
    CODE,
    COUNTRY,
    FORM,
    GUIDANCE,
    HORIZON,
    KIND,
    LEAD,
    LIST,
    LOG_SCALE,
    LOWER,
    QUESTION,
    REGION,
    TERM,
    UNIT,
    UPPER,
    Column,
    full_title,
)
from vigil.outlook.assessments.sheet.words import band_text, yes_text
from vigil.outlook.assessments.specs import KINDS, RegionSpec, TermSpec
from vigil.outlook.models import Question
from vigil.outlook.questions.typed_numbers import number_as_typed
from vigil.outlook.questions.wording import term_label

FEWEST_GUIDING: Final = 4
FEWEST_BANDS: Final = 5
"""How many of these columns there are at least, so that there is room to write."""
EMPTY_ROWS: Final = 300
"""Rows in which lists and kinds are offered to choose from."""
Texts = Sequence[str]


def workbook(
    terms: Sequence[TermSpec], regions: Sequence[RegionSpec], leads: Mapping[str, str], own: str
) -> bytes:
    """Return an .xlsx file with these terms and regions, in the language of the screen.

    `leads` are email addresses by region. `own` is the language of the assessment: the columns of
    the other languages of the product are there to be translated.
    """
    import xlsxwriter  # here: only a request for a workbook waits for it

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    columns = term_columns(terms, own)
    with xlsxwriter.Workbook(out, options) as book:
        sheet = _table(book, pgettext("worksheet", "Terms"), columns, term_rows(terms, columns))
        _offer(sheet, columns, LIST, [str(label) for label in AssessedTerm.List.labels])
        _offer(sheet, columns, KIND, [str(Question.Kind(kind).label) for kind in KINDS])
        _offer(sheet, columns, LOG_SCALE, [yes_text(True), yes_text(False)])
        places = [Column(COUNTRY), Column(CODE), Column(REGION), Column(LEAD)]
        _table(book, pgettext("worksheet", "Countries"), places, country_rows(regions, leads))
        _notes(book)
    return out.getvalue()


def term_columns(terms: Sequence[TermSpec], own: str) -> list[Column]:
    """Return the columns that terms need, with those of the other languages at the end."""
    guiding = max([FEWEST_GUIDING, *(len(one.guidance) for one in terms)])
    bands = max([FEWEST_BANDS, *(len(one.bands) for one in terms)])
    numbered = [Column(GUIDANCE, n) for n in range(1, guiding + 1)]
    numbered += [Column(BAND, n) for n in range(1, bands + 1)]
    head = [Column(key) for key in (LIST, CODE, TERM, KIND, QUESTION)]
    tail = [Column(key) for key in (FORM, UNIT, LOWER, UPPER, LOG_SCALE, HORIZON)]
    others = {tag for one in terms for tag in one.translations}
    others |= {tag for tag, _name in settings.LANGUAGES}
    translated = [Column(QUESTION), *numbered, Column(UNIT)]
    return [
        *head,
        *numbered,
        *tail,
        *(Column(one.key, one.number, tag) for tag in sorted(others - {own}) for one in translated),
    ]


def term_rows(terms: Iterable[TermSpec], columns: Sequence[Column]) -> Iterator[list[str]]:
    """Yield the cells of each term, by column."""
    for term in terms:
        cells = _cells(term)
        yield [cells.get(column, "") for column in columns]


def _cells(term: TermSpec) -> dict[Column, str]:
    cells = {
        Column(LIST): str(AssessedTerm.List(term.list).label),
        Column(CODE): term.code,
        Column(TERM): term_label(term.list, term.code),
        Column(KIND): str(Question.Kind(term.kind).label),
        Column(FORM): str(Question.Form(term.form).label) if term.form else "",
        Column(LOWER): "" if term.lower is None else number_as_typed(term.lower),
        Column(UPPER): "" if term.upper is None else number_as_typed(term.upper),
        Column(LOG_SCALE): yes_text(True) if term.log_scale else "",
        Column(HORIZON): "" if term.horizon is None else term.horizon.isoformat(),
    }
    original = {
        "text": term.text,
        "guidance": term.guidance,
        "unit": term.unit,
        "bands": [band_text(one) for one in term.bands],
    }
    for tag, said in {"": original, **term.translations}.items():
        cells |= dict(_words(said, tag))
    return cells


def _words(said: Mapping[str, Any], tag: str) -> Iterator[tuple[Column, str]]:
    yield Column(QUESTION, 0, tag), said.get("text", "")
    yield Column(UNIT, 0, tag), said.get("unit", "")
    for key, name in ((GUIDANCE, "guidance"), (BAND, "bands")):
        for number, text in enumerate(said.get(name, ()), 1):
            yield Column(key, number, tag), text


def country_rows(regions: Sequence[RegionSpec], leads: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield a row for each country, by region and name; the lead in the first row of a region."""
    for region in regions:
        codes = sorted(region.countries, key=lambda code: sorting_key(country_name(code)))
        for place, code in enumerate(codes):
            lead = leads.get(region.name, "") if place == 0 else ""
            yield [country_name(code), code, region.name, lead]


def _table(book: Any, name: str, columns: Sequence[Column], rows: Iterable[Texts]) -> Any:
    sheet = book.add_worksheet(name[:31])
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "num_format": "@", "text_wrap": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 22, text)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, full_title(column), heading)
        if column.key in (QUESTION, GUIDANCE, BAND):
            sheet.set_column(place, place, 40, text)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(number, place, safe_cell(cell), text)
    return sheet


def _offer(sheet: Any, columns: Sequence[Column], key: str, known: list[str]) -> None:
    """Let people choose the words of a column; others that are recognised can be written too."""
    place = columns.index(Column(key))
    rule = {"validate": "list", "source": known, "error_type": "information"}
    if sum(map(len, known)) < 240:  # no spreadsheet takes a longer list
        sheet.data_validation(1, place, EMPTY_ROWS, place, rule)


def _notes(book: Any) -> None:
    sheet = book.add_worksheet(pgettext("worksheet", "How to fill in")[:31])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100, wrapped)
    for number, text in enumerate(_explanations()):
        sheet.write_string(number, 0, text, wrapped)


def _explanations() -> list[str]:
    return [
        _("Terms: one row for each term. Countries: one row for each country."),
        _("Name the term by its name or its code. Its list is needed only if two lists have it."),
        _("Write {place} in each question where the name of the country belongs."),
        _("Leave the question empty to get the usual question, guiding questions and thresholds."),
        _("Write each threshold as “1 – 2.5: what it means”. Together they go from 1 to 10."),
        _("A column ends in “(es)” for Spanish, “(fr)” for French, and so on."),
        _("In translated thresholds, the numbers may be left out."),
        _("The lead of a region needs the role “panel chair”. One row of the region is enough."),
        _("Delete the rows that you do not need. A worksheet that is missing changes nothing."),
    ]
