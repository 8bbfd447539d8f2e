"""Screening: which reports concern the killing, or the attempted killing, of a person."""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

from vigil.intake.language import identify
from vigil.intake.screening.features import Measured, measure
from vigil.intake.screening.model import FLOOR, Model, load
from vigil.records import Report, ReportKind, Screening

SAMPLE = 2000
"""Characters from which the language of a text is told."""


class Screener:
    """Scores reports with one model. Cheap to call, loaded once."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @classmethod
    def load(cls, model: Path | None = None) -> "Screener":
        """Load a model file, or the shipped model. Raises ModelError for an unusable file."""
        if model is not None:
            return cls(load(model))
        with as_file(files(__package__) / "model.npz") as shipped:
            return cls(load(shipped))

    @cached_property
    def version(self) -> str:
        """Name of the model, different for any two that differ in a number."""
        return f"screening-{self.model.digest}"

    def screen(self, reports: Sequence[Report]) -> list[Screening]:
        """Screen reports: one answer each, in their order."""
        return [self._screen(report) for report in reports]

    def _screen(self, report: Report) -> Screening:
        language = identify(f"{report.title}\n{report.text[:SAMPLE]}", report.language)
        measured = measure(report.title, report.text, language)
        score = self.model.score(measured)
        relevant = score >= self.model.threshold
        return Screening(
            id=report.id,
            score=round(score, 6),
            relevant=relevant,
            report_kind=self._kind(measured) if relevant else "other",
            targeted_score=self._given_killing(score, measured, targeted=True),
            organised_crime_score=self._given_killing(score, measured, targeted=False),
            language=language,
        )

    def _kind(self, measured: Measured) -> ReportKind:
        return "fresh" if self.model.fresh.probability(measured.lexical) >= 0.5 else "followup"

    def _given_killing(self, score: float, measured: Measured, *, targeted: bool) -> float:
        """Both scores speak of a killing: they never exceed the score that there is one."""
        part = self.model.targeted if targeted else self.model.organised
        given = part.probability(measured.lexical) if measured.anchored else FLOOR
        return round(score * given, 6)
