"""What each level of agreement weighs: stated shares, moved by the lists themselves.

The model is that of Fellegi and Sunter ("A Theory for Record Linkage", JASA 64, 1969): a pair's
log-odds are those of any pair plus, for each field, ln(m/u), where m is how often rows on one
killing agree at that level and u how often rows on two killings do. m and the number of matches
are learnt without labels by expectation maximisation (Winkler, "Using the EM Algorithm for Weight
Computation in the Fellegi-Sunter Model", 1988), u from pairs drawn at random (as Splink does).
A missing field is left out, which takes it as missing at random (Enamorado, Fifield and Imai,
"Using a Probabilistic Model to Assist Merging of Large-Scale Administrative Records", APSR 113,
2019). The stated shares of `weights.toml` are Dirichlet priors: two lists of ten rows are matched
by what is stated, two of ten thousand by what they show.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from vigil.reading.linkage.lists.agreement_levels import FIELDS, LEVELS

Levels = npt.NDArray[np.int8]
"""A row a pair, a column a field: the number of the level; -1 where the field says nothing."""
Floats = npt.NDArray[np.float64]

ROUNDS = 100
_STILL = 1e-6


@dataclass(frozen=True, slots=True)
class Stated:
    """The shares of `weights.toml`, a row of levels a field, and how many pairs they count for."""

    m: Mapping[str, Floats]
    u: Mapping[str, Floats]
    sure_m: float
    sure_u: float
    share_found: float


@dataclass(frozen=True, slots=True)
class Weights:
    """ln(m/u) of every level of every field, and the log-odds of any two rows."""

    prior: float
    shares: Mapping[str, Floats]

    def log_odds(self, levels: Levels) -> Floats:
        """Return the log-odds of each pair that it is one killing."""
        total = np.full(len(levels), self.prior)
        for column, field in enumerate(FIELDS):
            # The zero at the end is what -1, a field that says nothing, picks.
            total += np.append(self.shares[field], 0.0)[levels[:, column]]
        return total

    def reasons(self, levels: Mapping[str, str]) -> dict[str, tuple[str, float]]:
        """Return each field's level and its share of the log-odds."""
        return {
            field: (level, round(float(self.shares[field][LEVELS[field].index(level)]), 3))
            for field, level in levels.items()
        }


@cache
def stated() -> Stated:
    """Return the shares that ship with the program."""
    return read_stated(
        files("vigil.reading.linkage.lists").joinpath("weights.toml").read_text("utf-8")
    )


def read_stated(text: str) -> Stated:
    """Read shares from TOML. Raises ValueError where a level is missing, unknown or not above 0."""
    given = tomllib.loads(text)
    head = given["stated"]
    return Stated(
        m={field: _shares(given, field, "m") for field in FIELDS},
        u={field: _shares(given, field, "u") for field in FIELDS},
        sure_m=float(head["sure_m"]),
        sure_u=float(head["sure_u"]),
        share_found=float(head["share_found"]),
    )


def _shares(
    given: Mapping[str, Mapping[str, Mapping[str, float]]], field: str, kind: str
) -> Floats:
    told = given[field][kind]
    if set(told) != set(LEVELS[field]):
        differ = ", ".join(sorted(set(told) ^ set(LEVELS[field])))
        raise ValueError(f"{field}.{kind}: levels differ in: {differ}")
    shares = np.array([float(told[level]) for level in LEVELS[field]])
    if shares.min() <= 0:
        raise ValueError(f"{field}.{kind}: every share must be above 0")
    brought: Floats = shares / shares.sum()
    return brought


def stated_weights(rows: int, *, prior: Stated | None = None) -> Weights:
    """Return the weights as stated, for one killing looked for among so many rows."""
    prior = prior or stated()
    chance = min(0.5, prior.share_found / max(1, rows))
    return Weights(
        float(np.log(chance / (1 - chance))),
        {field: np.log(prior.m[field] / prior.u[field]) for field in FIELDS},
    )


def learn(
    compared: Levels, at_random: Levels, shorter: int, longer: int, *, prior: Stated | None = None
) -> Weights:
    """Learn the weights of two lists from pairs that may match and pairs drawn at random.

    `compared` are all pairs that blocking found; the others of the `shorter` times `longer` pairs
    are taken for two killings. Labels are not used.
    """
    prior = prior or stated()
    u = {
        field: _moved(prior.u[field], prior.sure_u, _counted(at_random, column, None))
        for column, field in enumerate(FIELDS)
    }
    m = dict(prior.m)
    every = max(1.0, float(shorter) * longer)
    expected = prior.share_found * shorter
    weights = _weights(m, u, expected / every)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-weights.log_odds(compared)))
        m = {
            field: _moved(prior.m[field], prior.sure_m, _counted(compared, column, chance))
            for column, field in enumerate(FIELDS)
        }
        was, expected = expected, min(float(chance.sum()), 0.999 * shorter)
        weights = _weights(m, u, max(expected, 0.5) / every)
        if abs(expected - was) <= _STILL * max(1.0, was):
            break
    return weights


def _weights(m: Mapping[str, Floats], u: Mapping[str, Floats], chance: float) -> Weights:
    chance = min(max(chance, 1e-15), 0.5)
    return Weights(
        float(np.log(chance / (1 - chance))),
        {field: np.log(m[field] / u[field]) for field in FIELDS},
    )


def _counted(levels: Levels, column: int, chance: Floats | None) -> Floats:
    """Count the levels of a field, each pair by its chance; silent pairs do not count."""
    told = levels[:, column] >= 0
    counted: Floats = np.bincount(
        levels[told, column],
        weights=None if chance is None else chance[told],
        minlength=len(LEVELS[FIELDS[column]]),
    ).astype(float)
    return counted


def _moved(shares: Floats, sure: float, counted: Floats) -> Floats:
    """Return the mean of the Dirichlet posterior."""
    moved: Floats = (shares * sure + counted) / (sure + counted.sum())
    return moved


def numbered(found: Sequence[Mapping[str, str]]) -> Levels:
    """Write levels by name as rows of numbers."""
    rows = [
        [LEVELS[field].index(levels[field]) if field in levels else -1 for field in FIELDS]
        for levels in found
    ]
    return np.array(rows, dtype=np.int8).reshape(len(rows), len(FIELDS))
