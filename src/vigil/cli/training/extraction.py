"""`vigil train extraction`: the extractor's models from labelled files."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress, RejectCounter
from vigil.cli.training import desk_labels
from vigil.reading.intake.lines import read_lines
from vigil.reading.records import Rejected, Report

if TYPE_CHECKING:
    from vigil.reading.intake.extraction.learned.build_models import Lesson
    from vigil.reading.intake.extraction.learned.model_files import Models

EXAMPLE = """
\b
Example:
  vigil train extraction reports.jsonl.gz --gold coded.jsonl -o my-models
  vigil train extraction reports.jsonl.gz --gold coded.jsonl --desk -o our-models
  vigil extract new.jsonl --model my-models -o accounts.jsonl
"""
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("extraction", epilog=EXAMPLE)
@click.argument("files", nargs=-1, type=_FILE)
@click.option(
    "--gold",
    multiple=True,
    type=_FILE,
    help="Labels by report id. Without it, the labels are looked for in FILES. May be repeated.",
)
@desk_labels.option
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the models and their card (card.md).",
)
def extraction(files: tuple[Path, ...], gold: tuple[Path, ...], desk: bool, output: Path) -> None:
    """Train the extractor on FILES (reports as JSON Lines; plain, .gz or .zst).

    A label names the victims of a report, its suspects, doers, groups, weapons, place and day, as
    far as somebody coded them. MUC's templates and lines of spans need no change
    (docs/build/extraction.md). With --desk, it also learns what people decided at the desk, or
    only that. The same files and decisions give the same models. Bad lines are named on standard
    error; the exit status is then 3.
    """
    desk_labels.require_labels(files, gold, desk=desk)
    from vigil.reading.intake.extraction.learned.build_models import build, card, learn
    from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError
    from vigil.reading.intake.extraction.learned.model_files import save_models
    from vigil.reading.intake.extraction.people import People
    from vigil.reading.intake.extraction.place_names import PlaceNames
    from vigil.reading.intake.gazetteer import Gazetteer

    rejects, progress = RejectCounter(), Progress("reports")
    labels = _labels(gold or files, rejects)
    gazetteer = Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    lessons = chain(
        (lesson for path in files for lesson in _lessons(path, labels, rejects)),
        _decided() if desk else (),
    )
    learnt = learn(lessons, people, places, lambda: progress.add(1))
    progress.end()
    try:
        models = build(learnt, people, places)
        about = f"{desk_labels.NOTE}\n" if desk else ""
        save_models(models, output, card(models, learnt, datetime.now(UTC).date(), about))
    except (TooFewExamplesError, OSError) as error:
        raise click.ClickException(f"{output}: {error}") from error
    click.echo(f"{len(learnt)} labelled reports: {output}, {models.version}", err=True)
    if rejects.count:
        sys.exit(WITH_REJECTS)


def trained_models(
    files: tuple[Path, ...], gold: tuple[Path, ...], rejects: RejectCounter
) -> "Models":
    """Return models trained on labelled files. Raises a ClickException where they teach nothing."""
    from vigil.reading.intake.extraction.learned.build_models import build, learn
    from vigil.reading.intake.extraction.learned.fitting import TooFewExamplesError
    from vigil.reading.intake.extraction.people import People
    from vigil.reading.intake.extraction.place_names import PlaceNames
    from vigil.reading.intake.gazetteer import Gazetteer

    labels, gazetteer = _labels(gold, rejects), Gazetteer.load()
    people, places = People(gazetteer), PlaceNames(gazetteer)
    lessons = (lesson for path in files for lesson in _lessons(path, labels, rejects))
    try:
        return build(learn(lessons, people, places), people, places)
    except TooFewExamplesError as error:
        raise click.ClickException(str(error)) from error


def _labels(paths: tuple[Path, ...], rejects: RejectCounter) -> dict[str, dict[str, Any]]:
    """Return the labels by report id. Name the lines in no known form, and leave them out."""
    from vigil.reading.intake.extraction.learned.labelled_reports import LabelError, read_labels
    from vigil.reading.intake.extraction.learned.train_date_and_place import when_where

    found: dict[str, dict[str, Any]] = {}
    for path in paths:
        for line in read_lines(path):
            try:
                if not isinstance(line.content, bytes):
                    raise LabelError("the file breaks off here, or the line is too long")
                if line.content.strip():
                    row = msgspec.json.decode(line.content, type=dict[str, Any])
                    when_where(row)
                    found[read_labels(row).id] = row
            except (LabelError, msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
                rejects.note(
                    Rejected(source=str(path), line=line.number, reason=f"no label: {error}")
                )
    return found


def _lessons(
    path: Path, labels: dict[str, dict[str, Any]], rejects: RejectCounter
) -> Iterator["Lesson"]:
    from vigil.reading.intake.extraction.learned.build_models import Lesson

    for report in _reports(path, rejects):
        if report.id in labels:
            yield Lesson(path.name, report, labels[report.id])


def _decided() -> Iterator["Lesson"]:
    from vigil.reading.intake.extraction.learned.build_models import Lesson

    for decided in desk_labels.decided_reports():
        if decided.attack is not None and len(decided.label) > 1:  # more than its id
            yield Lesson(desk_labels.SOURCE, decided.report, decided.label)


def _reports(path: Path, rejects: RejectCounter) -> Iterator[Report]:
    """Yield the reports of a file; lines with spans contain their reports."""
    from vigil.reading.intake.report_files import read_reports

    if _holds_spans(path):
        yield from _reports_of_spans(path)
        return
    for found in read_reports(path):
        if isinstance(found, Rejected):
            rejects.note(found)
        else:
            yield found


def _holds_spans(path: Path) -> bool:
    for line in read_lines(path):
        if isinstance(line.content, bytes) and line.content.strip():
            return b'"full_text"' in line.content
    return False


def _reports_of_spans(path: Path) -> Iterator[Report]:
    """Yield the reports of lines with spans. Skip broken lines: reading the labels named them."""
    from vigil.reading.intake.extraction.learned.labelled_reports import LabelError, report_of_spans

    for line in read_lines(path):
        if isinstance(line.content, bytes) and line.content.strip():
            try:
                yield report_of_spans(msgspec.json.decode(line.content, type=dict[str, Any]))
            except (LabelError, msgspec.DecodeError):
                continue
