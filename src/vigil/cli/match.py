"""`vigil match`: find the rows of two lists that are about the same person's killing."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import RejectCounter
from vigil.reading.linkage.lists.columns import Columns, chosen, from_toml
from vigil.reading.linkage.lists.files import ListUnreadable, open_list
from vigil.reading.linkage.lists.list_rows import RowRead, read_rows
from vigil.reading.linkage.lists.matching import ACCEPT, match
from vigil.reading.linkage.lists.records import ListedKilling, Match
from vigil.reading.records import Rejected

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("match")
@click.argument("a", metavar="A.csv", type=FILE)
@click.argument("b", metavar="B.csv", type=FILE)
@click.option(
    "-o", "--output", metavar="OUT.csv", required=True, help='CSV; "-" is standard output.'
)
@click.option("--config", type=FILE, help="TOML: what the columns mean (default: by their names).")
@click.option("--all", "every", is_flag=True, help="Every scored pair, not the accepted alone.")
@click.option(
    "--many", is_flag=True, help="One row of B (an event) may match several of A (its dead)."
)
@click.option(
    "--accept",
    type=click.FloatRange(0, 1),
    default=ACCEPT,
    show_default=True,
    help="Probability from which a pair is accepted.",
)
@click.option("--reasons", metavar="FILE", help="Also write why, a JSON line a pair.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(
    a: Path,
    b: Path,
    output: str,
    config: Path | None,
    every: bool,
    many: bool,
    accept: float,
    reasons: str | None,
    as_json: bool,
) -> None:
    """Match two lists of people killed, without labels.

    A.csv and B.csv have a line of column names, then one row for each person (or event); .gz works
    too.
    OUT.csv has a_id, b_id and probability. A row is in one accepted pair at most.

    \b
    The configuration names columns of both lists, or of one:
      [columns]
      name = "name"
      date = "date"
      [b]
      id = "mpv_id"
      place = ["city", "state"]
      age = "age"

    Example: vigil match ours.csv theirs.csv -o pairs.csv
    """
    if as_json and output == "-":
        raise click.UsageError("--json and the pairs cannot both go to standard output")
    rejects = RejectCounter()
    lists = [read_list(path, config, side, rejects) for path, side in ((a, "a"), (b, "b"))]
    scored = match(*lists, accept=accept, many=many)
    pairs = scored if every else [pair for pair in scored if pair.accepted]
    write_pairs(output, pairs)
    if reasons:
        _write_reasons(reasons, pairs)
    counts = {
        "a": len(lists[0]),
        "b": len(lists[1]),
        "scored": len(scored),
        "accepted": sum(pair.accepted for pair in scored),
        "rejected": rejects.count,
    }
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(", ".join(f"{number:,} {what}" for what, number in counts.items()), err=True)
    if rejects.count:
        sys.exit(WITH_REJECTS)


def read_list(
    path: Path, config: Path | None, side: str, rejects: RejectCounter
) -> list[ListedKilling]:
    """Read a list; print each rejected row, and each cell that was left out."""
    found: list[ListedKilling] = []
    try:
        with open_list(path) as (header, rows):
            columns = _columns(path, config, side, header)
            for read in read_rows(rows, columns, name=path.name):
                _note(path, read, rejects)
                if read.killing:
                    found.append(read.killing)
    except ListUnreadable as error:
        raise click.ClickException(f"{path}: after {len(found)} rows: {error}") from error
    return found


def _columns(path: Path, config: Path | None, side: str, header: list[str]) -> Columns:
    try:
        columns = chosen(from_toml(config.read_text("utf-8"), side) if config else {}, header)
    except ValueError as error:
        raise click.UsageError(f"{config or path}: {path.name}: {error}") from error
    if not (columns.name or columns.date):
        reason = "no column of names or dates is known by its name; --config can say which"
        raise click.UsageError(f"{path}: {reason}")
    return columns


def _note(path: Path, read: RowRead, rejects: RejectCounter) -> None:
    for trouble in read.troubles:
        reason = f"{trouble.field}: {trouble.reason}"
        rejects.note(
            Rejected(source=str(path), line=trouble.line, reason=reason, kept=trouble.kept)
        )


def write_pairs(output: str, pairs: list[Match]) -> None:
    """Write the pairs as CSV, whole or not at all."""
    with _written(output) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("a_id", "b_id", "probability"))
        table.writerows((pair.a, pair.b, f"{pair.probability:.4f}") for pair in pairs)


def _write_reasons(output: str, pairs: list[Match]) -> None:
    with _written(output) as file:
        for pair in pairs:
            line = {
                "a_id": pair.a,
                "b_id": pair.b,
                "probability": pair.probability,
                "accepted": pair.accepted,
                "reasons": {
                    field: {"level": level, "log_odds": share}
                    for field, (level, share) in pair.reasons.items()
                },
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


@contextmanager
def _written(output: str) -> Iterator[IO[str]]:
    if output == "-":
        yield sys.stdout
        return
    target = Path(output)
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            yield file
        beside.replace(target)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
