"""What each part of a report asks of its paragraphs: sources, and which numbers may be typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from vigil.outlook.models import Basis, Paragraph, Section
from vigil.outlook.reports.tokens import BadToken, Token, split_tokens, typed_claims, typed_numbers

WITH_SOURCES: Final = frozenset({Section.ReportPart.BODY, Section.ReportPart.ANNEX})
"""The parts in which each paragraph needs a source."""


@dataclass(frozen=True)
class PartRules:
    """The rules of a part. `cited` are numbers that may be typed because the report cites them."""

    needs_source: bool = True
    cited: frozenset[str] = frozenset()

    def refused_numbers(self, text: str) -> Iterator[str]:
        """Yield the typed numbers that the part does not allow. Raises BadToken.

        Where a source is needed, only years are allowed. Elsewhere, numbers of pages and sections,
        and those that the report cites, are allowed too.
        """
        if self.needs_source:
            yield from typed_numbers(text)
            return
        for number in typed_claims(text):
            if number not in self.cited:
                yield number


BODY: Final = PartRules()


class ReportRules:
    """The rules of the parts of a report. What it cites is read once, and only if it is needed."""

    def __init__(self, report: int) -> None:
        """Take the primary key of the report."""
        self._report = report

    def of(self, section: Section) -> PartRules:
        """Return the rules for the paragraphs of a section."""
        if section.part in WITH_SOURCES:
            return BODY
        return PartRules(False, self._cited)

    @cached_property
    def _cited(self) -> frozenset[str]:
        return frozenset(_cited_in(self._report))


def _cited_in(report: int) -> Iterator[str]:
    """Yield the numbers that the paragraphs of a report cite, as they were shown at last review."""
    rows = Paragraph.objects.filter(section__report=report, section__part__in=WITH_SOURCES)
    for paragraph in rows.filter(withdrawals=[]).prefetch_related("bases"):
        bases = {basis.key: basis for basis in paragraph.bases.all()}
        try:
            tokens = [one for one in split_tokens(paragraph.text) if isinstance(one, Token)]
        except BadToken:  # the text was stored before a token of this kind was removed
            continue
        for token in tokens:
            if token.kind == "number" and token.key in bases:
                yield from _shown(bases[token.key], token.name)


def _shown(basis: Basis, name: str) -> Iterator[str]:
    numbers: dict[str, Any] = basis.shown.get("numbers", {})
    found = numbers.get(name or basis.shown.get("first", ""))
    if found:
        yield found[0].rstrip("%").strip()
