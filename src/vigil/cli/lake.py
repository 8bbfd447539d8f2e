"""`vigil lake`: show what the lake holds, list its files, and compact them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from vigil.cli.support.data_folder import data_folder
from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import RejectCounter
from vigil.reading.records import Rejected


@click.group("lake")
def command() -> None:
    """Show, list and compact the Parquet files of reports and accounts."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print the months as JSON.")
def show(as_json: bool) -> None:
    """Show how many batches, files, rows and bytes each version and month has.

    \b
    Example:
      vigil lake show
    """
    from vigil.reading.engines.lake import Lake

    lake = Lake(data_folder() / "lake")
    with _failures_told():
        months = {version: lake.months(version) for version in lake.versions()}
    every = [month for of_version in months.values() for month in of_version]
    if as_json:
        click.echo(msgspec.json.encode(every))
        return
    for version, of_version in months.items():
        click.echo(f"{version}\n  month    batches   files        rows           bytes")
        for m in of_version:
            click.echo(f"  {m.month} {m.batches:>9,} {m.files:>7,} {m.rows:>11,} {m.size:>15,}")
    rows = sum(m.rows for m in every)
    files_and_bytes = f"{sum(m.files for m in every):,} files, {sum(m.size for m in every):,} bytes"
    click.echo(f"In all {rows:,} rows in {files_and_bytes}.")


@command.command("files")
def files() -> None:
    """List the Parquet files of committed batches, one a line.

    For readers that must not see batches whose writing was interrupted.

    \b
    Example:
      vigil lake files
    """
    from vigil.reading.engines.lake import Lake

    lake = Lake(data_folder() / "lake")
    with _failures_told():
        for version in lake.versions():
            for path in lake.files(version):
                click.echo(path)


@command.command("compact")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def compact(as_json: bool) -> None:
    """Join the small files of each month into one, sorted by day of publication.

    What the lake holds stays the same. May be interrupted, and may run beside `vigil run`.
    A month with a damaged file is named and left as it is.

    \b
    Example:
      vigil lake compact
    """
    from vigil.reading.engines.lake import Lake

    lake, rejects = Lake(data_folder() / "lake"), RejectCounter()
    done: list[dict[str, object]] = []
    before = 0
    with _failures_told():
        for version in lake.versions():
            for answer in lake.compact(version):
                if isinstance(answer, Rejected):
                    rejects.note(answer)
                    continue
                before += answer.files
                done.append({"version": version, **msgspec.to_builtins(answer)})
    if as_json:
        click.echo(json.dumps({"months": done, "rejected": rejects.count}))
    else:
        click.echo(f"{len(done):,} months compacted: {before:,} files became {len(done):,}.")
    if rejects.count:
        sys.exit(WITH_REJECTS)


@contextmanager
def _failures_told() -> Iterator[None]:
    from vigil.reading.engines.lake_rows import LakeError

    try:
        yield
    except (LakeError, OSError) as error:
        raise click.ClickException(str(error)) from error
