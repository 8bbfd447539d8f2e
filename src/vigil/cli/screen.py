"""`vigil screen`: find the reports about a killing or an attempted killing."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import batched, chain, islice
from pathlib import Path

import click

from vigil.reading.engines.local import map_ordered
from vigil.reading.intake.report_files import read_reports, write_lines
from vigil.reading.intake.screening import ModelError, Screener
from vigil.reading.records import Rejected, Report, Screening

BATCH = 250
BATCHES_WORTH_PROCESSES = 8
"""With fewer batches, starting processes takes longer than they save."""

EXAMPLE = """
\b
Example:
  vigil screen reports.jsonl.gz -o screened.jsonl
"""


class Progress:
    """Counts reports, and shows the count on a terminal twice a second."""

    def __init__(self) -> None:
        self.read = self.relevant = self.rejected = 0
        self._shown = 0.0
        self._terminal = sys.stderr.isatty()

    def show(self, *, last: bool = False) -> None:
        """Show the count so far; if it is the last time, end the line."""
        now = time.monotonic()
        if self._terminal and (last or now - self._shown > 0.5):
            self._shown = now
            line = f"\r{self.read:,} read, {self.relevant:,} relevant"
            click.echo(line, err=True, nl=last)


@click.command("screen", epilog=EXAMPLE)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='Where the answers go, as JSON Lines (.gz and .zst are compressed); "-": standard output.',
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A model made by `vigil train screening`, in place of the shipped one.",
)
@click.option(
    "--wide",
    is_flag=True,
    help="Relevant from a lower score on: nearly all killings, and more beside them.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes (default: cores).")
@click.option("--json", "as_json", is_flag=True, help="Print the closing count as JSON.")
def command(
    source: Path,
    output: Path,
    model: Path | None,
    wide: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Score every report of IN (JSON Lines; plain, .gz or .zst; "-": standard input).

    One line a report: score, whether it is relevant at the shipped threshold, whether it is
    fresh or a follow-up, and how far the killing looks targeted and tied to organised crime.
    Lines that cannot be read are named on standard error; the exit status is then 3.
    """
    if str(source) != "-" and not source.is_file():
        raise click.UsageError(f"{source}: no such file")
    try:
        screener = Screener.load(model, wide=wide)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    progress = Progress()
    _load(model, wide, screener)
    answers = _screened(
        source, progress, partial(_load, model, wide), workers or os.cpu_count() or 1
    )
    try:
        write_lines(output, answers)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from error
    progress.show(last=True)
    _close(progress, screener.version, as_json)
    sys.exit(3 if progress.rejected else 0)


def _screened(
    source: Path, progress: Progress, start: Callable[[], None], workers: int
) -> Iterator[Screening]:
    """Yield an answer a report; a long file is screened by several processes."""
    batches = batched(_taken(source, progress), BATCH)
    first = list(islice(batches, BATCHES_WORTH_PROCESSES))
    if len(first) < BATCHES_WORTH_PROCESSES:
        workers = 1
    stage = map_ordered(_screen, chain(first, batches), workers=workers, start=start, share=True)
    for answers in stage:
        for answer in answers:
            progress.relevant += answer.relevant
            yield answer
        progress.read += len(answers)
        progress.show()


_screener: Screener | None = None
"""The screener of this process."""


def _load(model: Path | None, wide: bool, screener: Screener | None = None) -> None:
    global _screener
    if screener is not None or _screener is None:
        _screener = screener or Screener.load(model, wide=wide)


def _screen(batch: Sequence[Report]) -> list[Screening]:
    assert _screener is not None
    return _screener.screen(batch)


def _taken(source: Path, progress: Progress) -> Iterator[Report]:
    """Yield the reports of a file; print what was rejected, or accepted with a remark."""
    for found in read_reports(source):
        if isinstance(found, Rejected):
            progress.rejected += not found.kept
            click.echo(str(found), err=True)
        else:
            yield found


def _close(progress: Progress, version: str, as_json: bool) -> None:
    counts = {
        "read": progress.read,
        "relevant": progress.relevant,
        "rejected": progress.rejected,
        "model": version,
    }
    if as_json:
        import json

        click.echo(json.dumps(counts), err=True)
    else:
        click.echo(", ".join(f"{key} {value}" for key, value in counts.items()), err=True)
