"""The models of an extractor as one folder: read, written, shipped."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from vigil.reading.intake.extraction.learned.classifiers import (
    Classifiers,
    load_judges,
    save_judges,
)
from vigil.reading.intake.extraction.learned.linear import Linear, load, save

CARD = "card.md"


class Models(NamedTuple):
    """All that an extractor has learnt."""

    judges: Classifiers
    place: Linear
    date: Linear

    @property
    def version(self) -> str:
        """A name that changes when any number of any model does."""
        return f"{self.judges.version}-{self.place.digest[:4]}{self.date.digest[:4]}"


def save_models(models: Models, folder: Path, card: str) -> None:
    """Write models and their card into a folder, which is made if need be."""
    save_judges(models.judges, folder)
    save(models.place, folder / "place.npz")
    save(models.date, folder / "date.npz")
    (folder / CARD).write_text(card, encoding="utf-8")


def load_models(folder: Path) -> Models:
    """Read the models of a folder. Raises ModelFileError for what is none."""
    return Models(load_judges(folder), load(folder / "place.npz"), load(folder / "date.npz"))


@cache
def shipped_models() -> Models:
    """Return the models of the package; read once a process."""
    with as_file(files(__package__) / "models") as folder:
        return load_models(folder)
