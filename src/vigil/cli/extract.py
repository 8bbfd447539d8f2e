"""`vigil extract`: read accounts of attacks out of reports, with the words for each value."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.language_model import language_model, summary_lines
from vigil.cli.support.progress import Progress, RejectCounter
from vigil.reading.records import Account, Rejected, Report

if TYPE_CHECKING:
    from vigil.reading.intake.extraction.extractor import ReadsAccounts
    from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader
    from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor

_BATCH = 256


@click.command("extract")
@click.argument("source", metavar="IN", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="OUT", required=True, help='JSON Lines; "-": standard out.')
@click.option(
    "--model",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Models made by `vigil train extraction`, in place of the shipped ones.",
)
@click.option(
    "--reader",
    type=click.Choice(["offline", "llm"]),
    default="offline",
    show_default=True,
    help="What reads: the shipped models, or these and a language model where they are in doubt "
    "(docs/operate/language-model.md).",
)
@click.option(
    "--settings",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --reader llm: the settings, in place of vigil.toml in the data folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(
    source: str,
    output: str,
    model: Path | None,
    reader: str,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Read accounts of killings and attempts out of reports.

    IN has a report a line (JSON Lines, plain, .gz or .zst). OUT has a line an account: victims,
    date, place, method, weapons, perpetrators (for the desk only), and the evidence for each.
    Every report is read; `score` is that of the screening.

    With --reader llm texts are sent to the server that the settings name. Interrupted, the same
    command goes on without asking again.

    Example: vigil extract examples/reports.jsonl -o accounts.jsonl
    """
    if as_json and output == "-":
        raise click.UsageError("--json and the lines themselves cannot both go to standard out")
    if source != "-" and not Path(source).is_file():
        raise click.UsageError(f"there is no file {source}")
    rejects, progress = RejectCounter(), Progress("reports")
    from vigil.reading.intake.report_files import write_lines

    if settings is not None and reader != "llm":
        raise click.UsageError("--settings goes with --reader llm")
    extractor = _extractor(model)
    asked = language_model(extractor, settings) if reader == "llm" else None
    try:
        lines = _accounts(source, asked or extractor, rejects, progress, asked)
        accounts = write_lines(output, lines)
    except OSError as problem:
        raise click.ClickException(f"{output}: {problem.strerror or problem}") from problem
    progress.end()
    if as_json:
        said: dict[str, Any] = {
            "reports": progress.count,
            "accounts": accounts,
            "rejected": rejects.count,
        }
        if asked is not None:
            said["language_model"] = asked.summary()
        click.echo(json.dumps(said))
    else:
        click.echo(f"{progress.count:,} reports read, {accounts:,} accounts found", err=True)
        for line in summary_lines(asked.summary()) if asked else ():
            click.echo(line, err=True)
    if rejects.count:
        sys.exit(WITH_REJECTS)


def _extractor(model: Path | None) -> "LearnedExtractor":
    from vigil.reading.intake.extraction.learned.extractor import LearnedExtractor
    from vigil.reading.intake.extraction.learned.linear import ModelFileError

    if model is None:
        return LearnedExtractor.load()
    try:
        return LearnedExtractor.load(model)
    except ModelFileError as error:
        raise click.ClickException(str(error)) from error


def _accounts(
    source: str,
    extractor: "ReadsAccounts",
    rejects: RejectCounter,
    progress: Progress,
    asked: "LanguageModelReader | None",
) -> Iterator[Account]:
    from vigil.reading.intake.screening import Screener

    screener = Screener.load()
    # A model takes seconds for a report: the line on the terminal must not stand still.
    for batch in _batches(source, rejects, _BATCH if asked is None else 1):
        for report, screened in zip(batch, screener.screen(batch), strict=True):
            yield from extractor.extract(report, screened.score)
        progress.note = asked.budget.words() if asked else ""
        progress.add(len(batch))


def _batches(source: str, rejects: RejectCounter, size: int) -> Iterator[list[Report]]:
    from vigil.reading.intake.report_files import read_reports

    batch: list[Report] = []
    for found in read_reports(source):
        if isinstance(found, Rejected):
            rejects.note(found)
            continue
        batch.append(found)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
