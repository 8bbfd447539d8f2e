"""`vigil geocode`: find the place that each place name of a text means."""

import json
import sys
from collections.abc import Iterator
from itertools import batched
from pathlib import Path

import click

from vigil.cli.support.exit_codes import WITH_REJECTS
from vigil.cli.support.progress import Progress, RejectCounter
from vigil.reading.records import Rejected

_TOGETHER = 5_000
"""Texts resolved at once. An outlet's texts among them show where it is based."""


@click.command("geocode")
@click.argument("source", metavar="IN", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="OUT", required=True, help='JSON Lines; "-": standard out.')
@click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")
def command(source: str, output: str, as_json: bool) -> None:
    """Find the place that each place name of a text means.

    IN has a text a line (JSON Lines, plain, .gz or .zst): id, text, toponyms [{start, end, text}],
    and, if known, the outlet's domain or the report's url. OUT has a line a text: id, toponyms
    [{lat, lon, country, geonames_id, basis, probability} or null], in the same order. A `basis`
    of "context" means that no place of that name is known: the point is where the text's other
    places are.

    Example: vigil geocode toponyms.jsonl -o places.jsonl
    """
    if as_json and output == "-":
        raise click.UsageError("--json and the lines themselves cannot both go to standard out")
    if source != "-" and not Path(source).is_file():
        raise click.UsageError(f"there is no file {source}")
    rejects, progress = RejectCounter(), Progress("texts")
    names = {"toponyms": 0, "located": 0}
    from vigil.reading.intake.lines import write_lines

    try:
        write_lines(output, _located(source, rejects, progress, names))
    except OSError as problem:
        raise click.ClickException(f"{output}: {problem.strerror or problem}") from problem
    progress.end()
    if as_json:
        click.echo(json.dumps({"texts": progress.count, **names, "rejected": rejects.count}))
    else:
        click.echo(
            f"{progress.count:,} texts read, {names['located']:,} of {names['toponyms']:,} "
            "place names located",
            err=True,
        )
    if rejects.count:
        sys.exit(WITH_REJECTS)


def _located(
    source: str, rejects: RejectCounter, progress: Progress, names: dict[str, int]
) -> Iterator[dict[str, object]]:
    from vigil.reading.intake.geocoding import Document, Geocoder
    from vigil.reading.intake.geocoding.document_files import read_documents

    def documents() -> Iterator[Document]:
        for found in read_documents(source):
            if isinstance(found, Rejected):
                rejects.note(found)
            else:
                yield found

    geocoder = Geocoder.load()
    for batch in batched(documents(), _TOGETHER):
        for document, places in zip(batch, geocoder.geocode(batch), strict=True):
            names["toponyms"] += len(places)
            names["located"] += sum(place is not None for place in places)
            yield {"id": document.id, "toponyms": places}
        progress.add(len(batch))
