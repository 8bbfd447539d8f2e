"""Group the rows of a sheet by case, and check each case against the codebook. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from msgspec import Struct

from vigil.casefile.sheet_files.coding_values import coding_of
from vigil.casefile.sheet_files.layout import Layout
from vigil.casefile.sheet_files.rows import PartValues, RowProblem, RowRead
from vigil.reading import codebook


class CaseRows(Struct, kw_only=True):
    """The rows on one attack. `event` holds the values of the attack on which they agree."""

    case_key: str
    rows: list[RowRead]
    event: PartValues
    sources: list[dict[str, str]]

    @property
    def rows_on_people(self) -> list[RowRead]:
        """The rows that describe a person."""
        return [row for row in self.rows if row.person]


def cases_of(rows: Sequence[RowRead], layout: Layout) -> list[CaseRows]:
    """Group rows without problems by case, in order.

    A row that contradicts an earlier row gets a problem, and is left out. If the consistency rules
    of the codebook do not allow a case, every row of it gets a problem, and the case is left out.
    """
    grouped: dict[str, list[RowRead]] = {}
    for row in rows:
        if not row.problems:
            grouped.setdefault(row.case_key, []).append(row)
    found = []
    for case_key, together in grouped.items():
        event: PartValues = {}
        kept = []
        for row in together:
            clashes = list(_clashes(row, event, together[0].number, layout))
            row.problems += clashes
            if not clashes:
                event |= row.event
                kept.append(row)
        sources = list({repr(s): s for row in kept for s in row.sources}.values())
        case = CaseRows(case_key=case_key, rows=kept, event=event, sources=sources)
        if not problems_of(case, layout):
            found.append(case)
    return found


def _clashes(row: RowRead, event: PartValues, first: int, layout: Layout) -> Iterator[RowProblem]:
    for name, value in row.event.items():
        if name in event and event[name] != value:
            column = next(iter(layout.said_in(name)), name)
            reason = _("differs from what row %(row)s says of the same case") % {"row": first}
            yield RowProblem(column, row.cells.get(column, ""), reason)


def problems_of(case: CaseRows, layout: Layout) -> bool:
    """Add the problems that the codebook finds to the rows of a case; say whether there were any.

    A missing required field is no problem, because a sheet may know less than a coder must find
    out. The values that are given must be allowed and consistent.
    """
    book = codebook.current()
    rows_on_people = case.rows_on_people
    values = coding_of(case.event, [row.person for row in rows_on_people])
    objections = [
        problem
        for problem in book.check_coding(values, complete=True)
        if not _is_gap(problem, values)
    ]
    for objection in objections:
        rows = case.rows if objection.person is None else [rows_on_people[objection.person]]
        for row in rows:
            row.problems.append(_problem(objection, row, layout))
    for row in case.rows if objections else ():
        if not row.problems:  # the problem is in another person's row: the whole case is left out
            row.problems.append(_problem(objections[0], row, layout))
    return bool(objections)


def _is_gap(problem: codebook.Problem, values: Mapping[str, Any]) -> bool:
    coded = values["case"] if problem.person is None else values["victims"][problem.person]
    return codebook.current().fields[problem.field].required and problem.field not in coded


def _problem(objection: codebook.Problem, row: RowRead, layout: Layout) -> RowProblem:
    """Return the problem with the column of the field, or with the name of the field."""
    field = codebook.current().fields[objection.field]
    at = "victim." if field.level == "victim" else ""
    columns = [
        c.column
        for c in layout.columns
        if c.part == at + field.id or c.part.startswith(f"{field.id}.")
    ]
    reason = objection.reason
    said = _(reason.template) % reason.values if reason.values else _(reason.template)
    value = row.cells.get(columns[0], "") if columns else ""
    return RowProblem(columns[0] if columns else field.label(), value, said)
