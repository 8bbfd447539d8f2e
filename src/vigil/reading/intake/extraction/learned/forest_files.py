"""Files of a forest: plain arrays, the same bytes for the same trees."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from vigil.reading.intake.extraction.learned.linear import UNREADABLE, ModelFileError
from vigil.reading.intake.forest import Forest

_NAMES = tuple(field.name for field in fields(Forest))


def save_forest(forest: Forest, path: Path) -> None:
    """Write a forest to an `.npz` file."""
    arrays = {name: getattr(forest, name) for name in _NAMES}
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)


def load_forest(path: Path) -> Forest:
    """Read a forest. Raises ModelFileError for a file that is none."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
            forest = Forest(**{name: held[name] for name in _NAMES})
    except UNREADABLE as error:
        raise ModelFileError(f"{path}: not a model of the extractor ({error})") from error
    if not forest.sound:
        raise ModelFileError(f"{path}: made for another version; train it anew")
    return forest
