"""The screening model as numbers: weights, calibration and marks, kept as `.npz`.

No pickles: a model file holds plain arrays, and loading one runs nothing.
"""

import hashlib
import math
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.reading.intake.screening.attack_features import ATTACK_FEATURES
from vigil.reading.intake.screening.forest import SURE, Forest
from vigil.reading.intake.screening.lexicon_features import NAMES, LexiconFeatures
from vigil.reading.intake.screening.passages import BUCKETS, WIDTH, Passages

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Doubles = NDArray[np.float64]

FLOOR = 0.001
"""Score of a text without any word of killing, death, injury or attack."""

STOPPED = 0.005
"""What the first stage stops scores below this, and what passes it at least this."""

NOTHING = -4.0
"""Log-odds of a sentence where a report has none with an anchor."""

EVIDENCE = (
    "words", "lexical", "sentence", "two_sentences", "concepts", "two_concepts", "joint", "lead",
)  # fmt: skip
"""What the second stage weighs: log-odds by the words of the whole report, by its lexicon
features, by the words of its best sentence and of its best two, by their concepts likewise, by the
best sentence on both counts, and by the better of its first two sentences."""


class ModelError(ValueError):
    """A model file that cannot be used; the text names the file and says why."""


@dataclass(frozen=True)
class Linear:
    """A logistic model over the lexicon features alone; the last number is its constant."""

    weights: Floats

    def margin(self, lexical: Floats) -> float:
        """Return the log-odds for one text's lexicon features."""
        return float(lexical @ self.weights[:-1] + self.weights[-1])

    def probability(self, lexical: Floats) -> float:
        """Return the probability (0..1) for one text's lexicon features."""
        return logistic(self.margin(lexical))


@dataclass(frozen=True)
class Parts:
    """What the log-odds of `EVIDENCE` are read off.

    `rarity` weighs a bucket by how few training texts hold it (0: fewer than two). `constants`
    belong to `words`, `windows` and `concepts`, in this order.
    """

    lexical: Linear
    rarity: Halves
    words: Halves
    windows: Halves
    concepts: Floats
    constants: Doubles

    def evidence(self, sight: LexiconFeatures, passages: Passages) -> Doubles:
        """Return the log-odds named by `EVIDENCE` for a report."""
        held = self.rarity[passages.words] * (1 + np.log(passages.counts))
        whole = held @ self.words[passages.words] / max(1e-9, math.sqrt(float(held @ held)))
        lexical = self.lexical.margin(sight.lexical)
        if not passages.windows:
            return np.array([whole + self.constants[0], lexical, *[NOTHING] * 6])
        said = self._windows(passages.windows)
        meant = self._concepts(passages.concepts)
        return np.array(
            [
                whole + self.constants[0],
                lexical,
                said.max(),
                _best_two(said),
                meant.max(),
                _best_two(meant),
                (said + meant).max(),
                said[:2].max(),
            ]
        )

    def _windows(self, windows: list[NDArray[np.int64]]) -> Doubles:
        starts = np.cumsum([0, *map(len, windows[:-1])])
        buckets = np.concatenate(windows)
        rarity = self.rarity[buckets].astype(np.float64)
        sizes = np.sqrt(np.add.reduceat(rarity * rarity, starts))
        sums = np.add.reduceat(rarity * self.windows[buckets], starts)
        return np.asarray(sums / np.maximum(sizes, 1e-9) + self.constants[1])

    def _concepts(self, concepts: list[NDArray[np.int64]]) -> Doubles:
        starts = np.cumsum([0, *map(len, concepts[:-1])])
        sums = np.add.reduceat(self.concepts[np.concatenate(concepts)].astype(np.float64), starts)
        return np.asarray(sums + self.constants[2])


def _best_two(scores: Doubles) -> float:
    return float(scores.max() if len(scores) == 1 else np.sort(scores)[-2:].mean())


TREES_COUNT = 1.5
"""How much the log-odds of the forest count beside the weighed sum (by cross-validation)."""

NO = math.log(SURE / (1 + SURE))
"""Log-odds of a forest of which no tree says yes."""


@dataclass(frozen=True)
class Verdict:
    """The last stage of screening: a sum and a forest that weigh the evidence.

    `weights` are in the order of `EVIDENCE`, the constant last. The forest takes the evidence, the
    lexicon features and the attack features. It is asked where the sum reaches `doubt`; below,
    all its trees count as saying no, and the report need not be read for attacks.
    """

    weights: Doubles
    forest: Forest
    doubt: float

    def sum(self, evidence: Doubles) -> float:
        """Return the log-odds by the evidence alone."""
        return float(evidence @ self.weights[:-1] + self.weights[-1])

    def margin(self, evidence: Doubles, lexical: Floats, attacks: Callable[[], Floats]) -> float:
        """Return the uncalibrated log-odds that a report concerns a killing.

        `attacks` reads the attack features, which takes longer than all the rest.
        """
        total = self.sum(evidence)
        if total < self.doubt:
            return total + TREES_COUNT * NO
        seen = np.concatenate([evidence, lexical, attacks()]).astype(np.float32)
        return total + TREES_COUNT * self.forest.margin(seen)


