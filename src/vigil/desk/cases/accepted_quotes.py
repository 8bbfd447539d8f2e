"""The words on which coders based accepted values, and where they are in the reports."""

from collections.abc import Sequence
from functools import cached_property

from vigil.casefile.coding.quotations import Place, Quotation
from vigil.casefile.coding.verbs.supporting import QUOTES
from vigil.casefile.models import AcceptedValue, Account, Case
from vigil.desk.cases.evidence import QUOTED, Quote
from vigil.desk.cases.highlighting import Span
from vigil.desk.screens.labels import field_label


class QuotesOfValues:
    """The quotes behind the accepted values of a case, of the reports that are on the screen."""

    def __init__(self, case: Case, accounts: Sequence[Account]) -> None:
        """Take a case and the accounts that are shown."""
        self._reports = {account.report_id: account.report for account in accounts}
        self._rows = list(case.accepted.exclude(support={}))

    @cached_property
    def by_value(self) -> dict[int, list[Quote]]:
        """The quotes of each accepted value, by its primary key."""
        found: dict[int, list[Quote]] = {}
        for row in self._rows:
            for one in self._quotations(row):
                report = self._reports[one.report]
                words = one.exact if len(one.exact) <= QUOTED else one.exact[: QUOTED - 1] + "…"
                outlet = report.outlet.name if report.outlet else ""
                quote = Quote(words, report.language, _anchor(one), "", outlet)
                found.setdefault(row.pk, []).append(quote)
        return found

    @cached_property
    def spans(self) -> dict[Place, list[Span]]:
        """The places of all quotes, by report and part."""
        found: dict[Place, list[Span]] = {}
        for row in self._rows:
            for one in self._quotations(row):
                span = Span(one.start, one.end, field_label(row.field), _anchor(one))
                found.setdefault((one.report, one.part), []).append(span)
        return found

    def _quotations(self, row: AcceptedValue) -> list[Quotation]:
        held = [Quotation.of_json(one) for one in row.support.get(QUOTES) or []]
        return [one for one in held if one is not None and one.report in self._reports]


def _anchor(one: Quotation) -> str:
    return f"q-{one.report}-{one.part}-{one.start}-{one.end}"
