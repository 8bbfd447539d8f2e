"""The works of a report's bibliography, found by author, year and title."""

from collections.abc import Iterator, Sequence

from django.utils.translation import override

from vigil.casefile.people.name_matching import fold
from vigil.outlook.models import OutlookReport
from vigil.outlook.reports.bibliography.formatting import full_reference, short_reference
from vigil.outlook.reports.bibliography.items import words_of, year_of
from vigil.outlook.reports.picker.offers import Find, Offer, matches

WORK = "work"
"""The kind of an offer that is a work; it becomes literature at the paragraph."""


def work_offers(report: OutlookReport) -> Find:
    """Return what yields the works of a report that have these words."""

    def found(words: Sequence[str]) -> Iterator[Offer]:
        for row in report.library.all():
            item = row.item
            if matches(words, fold(" ".join([*words_of(item), year_of(item), row.key]))):
                with override(report.language):
                    yield Offer(WORK, row.uid, short_reference(item), full_reference(item))

    return found
