"""`vigil extract`: what a report says of an attack, with the words that say it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from vigil.cli.common import WITH_REJECTS, Progress, Rejects
from vigil.records import Rejected, Report

_BATCH = 256


@click.command("extract")
@click.argument("source", metavar="IN", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="OUT", required=True, help='JSON Lines; "-": standard out.')
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(source: str, output: str, as_json: bool) -> None:
    """Read accounts of killings and attempts out of reports.

    IN has a report a line (JSON Lines, plain, .gz or .zst). OUT has a line an account: victims,
    date, place, method, weapons, perpetrators (for the desk only), and the evidence for each.
    Every report is read; `score` is that of the screening.

    Example: vigil extract examples/reports.jsonl -o accounts.jsonl
    """
    if as_json and output == "-":
        raise click.UsageError("--json and the lines themselves cannot both go to standard out")
    if source != "-" and not Path(source).is_file():
        raise click.UsageError(f"there is no file {source}")
    rejects = Rejects()
    if output == "-":
        counts = _write(sys.stdout.buffer, source, rejects)
    else:
        with Path(output).open("wb") as out:
            counts = _write(out, source, rejects)
    if as_json:
        reports, accounts = counts
        said = {"reports": reports, "accounts": accounts, "rejected": rejects.count}
        click.echo(json.dumps(said))
    else:
        click.echo(f"{counts[0]:,} reports read, {counts[1]:,} accounts found", err=True)
    if rejects.count:
        sys.exit(WITH_REJECTS)


def _write(out: BinaryIO, source: str, rejects: Rejects) -> tuple[int, int]:
    from vigil.intake.extraction import Extractor
    from vigil.intake.screening import Screener

    extractor, screener = Extractor.load(), Screener.load()
    progress = Progress("reports")
    reports = accounts = 0
    for batch in _batches(source, rejects):
        for report, screened in zip(batch, screener.screen(batch), strict=True):
            for account in extractor.extract(report, screened.score):
                out.write(msgspec.json.encode(account) + b"\n")
                accounts += 1
        reports += len(batch)
        progress.add(len(batch))
    progress.end()
    return reports, accounts


def _batches(source: str, rejects: Rejects) -> Iterator[list[Report]]:
    from vigil.intake.reports import read_reports

    batch: list[Report] = []
    for found in read_reports(source):
        if isinstance(found, Rejected):
            rejects.note(found)
            continue
        batch.append(found)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
