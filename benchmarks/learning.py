"""A queue that learns, simulated: how much must be read until nearly all killings are found.

Reports of a set are read one by one in the order of the model, which is adapted to the answers
after every few. The set taught the model nothing: the base is the shipped model trained anew on the
other sources (or nothing at all, for the coldest start). It is compared with random order, with the
order of the base that never learns, and with the best order there is. 20 seeds draw the pools and
break ties; a set of more than `LARGE` reports, read whole, has fewer: it differs little by seed.

A set in which most reports are killings cannot be found in half the reading, by anybody: the best
order says so. So each set is also drawn down to one killing in five, nearer to what a desk sees.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from screening import labelled_reports, labelled_set, us_local, zacatecas_unlabelled

from vigil.reading.intake.screening.adapting import Read, Rows, fit, rarity_of, rows_of
from vigil.reading.intake.screening.model import Model
from vigil.reading.intake.screening.passages import read
from vigil.reading.intake.screening.screener import look
from vigil.reading.intake.screening.training import Source, train

NAME = "learning"
SEEDS = 20
LARGE, SEEDS_OF_LARGE = 400, 4
BATCH, LESSONS = 5, 40
"""Fewest reports read between two lessons, and about how many lessons a pool has at most."""
FOUND = 0.95
"""Share of the killings that is to be found."""
DRAWN = 0.2
"""Share of killings to which a set is drawn down."""
ASKED = 0.5
"""The most that may be read, as a share of what random order needs."""
SETS = (
    ("zacatecas_es", "killing_report"),
    ("feminicidio_pt", "killing_or_attempt"),
    ("feminicidio_pt", "killing_of_a_woman"),
)
"""A set, and the label that says which of its reports are to be found."""

Labels = NDArray[np.bool_]
Order = NDArray[np.int64]


class Pool(NamedTuple):
    """Reports that wait to be read, and which of them are to be found."""

    rows: Rows
    labels: Labels


def run(data: Path) -> dict[str, Any]:
    """Simulate reading on every set, as given and drawn down."""
    found = []
    for name, field in SETS:
        pool = pool_of(data, name, field, base_without(data, name))
        for share in (None, DRAWN):
            for start in ("other sources", "nothing"):
                begun = pool if start == "other sources" else without_base(pool)
                found.append(
                    {"set": name, "label": field, "start": start, **simulated(begun, share)}
                )
    return {"found": FOUND, "asked": ASKED, "runs": found}


def base_without(data: Path, name: str) -> Model:
    """Return the model that the other sources teach."""
    sources = [
        Source("muc4_en", labelled_set(data, "muc4_en"), 900),
        Source("us_local", us_local(data), 150, held_out=False),
    ]
    if name == "zacatecas_es":
        sources.append(Source("feminicidio_pt", labelled_set(data, "feminicidio_pt"), 300))
    else:
        sources.append(Source("zacatecas_es", labelled_set(data, "zacatecas_es"), 250))
        weak = zacatecas_unlabelled(data)
        sources.append(Source("zacatecas_unlabelled", weak, 150, held_out=False))
    return train(sources).model


def pool_of(data: Path, name: str, field: str, base: Model) -> Pool:
    """Return the labelled reports of a set as rows."""
    pairs = labelled_reports(data, name, field)
    reports = []
    for report, _ in pairs:
        language, sight = look(report)
        reports.append(Read(sight, read(report.title, report.text, language, report.published)))
    labels = np.array([said.killing for _, said in pairs], dtype=bool)
    return Pool(rows_of(base, reports, rarity_of(reports)), labels)


def without_base(pool: Pool) -> Pool:
    """Return a pool of which no model knows anything."""
    return pool._replace(rows=pool.rows._replace(base=np.zeros(len(pool.labels))))


def simulated(pool: Pool, share: float | None) -> dict[str, Any]:
    """Read a pool with every seed; return the reading it takes, as shares of random order's."""
    learnt, unlearnt, sizes, wanted = [], [], [], []
    seeds = SEEDS_OF_LARGE if share is None and len(pool.labels) > LARGE else SEEDS
    for seed in range(seeds):
        chance = np.random.default_rng(seed)
        some = drawn(pool, share, chance)
        random_order = FOUND * len(some.labels)
        base = some.rows.base + chance.normal(0, 1e-6, len(some.labels))
        learnt.append(needed(read_in_order(some, chance), some.labels) / random_order)
        unlearnt.append(needed(np.argsort(-base), some.labels) / random_order)
        sizes.append(len(some.labels))
        wanted.append(int(some.labels.sum()))
    best = float(np.ceil(FOUND * wanted[0]) / (FOUND * sizes[0]))
    return {
        "killings": wanted[0],
        "reports": sizes[0],
        "seeds": seeds,
        "learning": summary(learnt),
        "never learns": summary(unlearnt),
        "best": round(best, 3),
        "worse_than_never_learning": int(sum(a > b for a, b in zip(learnt, unlearnt, strict=True))),
        "worse_than_random": int(sum(one > 1 for one in learnt)),
    }


def summary(shares: Sequence[float]) -> Mapping[str, float]:
    """Return the mean, the least and the most of shares."""
    return {
        "mean": round(float(np.mean(shares)), 3),
        "least": round(float(np.min(shares)), 3),
        "most": round(float(np.max(shares)), 3),
    }


def drawn(pool: Pool, share: float | None, chance: np.random.Generator) -> Pool:
    """Return a pool with so many killings among its reports; the whole one without a share."""
    if share is None:
        return pool
    others, killings = np.flatnonzero(~pool.labels), np.flatnonzero(pool.labels)
    number = round(len(others) * share / (1 - share))
    chosen = np.sort(np.concatenate([others, chance.choice(killings, number, replace=False)]))
    return Pool(pool.rows.of(chosen), pool.labels[chosen])


def read_in_order(pool: Pool, chance: np.random.Generator) -> Order:
    """Return the order in which reports are read, the model adapted after every batch."""
    number = len(pool.labels)
    batch = max(BATCH, number // LESSONS)
    margins = pool.rows.base + chance.normal(0, 1e-6, number)
    waiting, order = np.ones(number, dtype=bool), np.zeros(0, dtype=np.int64)
    while waiting.any():
        left = np.flatnonzero(waiting)
        some = left[np.argsort(-margins[left], kind="stable")][:batch]
        waiting[some] = False
        order = np.concatenate([order, some])
        said = pool.labels[order]
        if waiting.any() and said.any() and not said.all():
            learnt = fit(pool.rows.of(order), said).margins(pool.rows)
            margins = learnt + chance.normal(0, 1e-6, number)
    return order


def needed(order: Order, labels: Labels) -> int:
    """Return how many reports are read until `FOUND` of those wanted are found."""
    wanted = int(np.ceil(FOUND * labels.sum()))
    return int(np.searchsorted(np.cumsum(labels[order]), wanted)) + 1


def table(result: dict[str, Any]) -> str:
    """Return the result as a table."""
    lines = [f"reading until {FOUND:.0%} is found, as a share of random order's (mean of seeds)"]
    for one in result["runs"]:
        named = f"{one['set']}, {one['label']}, {one['killings']} of {one['reports']}"
        lines.append(
            f"{named:58s} from {one['start']:13s}: learning {one['learning']['mean']:.3f} "
            f"(most {one['learning']['most']:.3f}), never {one['never learns']['mean']:.3f}, "
            f"best {one['best']:.3f}"
        )
    return "\n".join(lines)
