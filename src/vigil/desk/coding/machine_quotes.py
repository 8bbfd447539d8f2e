"""Quote, for values that a coder accepted, the words from which the machine read them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vigil.casefile.cases.queries import desk_accounts
from vigil.casefile.models import Case
from vigil.desk.cases.evidence import Quote, Quotes, names_by_uid
from vigil.desk.coding.forms import CodingForm, PersonOrCaseInputs
from vigil.desk.coding.rows import states

MOST = 5
"""Quotes that are taken over for one value: one of each report is enough."""


def quote_accepted(case: Case, form: CodingForm) -> None:
    """Put the machine's words beside each accepted value for which its coder picked none."""
    quotes = Quotes(desk_accounts(case), form.book, names_by_uid(case))
    of_case = {item.field.id: quotes.of_case(item.field.id) for item in form.case.inputs}
    _quote(form.case, of_case)
    for part, by_field in zip(form.persons, quotes.of_persons(form), strict=True):
        _quote(part, by_field)


def _quote(part: PersonOrCaseInputs, by_field: Mapping[str, Sequence[Quote]]) -> None:
    for item in part.inputs:
        if not item.details.accepted or item.details.quotes:
            continue
        stating = [q for q in by_field.get(item.field.id, ()) if q.found and states(item, q)]
        by_report = {q.found.report: q.found for q in reversed(stating) if q.found}
        item.details = replace(item.details, quotes=tuple(by_report.values())[:MOST])
