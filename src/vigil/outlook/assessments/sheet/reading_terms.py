"""Read the terms of an assessment from a worksheet, or name each faulty cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.reading import Sheet
from vigil.outlook.assessments.default_wording import default_term
from vigil.outlook.assessments.sheet.columns import (
    BAND,
    CODE,
    FIELD,
    FORM,
    GUIDANCE,
    HORIZON,
    KIND,
    LIST,
    LOG_SCALE,
    LOWER,
    OF_TERMS,
    QUESTION,
    TERM,
    UNIT,
    UPPER,
    Column,
)
from vigil.outlook.assessments.sheet.problems import SheetProblem
from vigil.outlook.assessments.sheet.rows import Columns, Row
from vigil.outlook.assessments.sheet.words import (
    band_in,
    day_in,
    form_in,
    kind_in,
    list_in,
    number_in,
    one_line,
    term_in,
    text_of_band,
    yes_in,
)
from vigil.outlook.assessments.specs import Key, Kind, TermSpec
from vigil.outlook.assessments.verbs.terms import check_term
from vigil.outlook.models import Question
from vigil.trust.access.errors import NotPossible, Unfit


@dataclass
class TermsRead:
    """The terms of a worksheet. If it has problems, none of it may be imported."""

    specs: list[TermSpec] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_terms(sheet: Sheet, language: str) -> TermsRead:
    """Read a worksheet of terms for an assessment in a language (BCP 47)."""
    columns = Columns(sheet, OF_TERMS)
    read = TermsRead(problems=list(columns.problems), ignored=columns.ignored)
    if Column(TERM) not in columns.places and Column(CODE) not in columns.places:
        reason = _("There is no such column. It names the term, by its name or its code.")
        read.problems.append(
            SheetProblem(sheet.name, sheet.header_row, columns.title(Column(TERM)), reason)
        )
        return read
    seen: dict[Key, int] = {}
    for row in columns.rows():
        spec = _term(row, language)
        if spec is not None and not row.problems:
            _check(row, spec, language)
            if spec.key in seen:
                reason = _("The same term is in row %(row)d.") % {"row": seen[spec.key]}
                row.refuse(_named_by(row), reason)
            seen.setdefault(spec.key, row.number)
            read.specs.append(spec)
        read.problems += row.problems
    if not read.specs and not read.problems:
        reason = _("There is no term below the titles.")
        read.problems.append(SheetProblem(sheet.name, sheet.header_row, "", reason))
    return read


def _named_by(row: Row) -> Column:
    """Return the column that names the term of a row: its name, or else its code."""
    return Column(TERM) if row.text(TERM) or not row.text(CODE) else Column(CODE)


def _term(row: Row, language: str) -> TermSpec | None:
    found = _list_and_code(row)
    if found is None:
        return None
    name, code = found
    kind = row.parsed(Column(KIND), kind_in, str(Kind.SCORE))
    usual = default_term(name, code, language)
    by_default = kind == Kind.SCORE and not row.text(QUESTION)
    guidance, bands = _texts(row, GUIDANCE), _bands(row)
    return TermSpec(
        name,
        code,
        kind,
        text=usual.text if by_default else row.text(QUESTION),
        guidance=tuple(guidance) or (usual.guidance if by_default else ()),
        bands=tuple(bands) or (usual.bands if by_default else ()),
        form=_form(row, kind),
        unit=one_line(row.text(UNIT)),
        lower=row.parsed(Column(LOWER), number_in, None),
        upper=row.parsed(Column(UPPER), number_in, None),
        log_scale=row.parsed(Column(LOG_SCALE), yes_in, False),
        horizon=row.parsed(Column(HORIZON), day_in, None),
        translations=_translations(row) or (usual.translations if by_default else {}),
    )


def _list_and_code(row: Row) -> tuple[str, str] | None:
    name = row.parsed(Column(LIST), list_in, "")
    if not row.text(TERM) and not row.text(CODE):
        row.refuse(Column(TERM), _("Write which term this row is about."))
    found = {
        row.parsed(Column(key), lambda text: term_in(text, name), None)
        for key in (TERM, CODE)
        if row.text(key)
    }
    if row.problems:
        return None
    if len(found) > 1:
        row.refuse(Column(TERM), _("Name and code are of different terms."))
        return None
    return found.pop()


def _form(row: Row, kind: str) -> str:
    usual = str(Question.Form.QUANTILES) if kind == Kind.QUANTITY else ""
    return row.parsed(Column(FORM), form_in, usual)


def _cells(row: Row, key: str, language: str = "") -> Iterator[tuple[Column, str]]:
    """Yield the filled cells of a numbered column; one without a number has a text a line."""
    for column in row.columns.of_key(key, language):
        text = row.cells[column]
        lines = [text] if column.number else text.splitlines()
        yield from ((column, line.strip()) for line in lines if line.strip())


def _texts(row: Row, key: str, language: str = "") -> list[str]:
    return [one_line(text) for _column, text in _cells(row, key, language)]


def _bands(row: Row) -> list[dict[str, Any]]:
    found = []
    for column, text in _cells(row, BAND):
        try:
            found.append(band_in(text))
        except ValueError as error:
            row.refuse(column, str(error))
    return found


def _translations(row: Row) -> dict[str, dict[str, Any]]:
    found = {}
    for language in row.columns.languages():
        said: dict[str, Any] = {
            "text": row.cells.get(Column(QUESTION, language=language), ""),
            "guidance": _texts(row, GUIDANCE, language),
            "bands": [text_of_band(text) for _column, text in _cells(row, BAND, language)],
            "unit": one_line(row.cells.get(Column(UNIT, language=language), "")),
        }
        if kept := {name: value for name, value in said.items() if value}:
            found[language] = kept
    return found


def _check(row: Row, spec: TermSpec, language: str) -> None:
    if language in spec.translations:
        column = Column(QUESTION, language=language)
        row.refuse(
            column,
            _("This is the language of the assessment: leave “(%(language)s)” out.")
            % {"language": language},
        )
        return
    try:
        check_term(spec)
    except Unfit as error:
        row.refuse(_column_of_field(row.columns, error.field), str(error))
    except NotPossible as error:
        row.refuse(_named_by(row), str(error))


def _column_of_field(columns: Columns, name: str) -> Column:
    """Return the column in which a field of a term stands: "bands (es)" is "Threshold 1 (es)"."""
    bare, _bracket, language = name.removesuffix(")").partition(" (")
    key = FIELD.get(bare, bare)
    if key not in OF_TERMS:
        return Column(TERM)
    found = columns.of_key(key, language)
    return found[0] if found else Column(key, language=language)
