"""The words behind the values of two codings: those a coder chose, and those the machine read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vigil.casefile.coding.quotations import Place, Quotation
from vigil.casefile.coding.same_values import comparable
from vigil.casefile.models import Account, Case, Report
from vigil.desk.adjudication.forms import AdjudicationForm, CoderValue, ComparedField
from vigil.desk.cases.evidence import QUOTED, Quote, Quotes, names_by_uid
from vigil.desk.cases.highlighting import Span
from vigil.desk.coding.forms import CodingForm
from vigil.reading.codebook import Field

MOST: Final = 4
"""Quotes shown of one value: more would hide the other coder's."""


class WordsBehind:
    """The words behind each value of a comparison, and where they are in the reports."""

    def __init__(self, case: Case, accounts: Sequence[Account], form: AdjudicationForm) -> None:
        """Take a case, the accounts that are shown, and the comparison of its codings."""
        self._form = form
        self._reports: dict[int, Report] = {a.report_id: a.report for a in accounts}
        self._machine = Quotes(accounts, form.book, names_by_uid(case))
        people = [self._person(number) for number in form.persons]
        of_persons = self._machine.of_persons(CodingForm.of(form.book, {"victims": people}))
        self._of_persons = dict(zip(form.persons, of_persons, strict=False))
        self.spans: dict[Place, list[Span]] = {}
        """The words that coders chose, by report and part."""
        for row in form.rows:
            for side in row.sides:
                for anchor, one in self._chosen(row, side):
                    span = Span(one.start, one.end, str(row.other.label), anchor)
                    self.spans.setdefault((one.report, one.part), []).append(span)

    def of(self, row: ComparedField, side: CoderValue) -> list[Quote]:
        """Return the words behind a coder's value: their own first, then those of the machine."""
        if side.value is None:
            return self._own(row, side)
        read = [quote for quote in self._read(row) if states(row.other.field, quote, side.value)]
        found = {
            quote.words or quote.said: quote for quote in reversed([*self._own(row, side), *read])
        }
        return list(reversed(found.values()))[:MOST]

    def _own(self, row: ComparedField, side: CoderValue) -> list[Quote]:
        found = []
        for anchor, one in self._chosen(row, side):
            report = self._reports[one.report]
            words = one.exact if len(one.exact) <= QUOTED else one.exact[: QUOTED - 1] + "…"
            outlet = report.outlet.name if report.outlet else ""
            found.append(Quote(words, report.language, anchor, "", outlet))
        return found

    def _chosen(self, row: ComparedField, side: CoderValue) -> list[tuple[str, Quotation]]:
        """Return the words that a coder chose, each with its anchor on the page."""
        details = row.difference.details.get(int(side.key))
        return [
            (f"w-{side.key}-{row.other.name}-{number}", one)
            for number, one in enumerate(details.quotes if details else ())
            if one.report in self._reports
        ]

    def _read(self, row: ComparedField) -> list[Quote]:
        person, field = row.difference.person, row.difference.field
        if person is None:
            return self._machine.of_case(field)
        return self._of_persons.get(person, {}).get(field, [])

    def _person(self, number: int) -> Mapping[str, Any]:
        """Return what any coder gave of a person, to find them in the reports."""
        return {
            row.difference.field: row.given.value
            for row in self._form.rows
            if row.difference.person == number and row.given.value is not None
        }


def states(known: Field, quote: Quote, value: Any) -> bool:
    """Say whether words that the machine read state a value; of a list, one entry of it."""
    told, given = comparable(known, quote.value), comparable(known, value)
    if isinstance(told, frozenset) and isinstance(given, frozenset):
        return bool(told & given)
    return bool(told == given)
