"""The probability that two accounts tell of one attack: a logistic model with readable weights."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from vigil.linkage.comparing import FEATURES
from vigil.linkage.words import Floats

_OTHER_LANGUAGE = FEATURES.index("other_language")

SURE = 9.0
"""Log-odds beyond which nothing is surer: only a person's word makes a link certain (1.0)."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features on the log-odds, as `weights.toml` explains them."""

    intercept: float
    weights: Floats
    across: Floats
    """What is added to the weights where the two reports are in two languages."""
    join: float
    """Mean probability from which two groups of accounts are proposed as one case."""

    def probabilities(self, features: Floats) -> Floats:
        """Return the probability of each row of features."""
        # Row by row sums, not a matrix product: the same to the last bit for any number of rows.
        added = features[:, _OTHER_LANGUAGE] * (features * self.across).sum(axis=1)
        odds: Floats = self.intercept + (features * self.weights).sum(axis=1) + added
        answer: Floats = 1 / (1 + np.exp(-np.clip(odds, -SURE, SURE)))
        return answer

    def reasons(self, row: Floats) -> dict[str, float]:
        """Return each feature's share of a pair's log-odds, without those that say nothing."""
        shares = row * (self.weights + row[_OTHER_LANGUAGE] * self.across)
        return {
            name: round(float(share), 4)
            for name, share in zip(FEATURES, shares, strict=True)
            if share
        }


@cache
def shipped_model() -> Model:
    """Return the model that ships with the program."""
    return read_model(files("vigil.linkage").joinpath("weights.toml").read_text("utf-8"))


def read_model(text: str) -> Model:
    """Read a model from TOML. Raises ValueError when a feature is missing or unknown."""
    given = tomllib.loads(text)
    weights = given["weights"]
    if set(weights) != set(FEATURES):
        differ = sorted(set(weights) ^ set(FEATURES))
        raise ValueError(f"weights and features differ in: {', '.join(differ)}")
    return Model(
        intercept=given["intercept"],
        weights=np.array([weights[name]["weight"] for name in FEATURES], dtype=np.float64),
        across=np.array([weights[name]["across"] for name in FEATURES], dtype=np.float64),
        join=given["join"],
    )
