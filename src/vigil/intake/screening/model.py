"""The screening model as numbers: weights, calibration and threshold, kept as `.npz`.

No pickles: a model file holds plain arrays, and loading one runs nothing.
"""

import hashlib
import math
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vigil.intake.screening.features import BUCKETS, NAMES, Measured

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

FLOOR = 0.001
"""Score of a text without any word of killing, death or attack."""

WORDS_SCALE = 6.0
"""Length of the vector of a text's words beside the lexicon features (by cross-validation)."""


class ModelError(ValueError):
    """A model file that cannot be used; the text names the file and says why."""


@dataclass(frozen=True)
class Linear:
    """A logistic model over the lexicon features alone; the last number is its constant."""

    weights: Floats

    def probability(self, lexical: Floats) -> float:
        """Return the probability (0..1) for one text's lexicon features."""
        return _logistic(float(lexical @ self.weights[:-1] + self.weights[-1]))


@dataclass(frozen=True)
class Model:
    """All that screening has learnt.

    `score` is calibrated by `calibration` (slope, constant) on held-out texts. `threshold` is
    the score from which a report is relevant.
    """

    lexical: Floats
    words: Halves
    constant: float
    calibration: tuple[float, float]
    threshold: float
    fresh: Linear
    targeted: Linear
    organised: Linear

    def margin(self, measured: Measured) -> float:
        """Return the uncalibrated log-odds that a text concerns a killing."""
        size = max(1, len(measured.words))
        words = (
            float(self.words[measured.words].sum(dtype=np.float64)) * WORDS_SCALE / math.sqrt(size)
        )
        return float(np.dot(measured.lexical, self.lexical)) + words + self.constant

    def score(self, measured: Measured) -> float:
        """Return the probability (0..1) that a text concerns a killing or an attempt."""
        if not measured.anchored:
            return FLOOR
        return max(FLOOR, self.calibrated(self.margin(measured)))

    def calibrated(self, margin: float) -> float:
        """Return the probability that log-odds stand for."""
        slope, constant = self.calibration
        return _logistic(slope * margin + constant)

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
            "lexical": self.lexical,
            "words": self.words,
            "constant": np.array(self.constant),
            "calibration": np.array(self.calibration),
            "threshold": np.array(self.threshold),
            "fresh": self.fresh.weights,
            "targeted": self.targeted.weights,
            "organised": self.organised.weights,
        }


def save(model: Model, path: Path) -> None:
    """Write a model to an `.npz` file."""
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **model.arrays())


def load(path: Path) -> Model:
    """Read a model. Raises ModelError for a file that is none, or was made for other features."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise ModelError(f"{path}: not a screening model ({error})") from error
    missing = {field.name for field in fields(Model)} - arrays.keys()
    if missing or "names" not in arrays:
        raise ModelError(f"{path}: not a screening model (no {', '.join(sorted(missing))})")
    if tuple(arrays["names"]) != NAMES or arrays["words"].shape != (BUCKETS,):
        raise ModelError(f"{path}: made for other features; train it anew with this version")
    slope, constant = (float(number) for number in arrays["calibration"])
    return Model(
        lexical=arrays["lexical"].astype(np.float32),
        words=arrays["words"],
        constant=float(arrays["constant"]),
        calibration=(slope, constant),
        threshold=float(arrays["threshold"]),
        fresh=Linear(arrays["fresh"]),
        targeted=Linear(arrays["targeted"]),
        organised=Linear(arrays["organised"]),
    )


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
