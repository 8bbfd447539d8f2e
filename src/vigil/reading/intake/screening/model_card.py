"""The model card: what a model was trained on, how it fared on unseen texts, where it ends."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from vigil.reading.intake.screening.model import EVIDENCE, Model
from vigil.reading.intake.screening.training import (
    FOLDS,
    PRIOR,
    WIDE_RECALL,
    Margin,
    Source,
    Trained,
)

LIMITS = f"""\
- The score answers for reports of crime and courts, where about {PRIOR:.0%} concern a killing.
  In a raw stream with one or two in a hundred it is too high; the order still holds.
- A report without any lexicon word of killing, death, injury or attack is never relevant.
- Languages without labelled reports rest on the lexicons and on features that mean the same
  in every language; they are not measured.
- Fresh, targeted and organised are read off a few dozen labelled reports in one language: a
  help for sorting, not a finding.
- The file holds weights, never texts; words are hashed. Texts trained on belong to their
  publishers, who gave no licence, unless their source says otherwise.
"""


def card(trained: Trained, sources: Sequence[Source], made: date) -> str:
    """Return the card of a model in Markdown."""
    model = trained.model
    rows = [_row(source, trained) for source in sources]
    spoken = ", ".join(model.languages) or "none"
    return (
        f"# Screening model {model.digest}\n\n"
        f"Made from data as of {made.isoformat()}: logistic regressions over {len(EVIDENCE)} kinds"
        " of evidence and a forest of trees (docs/build/screening.md).\n\n"
        f"A report is relevant from {model.threshold:.4f}, the score with the best F1 averaged"
        f" over the sources in {FOLDS}-fold cross-validation (at most one half). The wide mark,"
        f" {model.wide:.4f}, keeps {WIDE_RECALL:.0%} of the killings, each source counting"
        f" alike; in languages other than those learnt from ({spoken}) a report is relevant from"
        " there.\n\n"
        "Figures are for texts the model had not seen (cross-validation); AP is average"
        " precision; marks and calibration were set on the same texts. Weak sources have derived"
        " labels and are not measured.\n\n"
        "| source | reports | killings | weight | AP | F1 | precision | recall | recall, wide |\n"
        "|---|---|---|---|---|---|---|---|---|\n" + "\n".join(rows) + f"\n\n## Limits\n\n{LIMITS}"
    )


def _row(source: Source, trained: Trained) -> str:
    killings = sum(item.labels.killing for item in source.items)
    head = f"| {source.name} | {len(source.items)} | {killings} | {source.weight:g} |"
    mine = [margin for margin in trained.margins if margin.source == source.name]
    if not source.held_out or not killings:
        return f"{head} weak | | | | |"
    model = trained.model
    precision, recall = at_mark(mine, model, model.threshold)
    wide = at_mark(mine, model, model.wide)[1]
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    figures = (average_precision(mine), f1, precision, recall, wide)
    return f"{head} {' | '.join(f'{figure:.3f}' for figure in figures)} |"


def average_precision(margins: Sequence[Margin]) -> float:
    """Return the average precision of held-out texts, equal margins in the worse order."""
    ranked = sorted(margins, key=lambda m: (-m.margin, m.killing))
    truth = np.array([m.killing for m in ranked], dtype=np.float64)
    precision = np.cumsum(truth) / np.arange(1, len(truth) + 1)
    return float((precision * truth).sum() / max(1.0, truth.sum()))


def at_mark(margins: Sequence[Margin], model: Model, mark: float) -> tuple[float, float]:
    """Return precision and recall of held-out texts from a score on."""
    kept = [m for m in margins if model.calibrated(m.margin) >= mark]
    right = sum(m.killing for m in kept)
    return right / max(1, len(kept)), right / max(1, sum(m.killing for m in margins))
