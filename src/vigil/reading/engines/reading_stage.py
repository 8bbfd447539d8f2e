"""The reading stage: a batch of collected reports in, what was read of each out."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from vigil.reading.engines.model_versions import READING, SCREENING, ModelVersions
from vigil.reading.engines.records import ReadReport
from vigil.reading.intake.extraction.extractor import ReadsAccounts
from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
from vigil.reading.intake.language import clean_characters, identify
from vigil.reading.intake.screening import Screener
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Report


class Reader:
    """Screens and extracts, with models loaded once a process."""

    def __init__(self, screener: Screener, extractor: ReadsAccounts) -> None:
        self.screener = screener
        self.extractor = extractor
        self.version = f"{screener.version}+{extractor.version}"

    @classmethod
    def load(cls, models: Path | None = None) -> "Reader":
        """Load the models in use (about a second): the shipped ones, or what was learnt.

        `models` is the folder of learnt versions (`model_versions`).

        Relevant is what the wide mark lets through: a killing that is screened out is lost to
        the record, one more candidate costs a person a glance.
        """
        if models is None:
            return cls(Screener.load(wide=True), LearnedExtractor.load())
        learnt = ModelVersions(models)
        return cls(
            Screener.load(learnt.path(SCREENING), wide=True),
            LearnedExtractor.load(learnt.path(READING)),
        )

    def read(self, batch: Sequence[Collected], *, everything: bool = False) -> list[ReadReport]:
        """Read a batch. Accounts are extracted from relevant reports, or from all if asked."""
        digests = [content_sha256(item.report) for item in batch]
        reports = [keyed(c.report, digest) for c, digest in zip(batch, digests, strict=True)]
        screenings = self.screener.screen(reports)
        return [
            ReadReport(
                report=report,
                raw_sha256=item.raw_sha256,
                locator=item.locator,
                fetched_at=item.fetched_at,
                canonical_url=item.canonical_url,
                content_sha256=digest,
                screening=screening,
                accounts=self.extractor.extract(report, screening.score)
                if everything or screening.relevant
                else [],
                reader=self.extractor.version,
            )
            for item, digest, report, screening in zip(
                batch, digests, reports, screenings, strict=True
            )
        ]


def content_sha256(report: Report) -> str:
    """Return the digest of what a report says and where it was published."""
    parts = (report.outlet, report.url, report.title, report.published, report.text)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def report_key(report_id: str, digest: str) -> str:
    """Return the permanent key of a report: two texts under one id stay two reports."""
    return f"{report_id[:150]}@{digest[:12]}"


def keyed(report: Report, digest: str) -> Report:
    """Return the report under its permanent key, characters mended, language known."""
    text, title = clean_characters(report.text), clean_characters(report.title)
    language = report.language or identify(f"{title}\n{text[:2000]}")
    return msgspec.structs.replace(
        report,
        id=report_key(report.id, digest),
        text=text,
        title=title,
        language=language,
    )
