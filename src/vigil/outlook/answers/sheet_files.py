"""Write an expert's cells as a sheet to fill in offline, and read it when it comes back.

The sheet names nobody. A keyed word in each row tells whose it is and for which round; nobody else
can read that from it. Columns are found by their places, because their titles are translated.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.casefile.sheet_files.reading import FileRow, Sheet, read_sheet
from vigil.desk.screens.labels import country_name
from vigil.files.formula_safety import safe_cell
from vigil.outlook.answers.cell_rows import cell_label, digest_of_form, number_sent
from vigil.outlook.answers.forms import STEPS, AnswerForm, form_of_draft
from vigil.outlook.answers.verbs.answering import Draft
from vigil.outlook.models import AssessedTerm, Question
from vigil.outlook.panels.queries import OwnAnswer
from vigil.outlook.questions.values import checked_value, fields_of
from vigil.outlook.questions.wording import field_label
from vigil.trust.access.errors import Unfit

NUMBERS: Final = 4
"""Most numbers that one cell asks for."""
COUNTRY, TERM, FIRST = 0, 2, 3
PASSED, REASONS, SOURCES, QUOTABLE, CELL, VERSION, KEY = range(FIRST + NUMBERS, FIRST + NUMBERS + 7)
WIDTH: Final = KEY + 1
TICKED: Final = "x"
PASSWORD_FREE: Final = {"select_locked_cells": False, "format_columns": True}
"""Cells that are not to be changed are locked against mistakes, not with a password."""


@dataclass(frozen=True)
class SheetProblem:
    """A reason why a row is not saved: the row's number, the column, and what is wrong."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class SheetChange:
    """A row that differs from what is saved. `conflict`: that was changed since the download."""

    form: AnswerForm
    saved: AnswerForm
    place: str
    label: str
    conflict: bool


@dataclass
class SheetRead:
    """What a sheet would change."""

    changes: list[SheetChange] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    same: int = 0
    """Rows that are saved already as they are in the sheet."""


def written(answers: Sequence[OwnAnswer], key: str) -> bytes:
    """Return the cells of an expert, with what is saved, as an .xlsx file."""
    import xlsxwriter  # imported here, because only writing a workbook needs it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Answers"))
        locked = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#efece5"})
        typed = book.add_format({"locked": False, "text_wrap": True, "valign": "top"})
        heading = book.add_format({"bold": True, "text_wrap": True})
        sheet.protect("", PASSWORD_FREE)
        sheet.freeze_panes(1, FIRST)
        for place, title in enumerate(titles()):
            sheet.write_string(0, place, title, heading)
        for number, own in enumerate(answers, 1):
            _write_row(sheet, number, own, key, (locked, typed))
        for first, last, width in ((0, 1, 16), (2, 2, 34), (FIRST, PASSED, 12), (8, 9, 40)):
            sheet.set_column(first, last, width)
        sheet.set_column(QUOTABLE, QUOTABLE, 12)
        sheet.set_column(CELL, KEY, 8, None, {"hidden": True})
    return out.getvalue()


def titles() -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Country"),
        _("List"),
        _("Term"),
        _("Value, or low (5 %)"),
        _("Middle (50 %)"),
        _("High (95 %)"),
        _("How sure (%)"),
        _("Pass (x)"),
        _("Reasons"),
        _("Sources"),
        _("May be quoted (x)"),
        "cell",
        "version",
        "sheet",
    ]


def _write_row(sheet: Any, number: int, own: OwnAnswer, key: str, formats: Any) -> None:
    locked, typed = formats
    question, draft = own.question, own.draft
    assert question.term is not None
    form = form_of_draft(question, draft)
    about = AssessedTerm.List(question.term.list).label
    for place, text in enumerate((country_name(question.place), str(about), cell_label(question))):
        sheet.write_string(number, place, safe_cell(text), locked)
    for place, name in enumerate(_columns(question), FIRST):
        if not name:
            sheet.write_blank(number, place, None, locked)
        else:
            _write_number(sheet, number, place, form.typed.get(name, ""), typed)
            sheet.data_validation(number, place, number, place, _validation(question, name))
    for place, text in (
        (PASSED, TICKED if draft.passed else ""),
        (REASONS, safe_cell(draft.reasons)),
        (SOURCES, safe_cell(draft.sources)),
        (QUOTABLE, TICKED if draft.quotable else ""),
    ):
        sheet.write_string(number, place, text, typed) if text else sheet.write_blank(
            number, place, None, typed
        )
    for place, text in ((CELL, str(question.position)), (VERSION, str(draft.version)), (KEY, key)):
        sheet.write_string(number, place, text, locked)


