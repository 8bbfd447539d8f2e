"""`vigil run`: all steps from the sources to the case file."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vigil.cli.support.data_folder import data_folder, one_at_a_time
from vigil.cli.support.database import (
    prepare_database,
    refuse_demonstration,
    set_up_django,
)
from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.language_model import language_model_of_run, summary_lines
from vigil.cli.support.progress import Progress, RejectCounter
from vigil.cli.support.spark import spark_engine
from vigil.reading.intake.sources import SourcesError
from vigil.reading.records import Rejected

if TYPE_CHECKING:
    from vigil.reading.engines.lake import Lake
    from vigil.reading.engines.local import Engine
    from vigil.reading.engines.records import ReadReport
    from vigil.reading.intake.sources import Collected, Source
    from vigil.trust.work.verbs.collections import CollectedSource

LEFT_OUT_ONE_IN = 50
"""One in so many reports that screening left out after a second look goes to people."""


@click.command("run")
@click.argument("sources", nargs=-1)
@click.option("--workers", type=click.IntRange(1), help="Processes that read (default: cores).")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What reads: this machine, or Apache Spark (docs/operate/spark.md).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(sources: Sequence[str], workers: int | None, engine: str, as_json: bool) -> None:
    """Collect, read, screen, extract, link, and queue for people.

    SOURCES are report files (.jsonl, .csv, .html, a folder of saved pages), addresses of
    pages, or a SOURCES.toml.
    Without any, the sources.toml of the data folder is used.
    May be interrupted at any moment and run again: nothing is lost or counted twice.

    \b
    Example:
      vigil run examples/reports.jsonl
    """
    refuse_demonstration("nothing real is collected into it.")
    set_up_django()
    from vigil.reading.engines.lake_rows import LakeError

    with one_at_a_time("run"):
        prepare_database()
        try:
            summary, rejected = run(sources, workers, spark_engine() if engine == "spark" else None)
        except SourcesError as error:
            raise click.UsageError(str(error)) from error
        except LakeError as error:
            raise click.ClickException(f"the lake: {error}") from error
    click.echo(json.dumps(summary) if as_json else summary_text(summary))
    if rejected:
        raise SystemExit(WITH_REJECTS)


def run(
    places: Sequence[str], workers: int | None = None, engine: "Engine | None" = None
) -> tuple[dict[str, int], int]:
    """Run all steps; return the summary and the number of rejected inputs.

    Raises SourcesError for a list of sources that cannot be used, LakeError for a damaged lake.
    """
    from vigil.casefile.cases.queries import public_cases
    from vigil.casefile.linking.verbs.proposing import propose
    from vigil.casefile.reports.verbs.admitting import Admitted, admit, not_admitted
    from vigil.reading.engines.compaction import MANY
    from vigil.reading.engines.lake import Lake
    from vigil.reading.engines.model_versions import use_linking_weights
    from vigil.reading.engines.pipeline import Fresh, read_into_lake
    from vigil.reading.engines.reading_stage import Reader
    from vigil.trust.work.verbs.collections import CollectedSource, note_collected

    data, rejects = data_folder(), RejectCounter()
    models = data / "models"
    use_linking_weights(models)
    learnt = Reader.load(models)
    asked = language_model_of_run(learnt.extractor)
    if asked is not None and engine is not None:
        raise click.UsageError("a language model (in_run in vigil.toml) is asked by one machine")
    reader = Reader(learnt.screener, asked) if asked else None
    lake, version = Lake(data / "lake"), (reader or learnt).version
    progress, admitted = Progress("reports read"), Admitted()
    gave: list[Source] = []
    listed: dict[str, CollectedSource] = {}
    for each in lake.versions():
        lake.sweep(each)
    for name in not_admitted(lake.batches(version)):
        admitted += admit(for_people(lake, version, name), name)
    fresh = Fresh(collected(places, data, rejects, gave, listed), lake.contents(version))
    relevant = 0
    batches = read_into_lake(
        fresh, lake.root, version, workers=workers, engine=engine, models=models, reader=reader
    )
    for batch in batches:
        admitted += admit(for_people(lake, version, batch.name), batch.name)
        relevant += batch.relevant
        progress.note = asked.budget.words() if asked else ""
        progress.add(batch.reports)
    progress.end()
    for line in summary_lines(asked.summary()) if asked else ():
        click.echo(line, err=True)
    note_feeds(gave)
    note_collected(listed.values())
    proposals = propose(data / "linking", workers or os.cpu_count() or 1)
    for a, b in proposals.contradictions:
        click.echo(f"vigil: judgements contradict each other: {a} and {b}", err=True)
    # Last, because everything is saved by now: an interruption here loses nothing.
    for answer in lake.compact(version, at_least=MANY):
        if isinstance(answer, Rejected):
            click.echo(f"vigil: not compacted: {answer}", err=True)
    return {
        "came_in": fresh.came,
        "held_before": fresh.held,
        "rejected": rejects.count,
        "relevant": relevant,
        "new_reports": admitted.reports,
        "new_accounts": admitted.accounts,
        "waiting_candidates": proposals.candidates,
        "waiting_suggestions": proposals.suggestions,
        "published_cases": public_cases().count(),
    }, rejects.count


def for_people(lake: "Lake", version: str, batch: str) -> list["ReadReport"]:
    """Return the reports of a batch that people see: the relevant ones, and a few left out.

    Of those left out the machine learns where it misses something (docs/build/learning.md).
    """
    from django.conf import settings

    relevant = lake.relevant(version, batch)
    if not settings.VIGIL_LEARNING or not settings.VIGIL_EXPLORE_PERCENT:
        return relevant
    return [*relevant, *lake.left_out(version, batch, LEFT_OUT_ONE_IN)]


def collected(
    places: Sequence[str],
    data: Path,
    rejects: RejectCounter,
    gave: list["Source"],
    counts: dict[str, "CollectedSource"],
) -> Iterator["Collected"]:
    """Yield reports from the named sources (or those of the data folder); print rejected inputs.

    Sources with at least one report are added to `gave`. `counts` gets what each source of a list
    gave, by its name.
    """
    from vigil.reading.intake.archive import Archive
    from vigil.reading.intake.fetching import Fetcher, LastFetches
    from vigil.reading.intake.sources import collect, load_sources, source_of
    from vigil.trust.work.verbs.collections import CollectedSource

    named = list(places) or [str(data / "sources.toml")]
    sources, contact = [], ""
    for place in named:
        if place.endswith(".toml"):
            listed = load_sources(Path(place))
            sources += listed.sources
            counts |= {one.name: CollectedSource(one.name) for one in listed.sources}
            contact = listed.contact or contact
        else:
            sources.append(source_of(place))
    fetcher = Fetcher(contact=contact) if contact else Fetcher()
    archive, states = Archive(data / "archive"), LastFetches(data / "fetched")
    for source in sources:
        count = counts.get(source.name, CollectedSource(source.name))
        for found in collect(source, archive, fetcher, states):
            if isinstance(found, Rejected):
                rejects.note(found)
                if not found.kept:
                    count.note_rejected(found.line, found.reason)
                continue
            count.reports += 1
            if source not in gave[-1:]:
                gave.append(source)
            yield found


def note_feeds(sources: Sequence["Source"]) -> None:
    """Record which outlets are monitored: those of feeds that this run collected.

    Files are not followed, and one page is one report: neither makes an outlet monitored. If the
    list does not name a feed's outlet or country, people must enter its coverage.
    """
    from vigil.casefile.coverage.verbs import note_collection

    today = datetime.now(UTC).date()
    for source in sources:
        if source.kind == "feed" and source.path is None and source.outlet and source.country:
            note_collection(source.outlet, source.country, source.language, today)


def summary_text(summary: dict[str, int]) -> str:
    """Return a summary in words."""
    return (
        f"Came in: {summary['came_in']:,} reports, {summary['held_before']:,} of them held "
        f"before; {summary['rejected']:,} inputs rejected.\n"
        f"Read: {summary['relevant']:,} about a killing or an attempt; kept for people: "
        f"{summary['new_reports']:,} reports with {summary['new_accounts']:,} accounts.\n"
        f"Waiting for a person: {summary['waiting_candidates']:,} candidate cases, "
        f"{summary['waiting_suggestions']:,} accounts suggested for known cases.\n"
        f"Public record: {summary['published_cases']:,} cases."
    )
