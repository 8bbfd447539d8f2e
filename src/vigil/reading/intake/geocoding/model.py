"""The chance of each candidate: a conditional logit over the reasons, in rounds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from vigil.reading.intake.geocoding.candidate_features import ALONE, Table
from vigil.reading.intake.geocoding.candidate_places import Atlas, Floats
from vigil.reading.intake.geocoding.joint_features import TOGETHER, Home, joint_features
from vigil.reading.intake.geocoding.outlet_homes import homes

_LEAST = 0.002
"""Candidates less likely than this after the first round are dropped: most of them."""


@dataclass(frozen=True)
class Model:
    """Weights of the reasons: of the first round (*alone*), then of each later one (both)."""

    version: str
    rounds: tuple[Floats, ...]

    @classmethod
    @cache
    def load(cls) -> "Model":
        """Return the shipped weights. Raises ValueError where they do not fit the known reasons."""
        text = (
            files("vigil.reading.intake.geocoding")
            .joinpath("data", "weights.json")
            .read_text("utf-8")
        )
        return cls.read(json.loads(text))

    @classmethod
    def read(cls, facts: dict[str, Any]) -> "Model":
        """Read a model from its JSON object, `{"version", "rounds": [{reason: weight}]}`."""
        rounds = []
        for number, weights in enumerate(facts["rounds"]):
            names = ALONE if number == 0 else ALONE + TOGETHER
            if set(weights) != set(names):
                raise ValueError("the weights are not of these reasons")
            rounds.append(np.array([weights[n] for n in names], dtype=np.float32))
        return cls(facts["version"], tuple(rounds))

    def chances(self, tables: Iterable[Table], atlas: Atlas) -> list[tuple[Table, Floats]]:
        """Each table without its unlikely rows, and the chances; those of one name sum to 1."""
        found = [likely(t, softmax(t.alone @ self.rounds[0], t)) for t in tables]
        for weights in self.rounds[1:]:
            at = homes([t for t, _ in found], [c for _, c in found], atlas)
            found = [
                (t, softmax(both(t, c, h) @ weights, t))
                for (t, c), h in zip(found, at, strict=True)
            ]
        return found


def likely(table: Table, chance: Floats) -> tuple[Table, Floats]:
    """Return the table without its unlikely rows, and the chances of the rest."""
    rows = (chance >= _LEAST) | table.near
    kept = table.only(rows)
    return kept, softmax(np.log(np.maximum(chance[rows], 1e-9)), kept)


def both(table: Table, chance: Floats, home: Home | None) -> Floats:
    """All reasons of a round after the first, shape (rows, reasons)."""
    if not table.found:
        return np.zeros((0, len(ALONE) + len(TOGETHER)), dtype=np.float32)
    return np.concatenate([table.alone, joint_features(table, chance, home)], axis=1)


def softmax(score: Floats, table: Table) -> Floats:
    """Chances within each name from the scores of its rows."""
    starts = table.first[:-1]
    if not starts.size:
        return score
    top = np.maximum.reduceat(score, starts)
    raised = np.exp(score - top[table.sense])
    total = np.add.reduceat(raised, starts)
    out: Floats = (raised / total[table.sense]).astype(np.float32)
    return out