def _write_number(sheet: Any, number: int, place: int, text: str, typed: Any) -> None:
    if text:
        sheet.write_number(number, place, float(text), typed)
    else:
        sheet.write_blank(number, place, None, typed)


def _columns(question: Question) -> list[str]:
    """Return the field of a value that each column of numbers has; empty for none.

    A quantity in four steps is in the order of one in three values: lowest, best, highest.
    """
    names = list(fields_of(question))
    if names[0] == "lowest":
        names = ["lowest", "best", "highest", "confidence"]
    return [*names, *[""] * NUMBERS][:NUMBERS]


def _validation(question: Question, name: str) -> dict[str, Any]:
    """Return how a spreadsheet program checks a number while it is typed."""
    said = {"input_title": cell_label(question)[:32], "input_message": field_label(question, name)}
    match question.kind:
        case Question.Kind.SCORE:
            return {**said, "validate": "list", "source": STEPS}
        case Question.Kind.TRAJECTORY:
            return {**said, "validate": "list", "source": ["-2", "-1", "0", "1", "2"]}
        case Question.Kind.PROBABILITY:
            return {
                **said,
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 100,
            }
    return {
        **said,
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e100,
        "maximum": 1e100,
    }


def read(content: bytes, answers: Sequence[OwnAnswer], key: str) -> SheetRead:
    """Read a sheet that came back, and compare it with what is saved. Raises Unreadable.

    What is wrong inside it are `problems`, each with its row and column; other rows can be saved.
    """
    sheet = read_sheet(content, header_row=1)
    found = SheetRead()
    if len(sheet.columns) < WIDTH or sheet.columns[CELL:WIDTH] != titles()[CELL:]:
        reason = _("This is not our sheet, or its columns were moved. Download a new one.")
        found.problems.append(SheetProblem(1, "", reason))
        return found
    by_number = {one.question.position: one for one in answers}
    seen: set[int] = set()
    for row in sheet.rows:
        _take(row, sheet, by_number, key, seen, found)
    return found


def _take(
    row: FileRow,
    sheet: Sheet,
    answers: Mapping[int, OwnAnswer],
    key: str,
    seen: set[int],
    found: SheetRead,
) -> None:
    def problem(place: int, reason: str) -> None:
        found.problems.append(SheetProblem(row.number, sheet.columns[place], reason))

    number = number_sent(row.cells[CELL])
    own = answers.get(number)
    if row.cells[KEY] != key:
        problem(COUNTRY, _("This row is of another round, or not yours. Download a new sheet."))
    elif own is None:
        problem(TERM, _("You are not asked this question."))
    elif number in seen:
        problem(TERM, _("This term is in the sheet twice."))
    else:
        seen.add(number)
        form = _form(row, own.question)
        wrong = list(_wrong(form))
        for place, reason in wrong:
            problem(place, reason)
        if not wrong:
            _compare(form, own, found)


def _form(row: FileRow, question: Question) -> AnswerForm:
    cells = row.cells
    typed = {
        name: cells[place].replace(",", ".").strip()
        for place, name in enumerate(_columns(question), FIRST)
        if name
    }
    return AnswerForm(
        question,
        typed,
        cells[REASONS].replace("\r\n", "\n"),
        cells[SOURCES].replace("\r\n", "\n"),
        bool(cells[QUOTABLE]),
        bool(cells[PASSED]),
        base=number_sent(cells[VERSION]),
    )


def _wrong(form: AnswerForm) -> Iterator[tuple[int, str]]:
    """Yield the columns of a row that are wrong, and why."""
    names = _columns(form.question)
    try:
        value = form.value()
        checked_value(form.question, value)
    except Unfit as error:
        at = names.index(error.field) if error.field in names else 0
        yield FIRST + at, str(error)
    if form.passed and any(form.typed.values()):
        yield PASSED, _("You gave a value and passed. Choose one of them.")


def _compare(form: AnswerForm, own: OwnAnswer, found: SheetRead) -> None:
    saved = form_of_draft(own.question, own.draft)
    normal = form_of_draft(
        own.question,
        Draft(form.value(), form.reasons, form.sources, form.quotable, form.passed, form.base),
    )
    if digest_of_form(normal) == digest_of_form(saved):
        found.same += 1
        return
    found.changes.append(
        SheetChange(
            normal,
            saved,
            country_name(own.question.place),
            cell_label(own.question),
            conflict=form.base != own.draft.version,
        )
    )
