"""Reports read for linking, on all cores: which accounts each of them gives."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import batched
from typing import NamedTuple

from vigil.reading.engines.linking.first_stage import ReportAccounts
from vigil.reading.engines.local import Engine, map_ordered
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.screening import Screener
from vigil.reading.records import Account, Report, account_key

REPORTS_AT_ONCE = 100
_SENTENCE = re.compile(r"\S.*?(?:[.!?。؟]|$)", re.DOTALL)


class _Models(NamedTuple):
    screener: Screener
    extractor: LearnedExtractor


_models: _Models | None = None


def read_accounts(
    reports: Iterable[Report], *, screened: bool, workers: int, engine: Engine | None = None
) -> Iterator[ReportAccounts]:
    """Give the reports that have accounts, and these, in the order of the reports.

    Where `screened`, only of reports about a killing or an attempt; else of all, and a report in
    which no account is found is one itself. `workers` processes read, or an `engine`.
    """
    run = engine or partial(map_ordered, workers=workers)
    for told in run(partial(_read, screened), batched(reports, REPORTS_AT_ONCE), start=_load):
        yield from told


def whole_report(report: Report) -> Account:
    """Return a report as an account of which nothing is known but its words."""
    if report.title:
        key = account_key(report.id, "title", 0, len(report.title))
    else:
        sentence = _SENTENCE.search(report.text)
        start, end = sentence.span() if sentence else (0, len(report.text))
        key = account_key(report.id, "text", start, end)
    return Account(report_id=report.id, account=1, key=key, score=0.0)


def _load() -> None:
    global _models
    if _models is None:
        _models = _Models(Screener.load(), LearnedExtractor.load())


def _read(screened: bool, reports: Sequence[Report]) -> list[ReportAccounts]:
    assert _models is not None
    scores = [1.0] * len(reports)
    relevant = [True] * len(reports)
    if screened:
        found = _models.screener.screen(reports)
        scores = [screening.score for screening in found]
        relevant = [screening.relevant for screening in found]
    told: list[ReportAccounts] = []
    for report, score, wanted in zip(reports, scores, relevant, strict=True):
        accounts = _models.extractor.extract(report, score) if wanted else []
        if not accounts and not screened:
            accounts = [whole_report(report)]
        if accounts:
            told.append((report.id, report, accounts))
    return told
