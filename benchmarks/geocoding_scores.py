"""How geocoding is scored on texts with known places: within 161 km, and the right country."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigil.reading.intake.geocoding import Document, Located
from vigil.reading.intake.geocoding.candidate_places import unit_vectors

KM = 161
Gold = list[tuple[float, float, str] | None]


@dataclass(frozen=True)
class Example:
    document: Document
    gold: Gold


def kilometres(answer: Located, gold: tuple[float, float, str]) -> float:
    one, other = unit_vectors(np.array([answer.lat, gold[0]]), np.array([answer.lon, gold[1]]))
    chord = min(float(np.linalg.norm(one.astype(float) - other.astype(float))), 2.0)
    return 2 * 6371 * float(np.arcsin(chord / 2))


def counted(known: Sequence[Example], answers: Sequence[list[Located | None]]) -> np.ndarray:
    """For each text: toponyms, within 161 km, with a country, of the right country."""
    rows = np.zeros((len(known), 4))
    for i, (example, places) in enumerate(zip(known, answers, strict=True)):
        for gold, place in zip(example.gold, places, strict=True):
            if gold is None:
                continue
            rows[i, 0] += 1
            rows[i, 1] += place is not None and kilometres(place, gold) <= KM
            rows[i, 2] += bool(gold[2])
            rows[i, 3] += bool(gold[2]) and place is not None and place.country == gold[2]
    return rows


def figures(known: Sequence[Example], answers: Sequence[list[Located | None]]) -> dict[str, Any]:
    """Shares with 95% intervals by bootstrap over outlets (texts of one outlet go together)."""
    rows = counted(known, answers)
    outlets = sorted({e.document.domain for e in known})
    at = {outlet: i for i, outlet in enumerate(outlets)}
    sums = np.zeros((len(outlets), 4))
    for example, row in zip(known, rows, strict=True):
        sums[at[example.document.domain]] += row
    drawn = np.random.default_rng(7).integers(0, len(outlets), (2000, len(outlets)))
    draws = sums[drawn].sum(axis=1)
    total = sums.sum(axis=0)

    def share(hit: int, of: int) -> dict[str, Any]:
        low, high = np.quantile(draws[:, hit] / draws[:, of], [0.025, 0.975])
        return {
            "share": round(float(total[hit] / total[of]), 4),
            "interval": [round(float(low), 3), round(float(high), 3)],
        }

    return {"toponyms": int(total[0]), "within_161_km": share(1, 0), "country": share(3, 2)}