@dataclass(frozen=True)
class Model:
    """All that screening has learnt.

    What the `verdict` makes of the evidence is calibrated by `calibration` (slope, constant) on
    held-out texts. A report is relevant from the score
    `threshold`; `wide` is a lower mark, which keeps nearly all killings. Reports in a language
    other than `languages` (those of the labelled reports) are relevant from `wide` on: there the
    words say nothing, and scores come out lower. The first stage stops
    what has lexicon log-odds below `first`.
    """

    parts: Parts
    verdict: Verdict
    calibration: tuple[float, float]
    threshold: float
    wide: float
    first: float
    languages: tuple[str, ...]
    fresh: Linear
    targeted: Linear
    organised: Linear

    def mark(self, language: str) -> float:
        """Return the score from which a report in a language is relevant."""
        return self.threshold if language in self.languages else self.wide

    def stopped(self, sight: LexiconFeatures) -> float | None:
        """Return the score of a report that the first stage stops; None if it passes."""
        if not sight.anchored:
            return FLOOR
        margin = self.parts.lexical.margin(sight.lexical)
        if margin >= self.first:
            return None
        return FLOOR + (STOPPED - FLOOR) * logistic(margin)

    def score(
        self, sight: LexiconFeatures, passages: Passages, attacks: Callable[[], Floats]
    ) -> float:
        """Return the probability (0..1) that a report the first stage let through is relevant.

        `attacks` reads the report's attack features where they are needed.
        """
        evidence = self.parts.evidence(sight, passages)
        margin = self.verdict.margin(evidence, sight.lexical, attacks)
        return max(STOPPED, self.calibrated(margin))

    def calibrated(self, margin: float) -> float:
        """Return the probability that log-odds stand for."""
        slope, constant = self.calibration
        return logistic(slope * margin + constant)

    @property
    def digest(self) -> str:
        """Ten hexadecimal digits that change when any number of the model does."""
        content = hashlib.sha256()
        for name, array in self.arrays().items():
            content.update(name.encode() + array.tobytes())
        return content.hexdigest()[:10]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the model as named arrays, as they are kept in the file."""
        return {
            "names": np.array(NAMES),
            "evidence": np.array(EVIDENCE),
            "attacks": np.array(ATTACK_FEATURES),
            "lexical": self.parts.lexical.weights,
            **_pack(self.parts),
            "concepts": self.parts.concepts,
            "constants": self.parts.constants,
            "weights": self.verdict.weights,
            **{f"forest_{f.name}": getattr(self.verdict.forest, f.name) for f in fields(Forest)},
            "calibration": np.array(self.calibration),
            "marks": np.array([self.threshold, self.wide, self.first, self.verdict.doubt]),
            "languages": np.array(self.languages, dtype="U8"),
            "fresh": self.fresh.weights,
            "targeted": self.targeted.weights,
            "organised": self.organised.weights,
        }


NEUTRAL = Linear(np.zeros(len(NAMES) + 1, dtype=np.float32))
"""Says one half of every text."""


def save(model: Model, path: Path) -> None:
    """Write a model to an `.npz` file."""
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **model.arrays())


_HASHED = ("rarity", "words", "windows")


_ARRAYS = {
    *(
        "names",
        "evidence",
        "attacks",
        "lexical",
        "buckets",
        *_HASHED,
        "concepts",
        "constants",
        "weights",
    ),
    *(f"forest_{field.name}" for field in fields(Forest)),
    *("calibration", "marks", "languages", "fresh", "targeted", "organised"),
}


def _pack(parts: Parts) -> dict[str, NDArray[np.generic]]:
    """Return the hashed weights without the buckets that no two training texts hold."""
    held = np.flatnonzero(parts.rarity)
    packed = {name: getattr(parts, name)[held] for name in _HASHED}
    return {"buckets": np.diff(held, prepend=0).astype(np.uint32), **packed}


def _unpack(arrays: dict[str, NDArray[np.generic]]) -> dict[str, Halves]:
    held = np.cumsum(arrays["buckets"].astype(np.int64))
    unpacked = {name: np.zeros(BUCKETS, dtype=np.float16) for name in _HASHED}
    for name in _HASHED:
        unpacked[name][held] = arrays[name]
    return unpacked


def load(path: Path) -> Model:
    """Read a model. Raises ModelError for a file that is none, or was made for other features."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise ModelError(f"{path}: not a screening model ({error})") from error
    if "names" not in arrays:
        raise ModelError(f"{path}: not a screening model (no names)")
    if missing := _ARRAYS - arrays.keys():
        raise ModelError(
            f"{path}: train it anew with this version (no {', '.join(sorted(missing))})"
        )
    if (
        tuple(arrays["names"]) != NAMES
        or tuple(arrays["evidence"]) != EVIDENCE
        or tuple(arrays["attacks"]) != ATTACK_FEATURES
        or arrays["concepts"].shape != (WIDTH,)
        or int(arrays["buckets"].sum()) >= BUCKETS
    ):
        raise ModelError(f"{path}: made for other features; train it anew with this version")
    return _model(arrays)


def _model(arrays: dict[str, NDArray[Any]]) -> Model:
    threshold, wide, first, doubt = (float(number) for number in arrays["marks"])
    slope, constant = (float(number) for number in arrays["calibration"])
    return Model(
        parts=Parts(
            lexical=Linear(arrays["lexical"]),
            **_unpack(arrays),
            concepts=arrays["concepts"],
            constants=arrays["constants"],
        ),
        verdict=Verdict(
            arrays["weights"],
            Forest(**{field.name: arrays[f"forest_{field.name}"] for field in fields(Forest)}),
            doubt,
        ),
        calibration=(slope, constant),
        threshold=threshold,
        wide=wide,
        first=first,
        languages=tuple(str(language) for language in arrays["languages"]),
        fresh=Linear(arrays["fresh"]),
        targeted=Linear(arrays["targeted"]),
        organised=Linear(arrays["organised"]),
    )


def logistic(x: float) -> float:
    """Return the probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
