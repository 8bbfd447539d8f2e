"""From collected reports to batches in the lake: the part of a run that needs no database."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import batched, islice
from pathlib import Path

from msgspec import Struct

from vigil.reading.engines.lake import Lake
from vigil.reading.engines.local import Engine, map_ordered
from vigil.reading.engines.reading_stage import Reader, content_sha256
from vigil.reading.intake.sources import Collected

BATCH = 250
"""Reports a batch: small enough to lose little when cut off, large enough to read fast."""


class Batch(Struct, frozen=True):
    """A batch that lies in the lake: its name, how many reports, how many of them relevant."""

    name: str
    reports: int
    relevant: int


class Fresh:
    """What was collected less what the lake holds already; counts both while it is read."""

    def __init__(self, collected: Iterable[Collected], held: set[str]) -> None:
        self._collected = collected
        self._seen = held
        self.came = 0
        self.held = 0

    def __iter__(self) -> Iterator[Collected]:
        for item in self._collected:
            self.came += 1
            digest = content_sha256(item.report)
            if digest in self._seen:
                self.held += 1
            else:
                self._seen.add(digest)
                yield item


def batch_name(items: Sequence[Collected]) -> str:
    """Name a batch by what is in it, so that the same input finds it again."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(f"{item.report.id}\x1f{content_sha256(item.report)}\n".encode())
    return digest.hexdigest()[:24]


def read_into_lake(
    collected: Iterable[Collected],
    root: Path,
    version: str,
    *,
    workers: int | None = None,
    engine: Engine | None = None,
    models: Path | None = None,
    reader: Reader | None = None,
    progress: Callable[[Batch], None] = lambda batch: None,
) -> Iterator[Batch]:
    """Read what was collected, batch by batch; yield each once it lies safely in the lake.

    A batch that is there already is not read again. May be cut off at any moment and called
    again. `workers` defaults to the number of cores; a single batch is read in this process.
    `models` is the folder of models that were learnt here, if any. With an `engine` that runs the
    batches, as on Spark, `root` and `models` must be folders it sees too. A `reader` in their place
    reads in this process, which counts what it spends.
    """
    if reader is not None:
        workers, engine = 1, None
    batches = batched(collected, BATCH)
    first = list(islice(batches, 2))
    if workers is None:
        workers = os.cpu_count() or 1
    if len(first) < 2:
        workers = 1
    everything = (item for part in (first, batches) for item in part)
    stage = partial(_read_batch, root, version)
    read = engine or partial(map_ordered, workers=workers)
    for batch in read(stage, everything, start=partial(_load, reader, models, version)):
        progress(batch)
        yield batch


_reader: Reader | None = None


def _load(reader: Reader | None, models: Path | None, version: str) -> None:
    global _reader
    if reader is not None:
        _reader = reader
    elif _reader is None or _reader.version != version:
        _reader = Reader.load(models)


def _read_batch(root: Path, version: str, items: Sequence[Collected]) -> Batch:
    lake, name = Lake(root), batch_name(items)
    if not lake.has(version, name):
        assert _reader is not None
        lake.write(version, name, _reader.read(items))
    relevant = lake.count_relevant(version, name)
    return Batch(name=name, reports=lake.count(version, name), relevant=relevant)
