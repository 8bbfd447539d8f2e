"""The reports of a case as coders read them: a tab for each report, its copies under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from vigil.casefile.coding.quotations import Place
from vigil.casefile.models import Account
from vigil.desk.cases.evidence import ReportWithEvidence, reports_of
from vigil.desk.cases.highlighting import Span
from vigil.reading.codebook import Codebook
from vigil.reading.intake.extraction.sentences import sentences
from vigil.reading.linkage.copies import added_sentences, copied_reports


@dataclass(frozen=True)
class CopyOnScreen:
    """A copy of a report, and what it adds."""

    shown: ReportWithEvidence
    added: Sequence[str]
    """Its sentences that do not stand word for word in the report that it copies."""

    @property
    def label(self) -> str:
        """Who published it, and when."""
        return _label(self.shown)


@dataclass(frozen=True)
class ReportTab:
    """A report, and the copies of it: what they add is shown beside their fold."""

    first: ReportWithEvidence
    copies: Sequence[CopyOnScreen]

    @property
    def label(self) -> str:
        """Who published the report, and when."""
        return _label(self.first)


def report_tabs(
    accounts: Sequence[Account],
    book: Codebook,
    *,
    marked: bool,
    quoted: Mapping[Place, Sequence[Span]] = MappingProxyType({}),
) -> list[ReportTab]:
    """Return the reports in a case, those in which something was read first; copies together.

    The longest of (nearly) the same texts stands for the others.
    """
    placed = [account for account in accounts if not account.membership.suggested]
    shown = reports_of(placed, book, marked=marked, quoted=quoted)
    copied = copied_reports([one.report.text for one in shown])
    return [
        ReportTab(
            first=shown[leader],
            copies=[
                _copy(shown[number], shown[leader])
                for number, of in enumerate(copied)
                if of == leader != number
            ],
        )
        for leader in dict.fromkeys(copied)
    ]


def _copy(shown: ReportWithEvidence, of: ReportWithEvidence) -> CopyOnScreen:
    text = shown.report.text
    told = (text[one.start : one.end] for one in sentences("text", text, folded=text))
    added = added_sentences(told, of.report.text)
    return CopyOnScreen(shown, [" ".join(sentence.split()) for sentence in added])


def _label(shown: ReportWithEvidence) -> str:
    report = shown.report
    outlet = report.outlet.name if report.outlet else shown.made_by
    return " · ".join(filter(None, (outlet or _("outlet not known"), report.published[:10])))
