"""Screening: which reports concern the killing, or the attempted killing, of a person."""

from collections.abc import Sequence
from functools import cached_property, partial
from importlib.resources import as_file, files
from pathlib import Path

from vigil.reading.intake.language import identify
from vigil.reading.intake.screening.adapted_model import load_either
from vigil.reading.intake.screening.attack_features import attack_features
from vigil.reading.intake.screening.lexicon_features import LexiconFeatures, lexicon_features_of
from vigil.reading.intake.screening.model import FLOOR, Model, load
from vigil.reading.intake.screening.passages import read
from vigil.reading.records import Report, ReportKind, Screening

SAMPLE = 600
"""Characters from which the language of a text is told."""


class Screener:
    """Scores reports with one model. Cheap to call, loaded once.

    `wide` lowers the mark from which a report is relevant: nearly all killings are kept, and
    more beside them. Scores are the same.
    """

    def __init__(self, model: Model, *, wide: bool = False) -> None:
        self.model = model
        self.wide = wide

    @classmethod
    def load(cls, model: Path | None = None, *, wide: bool = False) -> "Screener":
        """Load a model file, or the shipped model. Raises ModelError for an unusable file."""
        if model is not None:
            return cls(load_either(model), wide=wide)
        with as_file(files(__package__) / "model.npz") as shipped:
            return cls(load(shipped), wide=wide)

    @cached_property
    def version(self) -> str:
        """Name of the model, different for any two that differ in a number."""
        return f"screening-{self.model.digest}"

    def screen(self, reports: Sequence[Report]) -> list[Screening]:
        """Screen reports: one answer each, in their order."""
        return [self._screen(report) for report in reports]

    def passes(self, report: Report) -> bool:
        """Return whether the first stage lets a report through to the second."""
        return self.model.stopped(look(report)[1]) is None

    def _screen(self, report: Report) -> Screening:
        language, seen = look(report)
        score = self.model.stopped(seen)
        if score is None:
            passages = read(report.title, report.text, language, report.published)
            score = self.model.score(seen, passages, partial(attack_features, report))
        relevant = score >= (self.model.wide if self.wide else self.model.mark(language))
        return Screening(
            id=report.id,
            score=round(score, 6),
            relevant=relevant,
            report_kind=self._kind(seen) if relevant else "other",
            targeted_score=self._given_killing(score, seen, targeted=True),
            organised_crime_score=self._given_killing(score, seen, targeted=False),
            language=language,
        )

    def _kind(self, seen: LexiconFeatures) -> ReportKind:
        return "fresh" if self.model.fresh.probability(seen.lexical) >= 0.5 else "followup"

    def _given_killing(self, score: float, seen: LexiconFeatures, *, targeted: bool) -> float:
        """Both scores speak of a killing: they never exceed the score that there is one."""
        part = self.model.targeted if targeted else self.model.organised
        given = part.probability(seen.lexical) if seen.anchored else FLOOR
        return round(score * given, 6)


def look(report: Report) -> tuple[str, LexiconFeatures]:
    """Return the language of a report, and what the first stage sees of it."""
    language = identify(f"{report.title}\n{report.text[:SAMPLE]}", report.language)
    return language, lexicon_features_of(report.title, report.text, language, report.published)
