"""A screening model that was adapted to a team's decisions: the base, and what they taught.

It scores as its base does, and adds weights for the words of a report and its lexicon features.
Kept as `.npz` as the base is, with the base inside: the file needs no other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.screening.lexicon_features import LexiconFeatures
from vigil.reading.intake.screening.model import (
    STOPPED,
    Doubles,
    Floats,
    Halves,
    Model,
    ModelError,
    load,
    logistic,
)
from vigil.reading.intake.screening.passages import Passages

_EDGE = 1e-6


@dataclass(frozen=True)
class Adaptation:
    """What decisions taught beside the base: weights of the log-odds.

    `buckets` are the hashed words, with their `rarity` among the decided reports.
    """

    buckets: NDArray[np.uint32]
    rarity: Halves
    words: Halves
    lexical: Doubles
    slope: float
    constant: float


@dataclass(frozen=True)
class AdaptedModel(Model):
    """A model and an adaptation. It takes the place of a `Model` everywhere."""

    adaptation: Adaptation

    def score(
        self, sight: LexiconFeatures, passages: Passages, attacks: Callable[[], Floats]
    ) -> float:
        """Return the probability (0..1) that a report the first stage let through is relevant."""
        base = super().score(sight, passages, attacks)
        return max(STOPPED, logistic(self._adapted(log_odds(base), sight, passages)))

    def _adapted(self, margin: float, sight: LexiconFeatures, passages: Passages) -> float:
        given = self.adaptation
        places = np.searchsorted(given.buckets, passages.words)
        places = np.minimum(places, max(0, len(given.buckets) - 1))
        known = (
            given.buckets[places] == passages.words
            if len(given.buckets)
            else np.zeros(len(passages.words), dtype=bool)
        )
        at = places[known]
        held = given.rarity[at].astype(np.float64) * (1 + np.log(passages.counts[known]))
        whole = held @ given.words[at].astype(np.float64)
        whole /= max(1e-9, math.sqrt(float(held @ held)))
        lexical = float(sight.lexical @ given.lexical)
        return margin * (1 + given.slope) + float(whole) + lexical + given.constant

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the model as named arrays, as they are kept in the file."""
        given = self.adaptation
        return {
            **super().arrays(),
            "adapted_buckets": given.buckets,
            "adapted_rarity": given.rarity,
            "adapted_words": given.words,
            "adapted_lexical": given.lexical,
            "adapted_odds": np.array([given.slope, given.constant]),
        }


def adapted(base: Model, adaptation: Adaptation, **changed: Any) -> AdaptedModel:
    """Return a base model with an adaptation; `changed` parts take the place of the base's."""
    parts = {field.name: getattr(base, field.name) for field in fields(Model)}
    return AdaptedModel(**{**parts, **changed}, adaptation=adaptation)


def load_either(path: Path) -> Model:
    """Read a model file, adapted or not. Raises ModelError for an unusable one."""
    base = load(path)
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
        if "adapted_odds" not in held.files:
            return base
        try:
            slope, constant = (float(number) for number in held["adapted_odds"])
            adaptation = Adaptation(
                buckets=held["adapted_buckets"],
                rarity=held["adapted_rarity"],
                words=held["adapted_words"],
                lexical=held["adapted_lexical"],
                slope=slope,
                constant=constant,
            )
        except (KeyError, ValueError) as error:
            raise ModelError(f"{path}: what it learnt from decisions is broken") from error
    return adapted(base, adaptation)


def base_margin(
    base: Model, sight: LexiconFeatures, passages: Passages, attacks: Callable[[], Floats]
) -> float:
    """Return the log-odds of what a model says of a report, as it would screen it."""
    stopped = base.stopped(sight)
    return log_odds(base.score(sight, passages, attacks) if stopped is None else stopped)


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, none of them endless."""
    held = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(held / (1 - held))
