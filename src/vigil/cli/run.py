"""`vigil run`: the whole way, from sources into the case file."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click

from vigil.cli.common import (
    WITH_REJECTS,
    Progress,
    Rejects,
    data_folder,
    one_at_a_time,
    prepare_database,
    set_up_django,
)

ADMIT_BATCHES = 4
"""Batches read between two admissions, so that the queue fills while a long run goes on."""


@click.command("run")
@click.argument("sources", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--workers", type=click.IntRange(1), help="Processes that read (default: cores).")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(sources: Sequence[Path], workers: int | None, as_json: bool) -> None:
    """Collect, read, screen, extract, link, and queue for people.

    SOURCES are report files (.jsonl, .csv, .html, a folder of saved pages) or a SOURCES.toml.
    Without any, the sources.toml of the data folder is used.
    May be interrupted at any moment and run again: nothing is lost or counted twice.

    \b
    Example:
      vigil run examples/reports.jsonl
    """
    set_up_django()
    with one_at_a_time("run"):
        prepare_database()
        summary, rejected = run(list(sources), workers)
    click.echo(json.dumps(summary) if as_json else told(summary))
    if rejected:
        raise SystemExit(WITH_REJECTS)


def run(paths: Sequence[Path], workers: int | None = None) -> tuple[dict[str, int], int]:
    """Run the whole way; return the summary and the number of rejected inputs."""
    from vigil.casefile.domain.admitting import Admitted, admit
    from vigil.casefile.domain.proposing import propose
    from vigil.casefile.queries import counts
    from vigil.engines.lake import Lake
    from vigil.engines.pipeline import read_into_lake
    from vigil.engines.reading import Reader
    from vigil.intake.archive import Archive
    from vigil.intake.sources import collect_all, sources_of

    data, rejects = data_folder(), Rejects()
    lake, version = Lake(data / "lake"), Reader.load().version
    progress, admitted = Progress("reports read"), Admitted()
    sources = sources_of(paths, default=data / "sources.toml")
    came = relevant = 0
    with collect_all(sources, Archive(data / "archive"), data, rejects.note) as collected:
        batches = read_into_lake(collected, lake.root, version, workers=workers)
        for some in _several(batches):
            for batch in some:
                admitted += admit(lake.relevant(version, batch.name))
                came, relevant = came + batch.reports, relevant + batch.relevant
                progress.add(batch.reports)
    progress.end()
    proposals = propose()
    for a, b in proposals.contradictions:
        click.echo(f"vigil: judgements contradict each other: {a} and {b}", err=True)
    return {
        "came_in": came,
        "rejected": rejects.count,
        "relevant": relevant,
        "new_reports": admitted.reports,
        "new_accounts": admitted.accounts,
        "waiting_candidates": proposals.candidates,
        "waiting_suggestions": proposals.suggestions,
        "published_cases": counts()["published"],
    }, rejects.count


def _several[T](items: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(items, ADMIT_BATCHES)):
        yield some


def told(summary: dict[str, int]) -> str:
    """Say a summary in words."""
    return (
        f"Came in: {summary['came_in']:,} reports ({summary['rejected']:,} inputs rejected).\n"
        f"Kept: {summary['relevant']:,} about a killing or an attempt; "
        f"{summary['new_reports']:,} of them new, with {summary['new_accounts']:,} accounts.\n"
        f"Waiting for a person: {summary['waiting_candidates']:,} candidate cases, "
        f"{summary['waiting_suggestions']:,} accounts suggested for known cases.\n"
        f"Public record: {summary['published_cases']:,} cases."
    )
