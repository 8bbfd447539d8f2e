"""The model card: what a model was trained on, how it fared on unseen texts, where it ends."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from vigil.intake.screening.model import Model
from vigil.intake.screening.training import FOLDS, PRIOR, RECALL, Margin, Source, Trained

LIMITS = f"""\
- The score answers for reports of crime and courts, where about {PRIOR:.0%} concern a killing.
  In a raw stream with one or two in a hundred it is too high; the order still holds.
- A report without any lexicon word of killing, death or attack is never relevant.
- Languages without labelled reports rest on the lexicons and on features that mean the same
  in every language; they are not measured.
- Fresh, targeted and organised are read off a few dozen labelled reports in one language: a
  help for sorting, not a finding.
- The file holds weights, never texts. Words are hashed.
"""


def card(trained: Trained, sources: Sequence[Source], made: date) -> str:
    """Return the card of a model in Markdown."""
    rows = [_row(source, trained) for source in sources]
    return (
        f"# Screening model {trained.model.digest}\n\n"
        f"Made on {made.isoformat()} by logistic regression on lexicon features and hashed words."
        f" Threshold {trained.model.threshold:.4f}: the score that keeps {RECALL:.0%} of the"
        f" killings, each source counting alike, in {FOLDS}-fold cross-validation; at most"
        " one half.\n\n"
        "Figures are for texts the model had not seen (cross-validation); AP is average"
        " precision. Weak sources have derived labels and are not measured.\n\n"
        "| source | reports | killings | weight | AP | precision | recall |\n"
        "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + f"\n\n## Limits\n\n{LIMITS}"
    )


def _row(source: Source, trained: Trained) -> str:
    killings = sum(item.labels.killing for item in source.items)
    head = f"| {source.name} | {len(source.items)} | {killings} | {source.weight:g} |"
    mine = [margin for margin in trained.margins if margin.source == source.name]
    if not source.held_out or not killings:
        return f"{head} weak | | |"
    precision, recall = at_threshold(mine, trained.model)
    return f"{head} {average_precision(mine):.3f} | {precision:.3f} | {recall:.3f} |"


def average_precision(margins: Sequence[Margin]) -> float:
    """Return the average precision of held-out texts, equal margins in the worse order."""
    ranked = sorted(margins, key=lambda m: (-m.margin, m.killing))
    truth = np.array([m.killing for m in ranked], dtype=np.float64)
    precision = np.cumsum(truth) / np.arange(1, len(truth) + 1)
    return float((precision * truth).sum() / max(1.0, truth.sum()))


def at_threshold(margins: Sequence[Margin], model: Model) -> tuple[float, float]:
    """Return precision and recall of held-out texts at the threshold of a model."""
    kept = [m for m in margins if model.calibrated(m.margin) >= model.threshold]
    right = sum(m.killing for m in kept)
    return right / max(1, len(kept)), right / max(1, sum(m.killing for m in margins))
