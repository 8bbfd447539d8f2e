"""Where an outlet is at home, learnt from what its texts name: no list of outlets is kept."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from vigil.reading.intake.geocoding.candidate_features import NEAR, Table
from vigil.reading.intake.geocoding.candidate_places import ADMIN1, ADMIN2, FEATURE, Atlas, Floats
from vigil.reading.intake.geocoding.joint_features import Home, kernel, squared
from vigil.reading.intake.geocoding.toponyms import is_in_label

MOST_PLACES = 400
"""Places of one outlet that are weighed against each other; the rest are too rare to matter."""

_LABEL_WEIGHT = 2.0
"""Texts for which it counts that the outlet's domain is named after a place."""

_LEAST_CHANCE = 0.05
_LEAST_WEIGHT = 0.3


def homes(tables: Sequence[Table], chances: Sequence[Floats], atlas: Atlas) -> list[Home | None]:
    """Return the home of each text's outlet, by its domain and the outlet's *other* texts.

    None for a text without a domain, and where nothing points to a place.
    """
    by_domain: dict[str, list[int]] = defaultdict(list)
    for i, table in enumerate(tables):
        if table.domain:
            by_domain[table.domain].append(i)
    found: list[Home | None] = [None] * len(tables)
    for domain, members in by_domain.items():
        outlet = _Outlet([_spoken_of(tables[i], chances[i]) for i in members], atlas)
        outlet.find_namesakes(domain, [tables[i] for i in members])
        for order, i in enumerate(members):
            found[i] = outlet.without(order)
    return found


_Weights = dict[int, float]


def _spoken_of(table: Table, chance: Floats) -> _Weights:
    """How much one text speaks of each place: the best chance that a name of it means the place."""
    weights: _Weights = {}
    for row in np.flatnonzero((chance > _LEAST_CHANCE) & (table.number != NEAR)):
        number = int(table.number[row])
        weights[number] = max(weights.get(number, 0.0), float(chance[row]))
    return weights


class _Outlet:
    def __init__(self, texts: list[_Weights], atlas: Atlas) -> None:
        self._texts, self._atlas = texts, atlas
        self._places = _Count(texts, lambda number: number)
        self._divisions = _Count(texts, self._division)
        self._nations = _Count(texts, lambda number: int(atlas.country[number]))
        total = self._places.total
        ranked = sorted(total, key=lambda n: (-total[n], n))
        local = [n for n in ranked if ADMIN2 <= atlas.kind[n] < FEATURE][:MOST_PLACES]
        self._at = {number: i for i, number in enumerate(local)}
        self._local = np.array(local, dtype=np.int64)
        self._weight = np.array([total[n] for n in local], dtype=np.float32)
        unit = atlas.unit[self._local]
        self._near = kernel(squared(unit, unit), 80)
        self._namesake = np.zeros(len(local), dtype=np.float32)

    def _division(self, number: int) -> int:
        own = self._atlas.kind[number] == ADMIN1
        return number if own else int(self._atlas.admin1[number])

    def find_namesakes(self, domain: str, tables: Sequence[Table]) -> None:
        """Note which places the outlet's domain is named after."""
        for table in tables:
            for sense in table.found:
                if is_in_label(sense.name, domain):
                    for number in sense.candidates.numbers:
                        if int(number) in self._at:
                            self._namesake[self._at[int(number)]] = 1

    def without(self, order: int) -> Home | None:
        """Return the home by the outlet's texts other than that one."""
        own = self._texts[order]
        weight = self._weight.copy()
        for number, value in own.items():
            if number in self._at:
                weight[self._at[number]] -= value
        named = self._namesake * (self._weight > _LEAST_WEIGHT)
        weight = np.maximum(weight, 0) + _LABEL_WEIGHT * named
        if not weight.size or weight.max() < _LEAST_WEIGHT:
            return None
        score = (self._near @ weight) * (weight > _LEAST_CHANCE)
        best = int(score.argmax())
        middle = (self._near[best] * weight) @ self._atlas.unit[self._local]
        number = int(self._local[best])
        return Home(
            unit=(middle / max(float(np.linalg.norm(middle)), 1e-6)).astype(np.float32),
            sure=float(score[best]) / (float(weight.sum()) + 1),
            country=int(self._atlas.country[number]),
            admin1=int(self._atlas.admin1[number]),
            places=self._places.without(own),
            divisions=self._divisions.without(own),
            nations=self._nations.without(own),
        )


class _Count:
    """In how many texts of an outlet each place (or division, or country) is spoken of."""

    def __init__(self, texts: list[_Weights], of: Callable[[int], int]) -> None:
        self._of, self._texts = of, len(texts)
        self.total: _Weights = defaultdict(float)
        for text in texts:
            for key, weight in self._grouped(text).items():
                self.total[key] += weight

    def _grouped(self, text: _Weights) -> _Weights:
        group: _Weights = {}
        for number, weight in text.items():
            key = self._of(number)
            if key >= 0:
                group[key] = max(group.get(key, 0.0), weight)
        return group

    def without(self, text: _Weights) -> "_Shares":
        """Return the shares among the other texts; one text is added to their number."""
        return _Shares(self.total, self._grouped(text), self._texts)


class _Shares(dict[int, float]):
    """Shares reckoned when they are asked for: an outlet may speak of thousands of places."""

    def __init__(self, total: _Weights, own: _Weights, texts: int) -> None:
        self._total, self._own, self._texts = total, own, texts

    def get(self, key: int, default: float = 0.0) -> float:  # type: ignore[override]
        if key not in self._total:
            return default
        return max(self._total[key] - self._own.get(key, 0.0), 0.0) / self._texts
