"""Screen the reports of waiting candidates anew, with the model in use."""

from collections.abc import Callable, Sequence
from itertools import batched

from vigil.casefile.cases.changes import case_changes
from vigil.casefile.cases.index_columns import rewrite_index_columns
from vigil.casefile.models import TESTIMONY, Account, Case, Report, Stage
from vigil.casefile.reports.records import report_record
from vigil.reading.intake.screening import Screener
from vigil.reading.records import Screening

CASES_A_TRANSACTION = 100


def rescreen_waiting(screener: Screener, told: Callable[[int], None] = lambda number: None) -> int:
    """Screen the reports of all candidates, and order the queue by it; return their number.

    Cases that people opened stay as they are. It works in small transactions: a run that broke off
    is completed by the next. `told` is called with the number of candidates done. Calling it again
    changes nothing.
    """
    waiting = Case.objects.filter(stage=Stage.CANDIDATE, superseded_by=None).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for some in batched(keys, CASES_A_TRANSACTION):
        with case_changes():
            _rescreen(some, screener)
        told(len(some))
    return len(keys)


def _rescreen(keys: Sequence[int], screener: Screener) -> None:
    rows = Case.objects.select_for_update().filter(pk__in=keys, stage=Stage.CANDIDATE)
    cases = list(rows.filter(superseded_by=None).order_by("pk"))
    held = Account.objects.filter(membership__case__in=cases)
    reports = Report.objects.filter(pk__in=held.values("report_id")).exclude(text="")
    found = list(reports.exclude(report_kind=TESTIMONY).select_related("outlet").order_by("pk"))
    screened = screener.screen([report_record(report) for report in found])
    for report, screening in zip(found, screened, strict=True):
        if report.score != screening.score:
            _write(report, screening, cases)
    for case in cases:
        rewrite_index_columns(case)


def _write(report: Report, screening: Screening, cases: Sequence[Case]) -> None:
    """Write what the machine holds of a report. What the report says is never edited."""
    Report.objects.filter(pk=report.pk).update(
        score=screening.score,
        targeted_score=screening.targeted_score,
        organised_crime_score=screening.organised_crime_score,
    )
    Account.objects.filter(report=report, membership__case__in=cases).update(score=screening.score)
