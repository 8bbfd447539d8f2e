"""`vigil train`: models from labelled files."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.training import desk_labels
from vigil.cli.training.extraction import extraction
from vigil.reading.intake.report_files import read_reports
from vigil.reading.records import Rejected, Report

if TYPE_CHECKING:
    from vigil.reading.intake.screening.training import Labels, Source

EXAMPLE = """
\b
Example:
  vigil train screening read.jsonl --label about_a_killing -o my-model.npz
  vigil train screening reports.jsonl.gz --gold labels.jsonl.gz -o my-model.npz
  vigil train screening muc4.jsonl.gz --gold muc4_templates.jsonl.gz -o my-model.npz
  vigil train screening reviewed.jsonl --label decision -o my-model.npz
  vigil train screening reports.jsonl.gz --gold labels.jsonl.gz --desk -o our-model.npz
  vigil screen new.jsonl --model my-model.npz -o screened.jsonl
"""


@click.group("train", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Build a model from labelled files, and from the decisions in the case file."""


command.add_command(extraction)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command.command("screening", epilog=EXAMPLE)
@click.argument("files", nargs=-1, type=_FILE)
@click.option(
    "--gold",
    multiple=True,
    type=_FILE,
    help="Labels by report id. Without it, the labels are looked for in FILES. May be repeated.",
)
@click.option("--label", default="killing", show_default=True, help="The field with the label.")
@desk_labels.option
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the data, for the card (today).",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The model (.npz); its card is written beside it (.md).",
)
def screening(
    files: tuple[Path, ...],
    gold: tuple[Path, ...],
    label: str,
    desk: bool,
    as_of: datetime | None,
    output: Path,
) -> None:
    """Train a screening model on FILES (reports as JSON Lines; plain, .gz or .zst).

    A label is true or false; yes, no, followup; or the desk's accepted, rejected. Reports
    without one are left out. --gold also takes answer keys of the Message Understanding
    Conferences (lines with `templates`). With --desk, it also learns what people accepted and
    rejected at the desk, or only that. Each file is one source, and so is the desk: its reports
    about killings weigh as much as its others. The same files and decisions give the same model.
    Bad lines are named on standard error; the exit status is then 3.
    """
    desk_labels.require_labels(files, gold, desk=desk)
    from vigil.reading.intake.screening.model import save
    from vigil.reading.intake.screening.model_card import card
    from vigil.reading.intake.screening.training import TrainingError, train

    rejected: list[Rejected] = []
    labels = labels_in(gold or files, label, rejected)
    sources = [source_in(path, labels, rejected) for path in files]
    if desk:
        sources.append(_desk())
    for bad in dict.fromkeys(map(str, rejected)):
        click.echo(bad, err=True)
    try:
        trained = train(sources)
        save(trained.model, output)
        text = card(trained, sources, (as_of or datetime.now(UTC)).date())
        text += f"\n{desk_labels.NOTE}" if desk else ""
        output.with_suffix(".md").write_text(text, encoding="utf-8")
    except (TrainingError, OSError) as error:
        raise click.ClickException(f"{output}: {error} (label field: {label})") from error
    used = sum(len(source.items) for source in sources)
    click.echo(f"{used} labelled reports, threshold {trained.model.threshold}: {output}", err=True)
    sys.exit(3 if any(not bad.kept for bad in rejected) else 0)


def labels_in(paths: tuple[Path, ...], label: str, rejected: list[Rejected]) -> dict[str, "Labels"]:
    """Return the labels of files by report id; bad lines are added to `rejected`."""
    from vigil.reading.intake.screening.labels import read_labels

    found: dict[str, Labels] = {}
    for path in paths:
        for entry in read_labels(path, label):
            if isinstance(entry, Rejected):
                rejected.append(entry)
            else:
                found[entry[0]] = entry[1]
    return found


def source_in(path: Path, labels: dict[str, "Labels"], rejected: list[Rejected]) -> "Source":
    """Return the labelled reports of a file, as a source to train on."""
    from vigil.reading.intake.screening.training import Source, labelled

    items = [
        labelled(report, labels[report.id])
        for report in _reports(path, rejected)
        if report.id in labels
    ]
    return Source(path.name, items, weight=len(items))


def _desk() -> "Source":
    from vigil.reading.intake.screening.labels import labels_of
    from vigil.reading.intake.screening.training import Source, labelled

    items = [
        labelled(decided.report, labels_of(decided.label, decided.attack))
        for decided in desk_labels.decided_reports()
        if decided.attack is not None
    ]
    return Source(desk_labels.SOURCE, items, weight=len(items))


def _reports(path: Path, rejected: list[Rejected]) -> Iterator[Report]:
    for found in read_reports(path):
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            yield found
