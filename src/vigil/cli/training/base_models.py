"""The models from which `vigil learn` begins: the shipped ones, or trained on labelled files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vigil.reading.intake.extraction.learned.model_files import Models
    from vigil.reading.intake.screening.model import Model


@dataclass(frozen=True)
class Base:
    """Labelled files to begin from; none of them for the shipped models."""

    files: tuple[Path, ...]
    gold: tuple[Path, ...]
    label: str

    @property
    def name(self) -> str:
        """What a card says of it."""
        return ", ".join(path.name for path in self.files) or "the shipped model"

    def screening(self) -> "Model | None":
        """Return a screening model trained on the files; None for the shipped one."""
        if not self.files:
            return None
        from vigil.cli.train import labels_in, source_in
        from vigil.reading.intake.screening.training import TrainingError, train
        from vigil.reading.records import Rejected

        rejected: list[Rejected] = []
        labels = labels_in(self.gold or self.files, self.label, rejected)
        sources = [source_in(path, labels, rejected) for path in self.files]
        for bad in dict.fromkeys(map(str, rejected)):
            click.echo(bad, err=True)
        try:
            return train(sources).model
        except TrainingError as error:
            raise click.ClickException(f"{self.name}: {error}") from error

    def reading(self) -> "Models | None":
        """Return extraction models trained on the files; None for the shipped ones."""
        if not self.files:
            return None
        from vigil.cli.support.progress import RejectCounter
        from vigil.cli.training.extraction import trained_models

        return trained_models(self.files, self.gold or self.files, RejectCounter())
