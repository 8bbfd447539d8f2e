"""The probability that two accounts tell of one attack: a logistic model with readable weights."""

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from vigil.reading.linkage.comparing import FEATURES, Compared
from vigil.reading.linkage.evidence import UNPROVEN
from vigil.reading.linkage.words import Floats

_OTHER_LANGUAGE, _TEXT_UNKNOWN = map(FEATURES.index, ("other_language", "text_unknown"))

LEAST_OF_SIBLINGS = 0.03
"""More than what was never compared counts for: an unlikely pair of a report is no unknown one."""
SURE = 9.0
"""Log-odds beyond which nothing is surer: only a person's word makes a link certain (1.0)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features on the log-odds, as `weights.toml` explains them."""

    intercept: float
    weights: Floats
    across: Floats
    """What is added to the weights where the two reports are in two languages."""
    together: Floats
    """What two features tell together beyond their sum; a matrix, both ways.

    Only where both accounts have a text, in one language: nothing else taught it.
    """
    join: float
    """Mean probability from which two groups of accounts are proposed as one case."""
    siblings: "SiblingModel"
    """What tells of two accounts of one report."""

    def judge(self, compared: Compared) -> Floats:
        """Return the probability of each compared pair, whatever forbids it."""
        return self.held(self.probabilities(compared.features), compared)

    def held(self, probability: Floats, compared: Compared) -> Floats:
        """Return what the features say, held to what may count of it.

        Without positive evidence that is at most UNPROVEN; in one report the siblings' model says.
        """
        answer = probability.copy()
        answer[compared.unproven] = np.minimum(answer[compared.unproven], UNPROVEN)
        own = compared.siblings
        answer[own] = self.siblings.probabilities(compared.features[own])
        return answer

    def probabilities(self, features: Floats) -> Floats:
        """Return the probability of each row of features."""
        odds: Floats = self.intercept + self._shares(features).sum(axis=1)
        answer: Floats = 1 / (1 + np.exp(-np.clip(odds, -SURE, SURE)))
        return answer

    def reasons(self, row: Floats) -> dict[str, float]:
        """Return each feature's share of a pair's log-odds, without those that say nothing.

        What two features tell together is shared between the two.
        """
        shares = self._shares(row[np.newaxis])[0]
        return {
            name: round(float(share), 4)
            for name, share in zip(FEATURES, shares, strict=True)
            if share
        }

    def _shares(self, features: Floats) -> Floats:
        other, silent = features[:, [_OTHER_LANGUAGE]], features[:, [_TEXT_UNKNOWN]]
        alone = self.weights + other * self.across
        both = (1 - other) * (1 - silent)
        shares: Floats = features * (alone + both * (features @ self.together))
        return shares


@dataclass(frozen=True, slots=True)
class SiblingModel:
    """Whether two accounts of one report are one attack, told twice.

    Their texts are parts of one text, and say nothing: only what was read from them counts.
    """

    intercept: float
    weights: Floats
    """By feature; 0 where a feature tells nothing within one report."""

    def probabilities(self, features: Floats) -> Floats:
        """Return the probability of each row of features; at least LEAST_OF_SIBLINGS."""
        odds: Floats = self.intercept + features @ self.weights
        likely: Floats = 1 / (1 + np.exp(-np.clip(odds, -SURE, SURE)))
        return np.maximum(likely, LEAST_OF_SIBLINGS)

    def reasons(self, row: Floats) -> dict[str, float]:
        """Return each feature's share of a pair's log-odds, without those that say nothing."""
        shares = row * self.weights
        return {
            name: round(float(share), 4)
            for name, share in zip(FEATURES, shares, strict=True)
            if share
        }


WEIGHTS = "VIGIL_LINKING_WEIGHTS"
"""Names, in the environment, the weights that linking uses. Worker processes inherit it."""


def current_model() -> Model:
    """Return the model that linking uses: the weights that were learnt here, else the shipped."""
    named = os.environ.get(WEIGHTS)
    return _named_model(named) if named else shipped_model()


@cache
def _named_model(path: str) -> Model:
    return read_model(Path(path).read_text("utf-8"))


@cache
def shipped_model() -> Model:
    """Return the model that ships with the program."""
    return read_model(files("vigil.reading.linkage").joinpath("weights.toml").read_text("utf-8"))


def read_model(text: str) -> Model:
    """Read a model from TOML.

    Raises ValueError when a feature is missing or unknown, or a pair of them stands twice.
    """
    given = tomllib.loads(text)
    weights = given["weights"]
    if set(weights) != set(FEATURES):
        differ = sorted(set(weights) ^ set(FEATURES))
        raise ValueError(f"weights and features differ in: {', '.join(differ)}")
    return Model(
        intercept=given["intercept"],
        weights=np.array([weights[name]["weight"] for name in FEATURES], dtype=np.float64),
        across=np.array([weights[name]["across"] for name in FEATURES], dtype=np.float64),
        together=_together(given.get("together", {})),
        join=given["join"],
        siblings=_siblings(given["one_report"]),
    )


def _siblings(given: dict[str, float]) -> SiblingModel:
    own = {name: weight for name, weight in given.items() if name != "intercept"}
    if unknown := set(own) - set(FEATURES):
        raise ValueError(f"one_report: there is no feature {', '.join(sorted(unknown))}")
    weights = np.array([own.get(name, 0.0) for name in FEATURES], dtype=np.float64)
    return SiblingModel(given["intercept"], weights)


def _together(given: dict[str, dict[str, float]]) -> Floats:
    """Return the matrix whose quadratic form adds each pair's weight once."""
    matrix = np.zeros((len(FEATURES), len(FEATURES)))
    for one, others in given.items():
        for two, weight in others.items():
            if one not in FEATURES or two not in FEATURES:
                raise ValueError(f"together: there is no feature {one!r} or none {two!r}")
            a, b = FEATURES.index(one), FEATURES.index(two)
            if matrix[a, b]:
                raise ValueError(f"together: {one} and {two} stand twice")
            matrix[a, b] = matrix[b, a] = weight if a == b else weight / 2
    return matrix
