"""Versions of models that were learnt from decisions: kept side by side, one of them in use.

A task has a folder with a folder for each version, and a file that names the one in use; without it
the shipped model is in use. A version appears whole or not at all, and is never changed.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vigil.reading.linkage.model import WEIGHTS, read_model

_log = logging.getLogger(__name__)

SCREENING, READING, LINKING = TASKS = ("screening", "reading", "linking")
"""What the machine learns: what is a killing, who is who in a report, which reports belong
together."""
FILES: Final = {SCREENING: "model.npz", READING: "models", LINKING: "weights.toml"}
"""What the model of a task is called in the folder of a version."""
CURRENT, ABOUT, CARD = "current", "about.json", "card.md"
SHIPPED = 0
"""The number of the shipped model."""


@dataclass(frozen=True)
class Version:
    """A version of a model, and what is known of it."""

    number: int
    about: Mapping[str, Any]
    in_use: bool


@dataclass(frozen=True)
class ModelVersions:
    """The models in the folder `models` of a data folder."""

    folder: Path

    def in_use(self, task: str) -> int:
        """Return the number of the version in use; 0 for the shipped model."""
        try:
            return int((self.folder / task / CURRENT).read_text().strip() or SHIPPED)
        except (FileNotFoundError, ValueError):
            return SHIPPED

    def path(self, task: str) -> Path | None:
        """Return the model in use; None for the shipped one, or where its files are gone."""
        number = self.in_use(task)
        found = self.folder / task / str(number) / FILES[task]
        return found if number != SHIPPED and found.exists() else None

    def keep(
        self, task: str, write: Callable[[Path], None], about: Mapping[str, Any], card: str
    ) -> int:
        """Write a new version and use it; `write` is given the path of its model."""
        root = self.folder / task
        root.mkdir(parents=True, exist_ok=True)
        number = max((version.number for version in self.listed(task)), default=SHIPPED) + 1
        part = root / f"{number}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        write(part / FILES[task])
        (part / ABOUT).write_text(json.dumps(dict(about), indent=1) + "\n", encoding="utf-8")
        (part / CARD).write_text(card, encoding="utf-8")
        part.rename(root / str(number))
        self.use(task, number)
        return number

    def use(self, task: str, number: int) -> None:
        """Use a version from now on, or the shipped model (0)."""
        part = self.folder / task / f"{CURRENT}.part"
        part.write_text(f"{number}\n")
        part.replace(self.folder / task / CURRENT)

    def back(self, task: str) -> int | None:
        """Go back to the version before the one in use; None where the shipped one is in use."""
        now = self.in_use(task)
        if now == SHIPPED:
            return None
        before = max((v.number for v in self.listed(task) if v.number < now), default=SHIPPED)
        self.use(task, before)
        return before

    def listed(self, task: str) -> list[Version]:
        """Return the versions of a task, the oldest first."""
        now, root = self.in_use(task), self.folder / task
        numbers = sorted(int(p.name) for p in root.glob("*") if p.name.isdecimal())
        return [Version(n, _about(root / str(n) / ABOUT), n == now) for n in numbers]


def use_linking_weights(folder: Path) -> None:
    """Let this process, and those that it starts, link with the weights in use.

    Weights that an older version of the program learnt may know other features. They are left
    alone, with a warning, and the shipped ones are used until the next `vigil learn`.
    """
    weights = ModelVersions(folder).path(LINKING)
    if weights is not None and not _fit(weights):
        weights = None
    if weights is None:
        os.environ.pop(WEIGHTS, None)
    else:
        os.environ[WEIGHTS] = str(weights)


def _fit(weights: Path) -> bool:
    try:
        read_model(weights.read_text("utf-8"))
    except ValueError as error:
        _log.warning(
            "%s were learnt by another version of the program and are not used (%s): "
            "run `vigil learn` again.",
            weights,
            error,
        )
        return False
    return True


def _about(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
